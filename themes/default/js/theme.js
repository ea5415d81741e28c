// Runs before the first paint, so that a chosen theme never flashes. Without a choice the system decides, in CSS.
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  } catch {
    // Storage may be refused; the system's theme is then right.
  }
})();
