// The search of every page answers while typing: the first people found, taken from the same page that Enter opens.
import { announce } from "./notice.js";

const WAIT = 180;
const MOST = 6;

export function search(root) {
  const input = root.querySelector("[data-search]");
  const list = root.querySelector("[data-found]");
  if (!input || !list) return;
  const form = input.form;
  let timer = 0;
  let request = null;
  let active = -1;

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  input.setAttribute("aria-expanded", "false");

  const options = () => [...list.children];
  const show = (on) => {
    list.hidden = !on;
    input.setAttribute("aria-expanded", String(on));
    if (!on) mark(-1);
  };
  const mark = (index) => {
    active = index;
    options().forEach((node, at) => node.setAttribute("aria-selected", String(at === index)));
    if (index < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options()[index].id);
  };
  const open = (node) => (node.dataset.href ? location.assign(node.dataset.href) : form.requestSubmit());

  const find = async () => {
    const words = input.value.trim();
    request?.abort();
    if (words.length < 2) return show(false);
    request = new AbortController();
    const url = new URL(form.action);
    url.searchParams.set("q", words);
    try {
      const response = await fetch(url, { headers: { Accept: "text/html" }, credentials: "same-origin", signal: request.signal });
      if (!response.ok || response.redirected) return show(false);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const rows = [...page.querySelectorAll("[data-peek-list] [data-row]")].slice(0, MOST);
      list.replaceChildren(...rows.map(option), last(rows.length));
      mark(-1);
      show(document.activeElement === input);
      announce(page.querySelector("[data-found-count]")?.textContent.trim() ?? "");
    } catch {
      show(false); // Enter still opens the page of results
    }
    return undefined;
  };

  const option = (row, at) => {
    const link = row.querySelector("[data-row-link]");
    const node = item(at, link.getAttribute("href"));
    node.append(span("found-name", link.textContent), span("found-note", row.querySelector("[data-row-note]")?.textContent.trim() ?? ""));
    return node;
  };
  const last = (at) => {
    const node = item(at, "");
    node.className = "found-item found-all";
    node.textContent = at ? list.dataset.all : list.dataset.none;
    return node;
  };
  const item = (at, href) => {
    const node = document.createElement("li");
    node.className = "found-item";
    node.id = `${list.id}-${at}`;
    node.dataset.href = href;
    node.setAttribute("role", "option");
    node.setAttribute("aria-selected", "false");
    return node;
  };

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, WAIT); });
  input.addEventListener("blur", () => show(false));
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const count = list.children.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      event.stopImmediatePropagation();
      mark((active + (event.key === "ArrowDown" ? 1 : active < 0 ? count : -1) + count) % count);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      open(options()[active]);
    } else if (event.key === "Escape") {
      event.preventDefault(); // only the list closes; what was typed stays
      show(false);
    }
  });
  // Pressing must not take the focus away before the click arrives.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const node = event.target.closest("[role=option]");
    if (node) open(node);
  });
}

function span(name, text) {
  const node = document.createElement("span");
  node.className = name;
  node.textContent = text;
  return node;
}
