// Passkeys: what the browser and the server tell each other, as JSON with base64url in it.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export const possible = () => "PublicKeyCredential" in window && window.isSecureContext;

// Whether this device can itself keep one: only then is it offered unasked.
export const atHand = async () =>
  possible() && (await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false));

async function post(url, fields) {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(fields), headers: { accept: "application/json" } });
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw Object.assign(new Error(said.error?.message ?? "failed"), { said });
  return said;
}

function described(list) {
  return list?.map((one) => ({ ...one, id: bytes(one.id) }));
}

function answered(credential) {
  const { response } = credential;
  const answer = { clientDataJSON: text(response.clientDataJSON) };
  if (response.attestationObject) {
    answer.attestationObject = text(response.attestationObject);
    answer.transports = response.getTransports?.() ?? [];
  } else {
    answer.authenticatorData = text(response.authenticatorData);
    answer.signature = text(response.signature);
    answer.userHandle = response.userHandle ? text(response.userHandle) : null;
  }
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: {},
    response: answer,
  };
}

// Makes a passkey: `fields` go along (the form's token).
export async function make(start, finish, fields) {
  const { ceremony, options, to } = await post(start, fields);
  // Whoever has to show first who they are goes there.
  if (to) return location.assign(to);
  const asked = options.publicKey ?? options;
  const publicKey = {
    ...asked,
    challenge: bytes(asked.challenge),
    user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: described(asked.excludeCredentials) ?? [],
  };
  const credential = await navigator.credentials.create({ publicKey });
  const done = await post(finish, { ...fields, answer: JSON.stringify({ ceremony, credential: answered(credential) }) });
  return location.assign(done.to);
}

// Signs in with whatever passkey there is.
export async function signIn(start, finish, fields) {
  const { ceremony, options } = await post(start, fields);
  const asked = options.publicKey ?? options;
  const publicKey = { ...asked, challenge: bytes(asked.challenge), allowCredentials: described(asked.allowCredentials) ?? [] };
  const credential = await navigator.credentials.get({ publicKey });
  const done = await post(finish, { ...fields, answer: JSON.stringify({ ceremony, credential: answered(credential) }) });
  return location.assign(done.to);
}

// Buttons: <button data-passkey="make|sign-in" data-start data-finish> in a form whose fields go along.
export function wire(root = document) {
  for (const button of root.querySelectorAll("[data-passkey]")) {
    const place = button.closest("[data-passkey-place]") ?? button;
    const show = button.hasAttribute("data-passkey-at-hand") ? atHand() : Promise.resolve(possible());
    show.then((can) => (place.hidden = !can));
    button.addEventListener("click", async (event) => {
      // A form's own way to the server is not this one; Enter in one of its fields presses this button, too.
      event.preventDefault();
      const act = button.dataset.passkey === "make" ? make : signIn;
      const problem = place.querySelector("[data-passkey-problem]");
      button.setAttribute("aria-busy", "true");
      if (problem) problem.hidden = true;
      try {
        await act(button.dataset.start, button.dataset.finish, Object.fromEntries(new FormData(button.form)));
      } catch {
        // Turned away by hand, timed out, or not ours: the other ways are still there.
        if (problem) problem.hidden = false;
      } finally {
        button.removeAttribute("aria-busy");
      }
    });
  }
}

wire();
