// Popovers open and close by themselves; this puts the focus in, and the sheet beside its button where CSS cannot yet.
export function sheets(root) {
  root.addEventListener("toggle", (event) => {
    const sheet = event.target;
    if (event.newState !== "open" || !sheet.matches?.(".sheet")) return;
    place(sheet);
    // Not the autofocus attribute: it scrolls the page before the sheet stands in its place.
    sheet.querySelector("button:not(:disabled), input:not([type=hidden]), a[href]")?.focus({ preventScroll: true });
  }, true);
}

function place(sheet) {
  if (CSS.supports("position-area", "block-end") || matchMedia("(max-width: 39.99rem)").matches) return;
  const opener = document.querySelector(`[popovertarget="${CSS.escape(sheet.id)}"]`);
  if (!opener) return;
  const at = opener.getBoundingClientRect();
  const box = sheet.getBoundingClientRect();
  const below = at.bottom + 4 + box.height < innerHeight;
  const top = below ? at.bottom + 4 : Math.max(8, at.top - box.height - 4);
  const left = Math.max(8, Math.min(at.right - box.width, innerWidth - box.width - 8));
  for (const [name, value] of [["inset", "auto"], ["margin", "0"], ["top", `${top}px`], ["left", `${left}px`]]) {
    sheet.style.setProperty(name, value);
  }
}
