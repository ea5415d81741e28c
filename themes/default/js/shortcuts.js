// Single-key shortcuts for the whole desk. They can be switched off (WCAG 2.1.4): people who speak to their
// computer would otherwise set them off by accident.
const KEY = "forecourt-shortcuts";
const GO = { c: "customers", b: "jobs", m: "messages", e: "settings" };

export function shortcuts(root) {
  const box = root.querySelector("[data-shortcuts-switch]");
  let on = read();
  document.documentElement.toggleAttribute("data-shortcuts", on);
  if (box) {
    box.checked = on;
    box.addEventListener("change", () => {
      on = box.checked;
      document.documentElement.toggleAttribute("data-shortcuts", on);
      try { localStorage.setItem(KEY, on ? "on" : "off"); } catch { /* private mode: for this page only */ }
    });
  }

  let leader = 0;
  document.addEventListener("keydown", (event) => {
    if (!on || event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog[open], [popover]")) return;
    if (event.key === "/") {
      const search = document.querySelector("[data-search]");
      if (search) { event.preventDefault(); search.focus(); search.select(); }
    } else if (event.key === "?") {
      // Through its button: the popover then knows where to stand.
      const help = document.querySelector('[popovertarget="keys"]');
      if (help) { event.preventDefault(); help.click(); }
    } else if (event.key === "n") {
      const link = document.querySelector("[data-shortcut-new]");
      if (link) { event.preventDefault(); link.click(); }
    } else if (event.key === "g") {
      leader = event.timeStamp;
    } else if (leader && event.timeStamp - leader < 1200 && GO[event.key]) {
      const link = document.querySelector(`[data-nav="${GO[event.key]}"]`);
      leader = 0;
      if (link) { event.preventDefault(); link.click(); }
    }
  });
  const search = root.querySelector("[data-search]");
  search?.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") {
      const first = document.querySelector("[data-row-link]");
      if (first) { event.preventDefault(); first.focus(); }
    }
  });
}

function read() {
  try { return localStorage.getItem(KEY) !== "off"; } catch { return true; }
}
