// A toast region that exists from the start: screen readers miss live regions added together with their text.
const region = () => document.querySelector("[data-notices]");

export function announce(text) {
  const live = document.querySelector("[data-live]");
  if (!live || !text) return;
  live.textContent = "";
  // The same sentence twice in a row is read only if the node changes in between.
  requestAnimationFrame(() => { live.textContent = text; });
}

/** Shows a toast. `action` ({label, run}) adds a button; returns {dismiss}. */
export function notice(text, { tone = "info", action = null, lasts = 6000 } = {}) {
  const home = region();
  const model = document.querySelector(`template[data-notice="${tone}"]`) ?? document.querySelector("template[data-notice]");
  if (!home || !model || !text) return { dismiss() {} };
  const node = model.content.firstElementChild.cloneNode(true);
  node.querySelector("[data-notice-text]").textContent = text;
  const button = node.querySelector("[data-notice-action]");
  announce(text);
  let timer = 0;
  const dismiss = () => { clearTimeout(timer); node.remove(); };
  if (action) {
    button.textContent = action.label;
    button.hidden = false;
    button.addEventListener("click", () => { dismiss(); action.run(); });
  } else {
    button?.remove();
  }
  node.querySelector("[data-notice-close]").addEventListener("click", dismiss);
  // One notice at a time, but never one that still offers to undo.
  home.querySelectorAll("[data-passing]").forEach((old) => old.remove());
  node.toggleAttribute("data-passing", !action);
  home.append(node);
  if (lasts) {
    const start = () => { timer = setTimeout(dismiss, lasts); };
    const hold = () => clearTimeout(timer);
    node.addEventListener("pointerenter", hold);
    node.addEventListener("focusin", hold);
    node.addEventListener("pointerleave", start);
    node.addEventListener("focusout", start);
    start();
  }
  return { dismiss, node };
}

/** What the server answered may carry a toast as text or as {tone, text}. */
export function noticeFrom(toast, tone) {
  if (!toast) return;
  if (typeof toast === "string") notice(toast, { tone });
  else notice(toast.text, { tone: toast.tone ?? tone });
}

export function clearServerToast() {
  // An address kept from a redirect must not show its toast again after "back".
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("[data-toast]").forEach((node) => node.remove());
  });
}
