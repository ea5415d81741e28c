// Small helps for every form of the desk.
import { sendOnce } from "./once.js";

export function staffForms(root) {
  // After a refused form the person should land on what to correct, not at the top of the page.
  root.querySelector("[data-error-summary]")?.focus();

  root.querySelector(".subnav [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

  sendOnce(root, "[data-send-link], [data-upload], [data-undo]");

  for (const button of root.querySelectorAll("[data-reveal]")) {
    const input = document.getElementById(button.dataset.reveal);
    if (!input) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
    });
  }

  // A select or a date that saves itself still has its button; the button only steps back when scripts run.
  for (const note of root.querySelectorAll("[data-dirty-form]")) watch(note);
}

function watch(form) {
  const before = snapshot(form);
  const mark = () => form.toggleAttribute("data-dirty", snapshot(form) !== before);
  form.addEventListener("input", mark);
  form.addEventListener("reset", () => setTimeout(mark));
  window.addEventListener("beforeunload", (event) => {
    if (form.hasAttribute("data-dirty") && !form.dataset.sent) event.preventDefault();
  });
}

function snapshot(form) {
  return [...new FormData(form)].map(([key, value]) => `${key}=${value instanceof File ? value.name : value}`).join("&");
}
