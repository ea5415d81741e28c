const LIFE = 7000;

function wire(element) {
  element.querySelector("[data-toast-close]")?.addEventListener("click", () => element.remove());
  element.addEventListener("animationend", (event) => {
    if (event.animationName === "toast-out") element.remove();
  });
}

for (const element of document.querySelectorAll("[data-toast]")) wire(element);

/** Shows a short message; errors stay until closed. */
export function toast(text, tone = "success") {
  for (const old of document.querySelectorAll("[data-toast]")) old.remove();
  const element = document.createElement("div");
  element.className = `toast toast-${tone}`;
  element.dataset.toast = "";
  element.setAttribute("role", tone === "error" ? "alert" : "status");
  document.body.append(element);
  const words = document.createElement("span");
  words.className = "toast-text";
  element.append(words);
  // Set after insertion: screen readers announce a change, not what was there from the start.
  requestAnimationFrame(() => { words.textContent = text; });
  wire(element);
  if (tone === "error") setTimeout(() => element.remove(), 3 * LIFE);
  return element;
}
