// The page's little helps: copying a reference, dismissing the welcome strip.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const { toast } = await import("./toast.js");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    toast(button.dataset.copied);
  } catch {
    // No clipboard (plain http, refused): select the text, so that it can be copied by hand.
    const words = button.parentElement.querySelector("span");
    if (words) getSelection()?.selectAllChildren(words);
  }
});

document.querySelector("form[data-welcome]")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true }).catch(() => {});
  form.remove();
  document.getElementById("main")?.focus({ preventScroll: true });
});
