// The server's colour arithmetic (crates/domain/src/color.rs) once more, so that the preview shows what saving will give.
// Colours here are [red, green, blue] from 0 to 255.
const WHITE = [255, 255, 255];
const INK = [22, 20, 18];
const PAGE = { light: [250, 249, 247], dark: [21, 20, 19] };
const SHARE = { light: 0.08, dark: 0.16 };
const READABLE = 4.5;
const VISIBLE = 3;

export function parseHex(text) {
  const found = /^#[0-9a-f]{6}$/i.exec(text.trim());
  return found && [1, 3, 5].map((at) => parseInt(found[0].slice(at, at + 2), 16));
}

export const hex = (colour) => `#${colour.map((v) => v.toString(16).padStart(2, "0")).join("")}`;

const linear = (v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4);
const encoded = (v) => {
  const c = Math.min(1, Math.max(0, v));
  return Math.round(255 * (c <= 0.0031308 ? c * 12.92 : 1.055 * c ** (1 / 2.4) - 0.055));
};
const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);

export function contrast(a, b) {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

function toOklab(colour) {
  const [r, g, b] = colour.map(linear);
  const l = Math.cbrt(0.41222147 * r + 0.53633254 * g + 0.05144599 * b);
  const m = Math.cbrt(0.2119035 * r + 0.68069955 * g + 0.10739696 * b);
  const s = Math.cbrt(0.08830246 * r + 0.28171884 * g + 0.6299787 * b);
  return [
    0.21045426 * l + 0.7936178 * m - 0.00407205 * s,
    1.9779985 * l - 2.4285922 * m + 0.4505937 * s,
    0.02590404 * l + 0.78277177 * m - 0.80867577 * s,
  ];
}

function fromOklab(L, a, b) {
  const l = (L + 0.39633778 * a + 0.21580376 * b) ** 3;
  const m = (L - 0.10556135 * a - 0.06385417 * b) ** 3;
  const s = (L - 0.08948418 * a - 1.2914855 * b) ** 3;
  return [
    encoded(4.0767417 * l - 3.3077116 * m + 0.23096993 * s),
    encoded(-1.268438 * l + 2.6097574 * m - 0.3413194 * s),
    encoded(-0.00419609 * l - 0.7034186 * m + 1.7076147 * s),
  ];
}

/** Darkens (on light) or lightens (on dark) in small steps until `enough`. */
function movedUntil(start, background, enough) {
  const step = background === "light" ? -0.01 : 0.01;
  const [lightness, a, b] = toOklab(start);
  let colour = start;
  let moved = Math.min(1, Math.max(0, lightness));
  while (!enough(colour) && moved >= 0 && moved <= 1) {
    moved += step;
    const room = step < 0 ? moved / Math.max(0.01, lightness) : (1 - moved) / Math.max(0.01, 1 - lightness);
    const keep = Math.sqrt(Math.min(1, Math.max(0, room)));
    colour = fromOklab(Math.min(1, Math.max(0, moved)), a * keep, b * keep);
  }
  return colour;
}

function accent(brand, background) {
  const page = PAGE[background];
  let fill = movedUntil(brand, background, (c) => contrast(c, page) >= VISIBLE);
  const white = contrast(fill, WHITE);
  const ink = white >= READABLE || white >= contrast(fill, INK) ? WHITE : INK;
  fill = movedUntil(fill, ink === WHITE ? "light" : "dark", (c) => contrast(c, ink) >= READABLE);
  const soft = brand.map((v, i) => Math.round(v * SHARE[background] + page[i] * (1 - SHARE[background])));
  const text = movedUntil(brand, background, (c) => contrast(c, page) >= READABLE && contrast(c, soft) >= READABLE);
  return { "--brand": hex(fill), "--brand-ink": hex(ink), "--brand-text": hex(text), "--brand-soft": hex(soft) };
}

/** The custom properties of the shop's stylesheet; `adjusted` tells whether light pages show another shade. */
export function brandVariants(brand) {
  const light = accent(brand, "light");
  return { light, dark: accent(brand, "dark"), adjusted: light["--brand"] !== hex(brand) || light["--brand-text"] !== hex(brand) };
}
