// Removing a photo happens at once on the page and a few seconds later on the server, so that it can be taken back.
import { notice } from "./notice.js";

const WAIT = 6000;

export function undoForms(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-undo]")) return;
    event.preventDefault();
    later(form);
  });
}

function later(form) {
  const item = form.closest("[data-undo-item]");
  const words = form.dataset;
  const body = new URLSearchParams(new FormData(form));
  const next = item.nextElementSibling ?? item.previousElementSibling;
  item.hidden = true;
  (next?.querySelector("a, button") ?? item.parentElement).focus?.({ preventScroll: true });
  let settled = false;
  const commit = async (keepalive = false) => {
    if (settled) return;
    settled = true;
    toast.dismiss();
    removeEventListener("pagehide", onLeave);
    try {
      const response = await fetch(form.action, {
        method: "POST", body, keepalive, headers: { Accept: "application/json" }, credentials: "same-origin",
      });
      if (!response.ok) throw new Error();
      item.remove();
    } catch {
      item.hidden = false;
      notice(words.undoFailed, { tone: "error" });
    }
  };
  const onLeave = () => void commit(true);
  addEventListener("pagehide", onLeave);
  const timer = setTimeout(commit, WAIT);
  const toast = notice(words.undoDone, {
    lasts: 0,
    action: {
      label: words.undoLabel,
      run() {
        settled = true;
        clearTimeout(timer);
        removeEventListener("pagehide", onLeave);
        item.hidden = false;
        item.querySelector("[data-undo] button, a, button")?.focus();
      },
    },
  });
}
