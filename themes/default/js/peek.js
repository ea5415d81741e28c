// The record beside the list: a row opens in a panel, so that the place in the list is kept. The name stays a link to
// the whole page, and narrow screens always go there.
import { tables } from "./table.js";

const WIDE = matchMedia("(min-width: 75rem)");
const REFERS = ["id", "for", "form", "popovertarget", "aria-labelledby", "aria-describedby"];

export function peek(root) {
  const panel = root.querySelector("[data-peek]");
  const list = root.querySelector("[data-peek-list]");
  if (!panel || !list) return;
  const body = panel.querySelector("[data-peek-body]");
  const title = panel.querySelector("[data-peek-title]");
  const whole = panel.querySelector("[data-peek-whole]");
  let current = null;
  let turn = 0;

  const open = async (row) => {
    const link = row.querySelector("[data-row-link]");
    const mine = ++turn;
    current?.removeAttribute("data-peeked");
    current = row;
    row.setAttribute("data-peeked", "");
    panel.setAttribute("aria-busy", "true");
    try {
      const response = await fetch(link.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const record = page.querySelector("[data-record]");
      if (mine !== turn) return;
      if (!response.ok || !record) return location.assign(link.href);
      apart(record);
      title.textContent = link.textContent;
      whole.href = link.href;
      body.replaceChildren(document.adoptNode(record));
      tables(body);
      panel.hidden = false;
      panel.scrollTop = 0;
      title.focus({ preventScroll: true });
    } catch {
      location.assign(link.href);
    } finally {
      panel.removeAttribute("aria-busy");
    }
  };
  const close = () => {
    if (panel.hidden) return;
    turn += 1;
    panel.hidden = true;
    body.replaceChildren();
    current?.removeAttribute("data-peeked");
    current?.querySelector("[data-row-link]")?.focus({ preventScroll: true });
  };

  list.addEventListener("row-open", (event) => {
    if (!WIDE.matches) return;
    event.preventDefault();
    void open(event.target);
  });
  panel.querySelector("[data-peek-close]").addEventListener("click", close);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector(":popover-open, dialog[open]")) return;
    close();
  });
  WIDE.addEventListener("change", close);
}

// The same person's send menu is already in the row: two elements must not share an id.
function apart(record) {
  for (const name of REFERS) {
    for (const node of record.querySelectorAll(`[${name}]`)) {
      node.setAttribute(name, node.getAttribute(name).split(" ").map((id) => `peek-${id}`).join(" "));
    }
  }
}
