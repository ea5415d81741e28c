// Opens photo links in a full-screen dialog over the page. The address follows the photo, so that a reload or a
// shared link shows the photo's own page, and "back" closes the viewer.
const dialog = document.getElementById("viewer");
const part = (name) => dialog.querySelector(`[data-viewer-${name}]`);

let links = [];
let at = 0;
let opener = null;
let leaving = false;

const dataOf = (link) => ({
  src: link.dataset.src,
  srcset: link.dataset.srcset ?? "",
  download: link.dataset.download,
  stage: link.dataset.stage ?? "",
  alt: link.querySelector("img:not(.pic-blur)")?.alt ?? "",
});

function preload(index) {
  const link = links[index];
  if (!link || link.dataset.warm) return;
  link.dataset.warm = "1";
  const image = new Image();
  image.sizes = "100vw";
  image.srcset = link.dataset.srcset ?? "";
  image.src = link.dataset.src;
}

function show(index) {
  at = index;
  const photo = dataOf(links[at]);
  const image = part("image");
  image.classList.add("is-loading");
  image.sizes = "100vw";
  image.srcset = photo.srcset;
  image.src = photo.src;
  image.alt = photo.alt;
  image.decode().catch(() => {}).then(() => image.classList.remove("is-loading"));
  part("title").textContent = photo.stage;
  part("count").textContent = dialog.dataset.position.replace("%i", at + 1).replace("%c", links.length);
  const download = part("download");
  download.hidden = !photo.download;
  download.href = photo.download ?? "";
  const [previous, next] = [part("prev"), part("next")];
  // A hidden button would drop the focus: hand it to the other one first.
  if (at === 0 && document.activeElement === previous) next.focus();
  if (at === links.length - 1 && document.activeElement === next) previous.focus();
  previous.hidden = at === 0;
  next.hidden = at === links.length - 1;
  preload(at + 1);
  preload(at - 1);
}

function go(index) {
  if (index < 0 || index >= links.length || index === at) return;
  show(index);
  history.replaceState({ viewer: true }, "", links[at].href);
}

function open(link) {
  links = [...link.closest("[data-gallery]").querySelectorAll("a[data-photo]")];
  opener = link;
  history.pushState({ viewer: true }, "", link.href);
  dialog.showModal();
  show(links.indexOf(link));
  part("close").focus();
}

function shut() {
  if (dialog.open) dialog.close();
}

function leave() {
  if (leaving) return;
  if (history.state?.viewer) {
    leaving = true;
    history.back();
  } else {
    shut();
  }
}

if (dialog) {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-gallery] a[data-photo]");
    // New tab, new window and download stay the browser's.
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open(link);
  });
  part("close").addEventListener("click", leave);
  part("prev").addEventListener("click", () => go(at - 1));
  part("next").addEventListener("click", () => go(at + 1));
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  dialog.addEventListener("keydown", (event) => {
    const forward = getComputedStyle(dialog).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") go(at + (event.key === forward ? 1 : -1));
    else if (event.key === "Home") go(0);
    else if (event.key === "End") go(links.length - 1);
    else return;
    event.preventDefault();
  });
  dialog.addEventListener("close", () => {
    const last = links[at] ?? opener;
    last?.focus({ preventScroll: false });
  });
  addEventListener("popstate", () => {
    leaving = false;
    shut();
  });

  let start = null;
  const stage = part("stage");
  stage.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "mouse" && event.isPrimary) start = { x: event.clientX, y: event.clientY };
    else start = null;
  });
  stage.addEventListener("pointerup", (event) => {
    if (!start || (window.visualViewport?.scale ?? 1) > 1.05) return;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    start = null;
    if (Math.abs(dx) > 40 && Math.abs(dx) > 1.5 * Math.abs(dy)) {
      const rtl = getComputedStyle(dialog).direction === "rtl";
      go(at + ((dx < 0) !== rtl ? 1 : -1));
    }
  });
  stage.addEventListener("pointercancel", () => { start = null; });
}
