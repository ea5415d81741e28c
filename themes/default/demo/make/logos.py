"""Logos of the demo shops: SVG, and a transparent PNG of each, drawn by Chromium.

    python3 logos.py

Each is a badge that holds its own ground, so that it reads on white and on near-black."""
import os
import shutil
import subprocess
import tempfile

OUT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "logos")

LOGOS = {
    # a tachometer: needle past the red
    "torque": ("Torque", """
<rect x="16" y="16" width="480" height="480" rx="112" fill="#15171b"/>
<rect x="19" y="19" width="474" height="474" rx="109" fill="none" stroke="#fff" stroke-opacity=".14" stroke-width="6"/>
<path d="M137.800 352.300 A150 150 0 1 1 383.200 180.500" fill="none" stroke="#f4f2ee" stroke-width="42" stroke-linecap="round"/>
<path d="M403.800 233.900 A150 150 0 0 1 374.200 352.300" fill="none" stroke="#ff4a2e" stroke-width="42" stroke-linecap="round"/>
<path d="M271.300 272.900 L240.700 247.100 L326 176 Z" fill="#ff4a2e"/><circle cx="256" cy="260" r="30" fill="#ff4a2e"/><circle cx="256" cy="260" r="11" fill="#15171b"/>
<path d="M206 384 H306" stroke="#f4f2ee" stroke-opacity=".45" stroke-width="20" stroke-linecap="round"/>"""),
    # a small car on its line
    "sample-shop": ("Sample Shop", """
<circle cx="256" cy="256" r="240" fill="#1f4fd8"/>
<circle cx="256" cy="256" r="235" fill="none" stroke="#fff" stroke-opacity=".22" stroke-width="6"/>
<path d="M92 300 C120 262 154 250 196 244 C226 200 262 180 312 180 C362 180 392 206 412 252 C424 262 428 280 426 300 Z" fill="#fff"/>
<path d="M224 244 C244 216 270 204 300 204 L300 244 Z M320 204 C350 206 370 220 384 244 L320 244 Z" fill="#1f4fd8"/>
<circle cx="168" cy="304" r="42" fill="#1f4fd8"/><circle cx="168" cy="304" r="26" fill="#fff"/>
<circle cx="356" cy="304" r="42" fill="#1f4fd8"/><circle cx="356" cy="304" r="26" fill="#fff"/>
<path d="M132 374 H380" stroke="#fff" stroke-opacity=".55" stroke-width="14" stroke-linecap="round"/>"""),
    # mower stripes under a low sun
    "green-acre": ("Green Acre", """
<defs><clipPath id="c"><path d="M256 20 C340 52 410 60 468 60 V262 C468 388 372 462 256 496 C140 462 44 388 44 262 V60 C102 60 172 52 256 20 Z"/></clipPath></defs>
<g clip-path="url(#c)"><rect width="512" height="512" fill="#f6e7b4"/>
<circle cx="256" cy="226" r="84" fill="#f2a531"/>
<path d="M0 250 Q256 190 512 250 V512 H0 Z" fill="#2f7a3b"/>
<path d="M232 222 L280 222 L330 512 H182 Z M150 228 L192 224 L78 512 H-70 Z M320 224 L362 228 L582 512 H434 Z" fill="#57a84a"/></g>
<path d="M256 20 C340 52 410 60 468 60 V262 C468 388 372 462 256 496 C140 462 44 388 44 262 V60 C102 60 172 52 256 20 Z" fill="none" stroke="#1d5229" stroke-width="18" stroke-linejoin="round"/>"""),
    # three waves in a round pool
    "blue-lagoon": ("Blue Lagoon", """
<defs><linearGradient id="g" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#19c3d6"/><stop offset="1" stop-color="#0560a6"/></linearGradient></defs>
<path d="M256 16 C330 120 440 190 440 312 A184 184 0 0 1 72 312 C72 190 182 120 256 16 Z" fill="url(#g)"/>
<g fill="none" stroke="#fff" stroke-width="28" stroke-linecap="round"><path d="M140 270 q29 -34 58 0 t58 0 t58 0 t58 0"/><path d="M140 334 q29 -34 58 0 t58 0 t58 0 t58 0" stroke-opacity=".8"/><path d="M198 398 q29 -34 58 0 t58 0" stroke-opacity=".6"/></g>"""),
    # scissors, opened
    "shear-bliss": ("Shear Bliss", """
<rect x="16" y="16" width="480" height="480" rx="240" fill="#f2c9c3"/>
<circle cx="256" cy="256" r="214" fill="none" stroke="#7c2740" stroke-width="7"/>
<g stroke="#7c2740" fill="none" stroke-linecap="round"><circle cx="190" cy="366" r="40" stroke-width="22"/><circle cx="322" cy="366" r="40" stroke-width="22"/></g>
<path d="M206 326 L318 112 C332 138 334 164 322 190 L244 342 Z" fill="#7c2740"/><path d="M306 326 L194 112 C180 138 178 164 190 190 L268 342 Z" fill="#a33a58"/>
<circle cx="256" cy="252" r="11" fill="#f2c9c3"/>"""),
    # still water: a sun and its reflection
    "stillwater": ("Stillwater", """
<rect x="26" y="26" width="460" height="460" rx="64" fill="#e9e4d8"/>
<rect x="29" y="29" width="454" height="454" rx="61" fill="none" stroke="#23413f" stroke-opacity=".35" stroke-width="6"/>
<path d="M136 252 A120 120 0 0 1 376 252 Z" fill="#23413f"/>
<g stroke="#23413f" stroke-width="20" stroke-linecap="round"><path d="M112 292 H400"/><path d="M150 334 H362" stroke-opacity=".75"/><path d="M192 376 H320" stroke-opacity=".5"/><path d="M232 418 H280" stroke-opacity=".3"/></g>"""),
}


def main():
    os.makedirs(OUT, exist_ok=True)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    for name, (title, body) in LOGOS.items():
        svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512" width="512" height="512" role="img" aria-label="{title}"><title>{title}</title>{body}\n</svg>\n'
        path = os.path.join(OUT, name + ".svg")
        with open(path, "w") as fh:
            fh.write(svg)
        if chromium:
            with tempfile.TemporaryDirectory() as tmp:
                page = os.path.join(tmp, "logo.html")
                with open(page, "w") as fh:
                    fh.write(f'<style>html,body{{margin:0;background:transparent}}svg{{display:block}}</style>{svg}')
                subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1",
                                "--default-background-color=00000000", "--window-size=512,512", f"--user-data-dir={tmp}/profile",
                                f"--screenshot={os.path.abspath(path)[:-4]}.png", "file://" + page], check=True, capture_output=True, timeout=90)
        print("logo", name)


if __name__ == "__main__":
    main()
