// The code field: the phone offers the code from its text message (WebOTP), and six digits send themselves.
const form = document.querySelector("form[data-code]");
const field = form?.querySelector("[autocomplete='one-time-code']");

if (field) {
  const digits = () => field.value.replace(/[\s-]/g, "");
  field.addEventListener("input", () => {
    if (/^\d{6}$/.test(digits())) form.requestSubmit();
  });
  if ("OTPCredential" in window) {
    const waiting = new AbortController();
    form.addEventListener("submit", () => waiting.abort());
    navigator.credentials
      .get({ otp: { transport: ["sms"] }, signal: waiting.signal })
      .then((otp) => {
        if (!otp?.code) return;
        field.value = otp.code;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      })
      .catch(() => {});
  }
}

// "Send again" says how long it still takes. Without scripts the server says so.
const again = document.querySelector("form[data-again]");
const button = again?.querySelector("button");
let left = Number(again?.dataset.again ?? 0);
if (button && left > 0) {
  const words = button.textContent;
  const tick = () => {
    button.disabled = left > 0;
    button.textContent = left > 0 ? button.dataset.againText.replace("%", String(left)) : words;
    if (left-- > 0) setTimeout(tick, 1000);
  };
  tick();
}
