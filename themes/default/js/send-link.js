// "Send portal link": posts the channel in the background and follows the message until it has arrived.
import { announce, notice, noticeFrom } from "./notice.js";

const EVERY = 700;
const LIMIT = 20_000;
const DONE = new Set(["delivered", "opened", "failed", "stopped", "expired", "revoked"]);
const words = () => document.querySelector("[data-send-words]")?.dataset ?? {};

export function sendLinks(root) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.matches("[data-send-link]")) return;
    event.preventDefault();
    void send(form, event.submitter);
  });
}

async function send(form, submitter) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  const body = new FormData(form, submitter);
  const opener = closeMenu(form);
  const places = document.querySelectorAll(`[data-link-state="${CSS.escape(form.dataset.sendLink)}"]`);
  const say = words();
  const name = form.dataset.name;
  paint(places, { state: "sending", label: say.sending, text: say.sendingText });
  opener?.setAttribute("aria-busy", "true");
  announce(`${name}: ${say.sending}`);
  try {
    const answer = await post(form.action, body);
    if (answer.expired) return form.submit();
    noticeFrom(answer.data.toast, answer.ok ? "success" : "error");
    if (!answer.ok && !answer.data.state) throw new Error(answer.data.toast ? "" : say.failedText);
    paint(places, answer.data);
    announce(`${name}: ${answer.data.label}`);
    await follow(form.action, places, answer.data, name);
  } catch (error) {
    const text = error instanceof TypeError ? say.offline : error.message;
    paint(places, { state: "failed", label: say.failed, text: text || say.failedText });
    if (text) notice(text, { tone: "error" });
    announce(`${name}: ${say.failed}`);
  } finally {
    delete form.dataset.busy;
    opener?.removeAttribute("aria-busy");
  }
}

async function post(url, body) {
  const response = await fetch(url, {
    method: "POST", body: new URLSearchParams(body), headers: { Accept: "application/json" }, credentials: "same-origin",
  });
  // A signed-out session answers with a page: the plain form then takes the person to the sign-in.
  const json = (response.headers.get("content-type") ?? "").includes("json");
  if (!json && (response.redirected || response.status === 401)) return { expired: true };
  return { ok: response.ok, data: json ? await response.json() : {} };
}

async function follow(url, places, first, name) {
  let last = first;
  const end = performance.now() + LIMIT;
  while (!DONE.has(last.state) && performance.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, EVERY));
    let next;
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin", cache: "no-store" });
      if (!response.ok) return;
      next = await response.json();
    } catch {
      continue; // a lost poll is not a lost message
    }
    if (next.state !== last.state || next.text !== last.text) {
      paint(places, next);
      if (next.state !== last.state) announce(`${name}: ${next.label}`);
      last = next;
    }
  }
}

function paint(places, { state, label, text }) {
  for (const place of places) {
    const model = document.querySelector(`template[data-badge="${CSS.escape(state ?? "")}"]`);
    const home = place.querySelector("[data-link-badge]");
    if (model && home) {
      const badge = model.content.firstElementChild.cloneNode(true);
      if (label) badge.querySelector("[data-badge-label]").textContent = label;
      home.replaceChildren(badge);
      home.hidden = false;
    }
    const line = place.querySelector("[data-link-text]");
    if (line && text) line.textContent = text;
    place.dataset.state = state ?? "";
  }
}

function closeMenu(form) {
  const menu = form.closest("[popover]");
  if (!menu) return null;
  const opener = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (menu.matches(":popover-open")) menu.hidePopover();
  opener?.focus({ preventScroll: true });
  return opener;
}
