const root = document.documentElement;
const buttons = document.querySelectorAll("[data-set-theme]");

const current = () => root.dataset.theme ?? "system";

function show() {
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.setTheme === current()));
}

function choose(theme) {
  if (theme === "system") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // Not remembered then; it still holds for this page.
  }
  show();
}

for (const button of buttons) button.addEventListener("click", () => choose(button.dataset.setTheme));
addEventListener("storage", (event) => {
  if (event.key !== "theme") return;
  if (event.newValue) root.dataset.theme = event.newValue;
  else delete root.dataset.theme;
  show();
});
show();
