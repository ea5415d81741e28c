// <details> menus work by themselves; this closes them as people expect and gives the focus back.
const openMenus = () => document.querySelectorAll("details[data-menu][open]");

function close(menu, refocus) {
  menu.open = false;
  if (refocus) menu.querySelector("summary")?.focus();
}

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    const panel = menu.querySelector(".menu-panel");
    const inPanel = panel?.contains(event.target);
    const onSummary = menu.querySelector("summary")?.contains(event.target);
    if (!inPanel && !onSummary) close(menu, false);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const menu of openMenus()) close(menu, true);
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const menu = event.target.closest?.("details[data-menu][open]");
  if (!menu) return;
  const items = [...menu.querySelectorAll(".menu-item:not(:disabled)")];
  if (items.length === 0) return;
  event.preventDefault();
  const at = items.indexOf(event.target);
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = at === -1 ? (step === 1 ? 0 : items.length - 1) : (at + step + items.length) % items.length;
  items[next].focus();
});

document.addEventListener("focusin", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) close(menu, false);
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  if (event.target instanceof HTMLDialogElement && event.target.matches(".dialog")) event.target.close();
});
