// A form is sent once. Of two quick presses the second would drop the answer to the first, and ask for what that has just
// used up. Without scripts the server makes the best of it. Forms that match `handled` are a script's of their own.
export function sendOnce(root, handled = ":not(form)") {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.getAttribute("method") !== "post" || form.matches(handled)) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    (event.submitter ?? form.querySelector("[type=submit]"))?.setAttribute("aria-busy", "true");
  });
  // Coming back by the browser's history shows the page as it was left: open for sending again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    root.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
    root.querySelectorAll("form [aria-busy]").forEach((node) => node.removeAttribute("aria-busy"));
  });
}
