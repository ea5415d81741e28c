// Lays "after" over "before" with a slider; a range input gives keyboard and touch for nothing.
for (const box of document.querySelectorAll("[data-compare]")) {
  const range = document.createElement("input");
  range.type = "range";
  range.className = "compare-range";
  range.min = 0;
  range.max = 100;
  range.value = 50;
  range.setAttribute("aria-label", box.dataset.label);
  const line = document.createElement("span");
  line.className = "compare-line";
  line.setAttribute("aria-hidden", "true");
  const icons = box.querySelector("template");
  if (icons) line.append(...[...icons.content.children].map((icon) => icon.cloneNode(true)));
  const set = () => box.style.setProperty("--at", `${range.value}%`);
  range.addEventListener("input", set);
  box.append(range, line);
  box.classList.add("is-live");
  set();
}
