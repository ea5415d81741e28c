// Shows name, tagline and colour as they will be, before they are saved.
import { brandVariants, hex, parseHex } from "./colour.js";

export function brandPreview(root) {
  const form = root.querySelector("[data-brand-form]");
  if (!form) return;
  const text = form.querySelector("[data-brand-text]");
  const well = form.querySelector("[data-brand-well]");
  const name = form.querySelector("[name=name]");
  const tagline = form.querySelector("[name=tagline]");
  const scenes = root.querySelectorAll("[data-brand-scene]");
  const note = root.querySelector("[data-brand-note]");

  const paint = () => {
    const brand = parseHex(text.value);
    if (!brand) return;
    well.value = hex(brand);
    const made = brandVariants(brand);
    for (const scene of scenes) {
      const set = made[scene.dataset.brandScene];
      for (const [key, value] of Object.entries(set)) scene.style.setProperty(key, value);
    }
    if (note) note.textContent = made.adjusted ? note.dataset.adjusted : note.dataset.kept;
  };
  const title = () => {
    root.querySelectorAll("[data-brand-name]").forEach((node) => { node.textContent = name.value || name.defaultValue; });
    root.querySelectorAll("[data-brand-tagline]").forEach((node) => { node.textContent = tagline.value; });
  };

  well.hidden = false;
  well.addEventListener("input", () => {
    text.value = well.value;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
  text.addEventListener("input", paint);
  name?.addEventListener("input", title);
  tagline?.addEventListener("input", title);
  paint();
}
