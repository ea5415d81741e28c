// The photo's own page: arrow keys, Escape and swipes follow the links that are there.
const follow = (key) => document.querySelector(`a[data-key="${key}"]`)?.click();
const rtl = document.documentElement.dir === "rtl";

addEventListener("keydown", (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey) return;
  if (event.key === "Escape") follow("Escape");
  if (event.key === "ArrowLeft") follow(rtl ? "ArrowRight" : "ArrowLeft");
  if (event.key === "ArrowRight") follow(rtl ? "ArrowLeft" : "ArrowRight");
});

let start = null;
addEventListener("pointerdown", (event) => {
  start = event.pointerType !== "mouse" && event.isPrimary ? { x: event.clientX, y: event.clientY } : null;
});
addEventListener("pointerup", (event) => {
  if (!start || (window.visualViewport?.scale ?? 1) > 1.05) return;
  const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
  start = null;
  if (Math.abs(dx) > 40 && Math.abs(dx) > 1.5 * Math.abs(dy)) follow((dx < 0) !== rtl ? "ArrowRight" : "ArrowLeft");
});
