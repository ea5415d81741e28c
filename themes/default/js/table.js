// Keys for lists, active only while the focus is inside one: arrows or j/k move, Home/End jump, p looks at the row, s sends its link.
export function tables(root) {
  for (const list of root.querySelectorAll("[data-rows]")) {
    list.addEventListener("keydown", (event) => onKey(list, event));
    list.addEventListener("click", openRow);
  }
}

function onKey(list, event) {
  if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest("input, textarea, select, [popover]")) return;
  const links = [...list.querySelectorAll("[data-row-link]")];
  const row = event.target.closest("[data-row]");
  const at = links.findIndex((link) => link.closest("[data-row]") === row);
  const go = (index) => {
    const link = links[Math.max(0, Math.min(links.length - 1, index))];
    event.preventDefault();
    link?.focus();
    link?.closest("[data-row]").scrollIntoView({ block: "nearest" });
  };
  switch (event.key) {
    case "ArrowDown": case "j": return go(at + 1);
    case "ArrowUp": case "k": return go(at - 1);
    case "Home": return go(0);
    case "End": return go(links.length - 1);
    case "p":
      if (row && !opening(row)) event.preventDefault();
      return undefined;
    case "s": {
      const button = row?.querySelector("[popovertarget]");
      if (button) { event.preventDefault(); button.click(); }
      return undefined;
    }
    default: return undefined;
  }
}

/** Whoever listens (peek.js) may show the row in its own way. */
function opening(row) {
  return row.dispatchEvent(new CustomEvent("row-open", { bubbles: true, cancelable: true }));
}

// The whole row is a convenience target for the mouse; the link in it stays the real one.
function openRow(event) {
  if (event.defaultPrevented || event.button !== 0 || event.target.closest("a, button, input, label, summary, form, [popover]")) return;
  if (getSelection()?.toString()) return;
  const row = event.target.closest("[data-row]");
  const link = row?.querySelector("[data-row-link]");
  if (!link) return;
  if (event.ctrlKey || event.metaKey) window.open(link.href, "_blank", "noopener");
  else if (opening(row)) link.click();
}
