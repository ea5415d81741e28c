// Without a mouse: every control is reached, focus is seen, and the photo viewer works with keys alone.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, eventually, linkOf, openWindow, signIn, startBoth } from "./support.js";

let demo, browser, link;
before(async () => {
  [demo, browser] = await startBoth();
  link = await linkOf(browser, demo, "sample-shop", "Sarah Chen");
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

async function gallery(options) {
  const page = await openWindow(browser, options);
  await page.goto(link);
  await page.goto(demo.url("sample-shop", "/photos"));
  const href = await page.locator('a[href^="/jobs/"][href$="/photos"]').first().getAttribute("href");
  await page.goto(demo.url("sample-shop", href));
  return page;
}

const count = (page) => page.locator("[data-viewer-count]").innerText();

test("the gallery with keys alone", async () => {
  const page = await gallery(DESK);
  const first = page.locator("[data-gallery] a[data-photo]").first();
  await eventually("the first photo has the focus", async () => {
    await page.keyboard.press("Tab");
    return first.evaluate((link) => link === document.activeElement);
  });
  const before = page.url();
  await page.keyboard.press("Enter");
  const viewer = page.locator("dialog#viewer[open]");
  await viewer.waitFor();
  const all = await page.locator("[data-gallery] a[data-photo]").count();
  assert.match(await count(page), new RegExp(`^1 .*${all}$`));
  await page.keyboard.press("ArrowRight");
  assert.match(await count(page), /^2 /);
  assert.match(page.url(), /\/photos\//, "the address follows the photo");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  assert.match(await count(page), /^1 /, "and stops at the first");
  await page.keyboard.press("End");
  assert.match(await count(page), new RegExp(`^${all} `));
  for (let times = 0; times < 12; times += 1) {
    await page.keyboard.press("Tab");
    const inside = await page.evaluate(() => document.activeElement === document.body || document.querySelector("dialog#viewer").contains(document.activeElement));
    assert.ok(inside, "the focus stays in the viewer");
  }
  await page.keyboard.press("Escape");
  await viewer.waitFor({ state: "detached" }).catch(() => {});
  await eventually("the viewer is closed", async () => !(await page.locator("dialog#viewer").evaluate((dialog) => dialog.open)));
  assert.equal(page.url(), before);
  const focused = await page.evaluate(() => document.activeElement.matches("[data-gallery] a[data-photo]"));
  assert.ok(focused, "the focus is back at a photo");
  assert.deepEqual(page.faults, []);
});

test("the back button closes the viewer", async () => {
  const page = await gallery(PHONE);
  const before = page.url();
  await page.locator("[data-gallery] a[data-photo]").first().tap();
  await page.locator("dialog#viewer[open]").waitFor();
  await page.goBack();
  await eventually("the viewer is closed", async () => !(await page.locator("dialog#viewer").evaluate((dialog) => dialog.open)));
  assert.equal(page.url(), before);
});

test("a swipe turns to the next photo", async () => {
  const page = await gallery(PHONE);
  await page.locator("[data-gallery] a[data-photo]").first().tap();
  await page.locator("dialog#viewer[open]").waitFor();
  const touch = await page.context().newCDPSession(page);
  const send = (type, x) => touch.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y: 350 }] });
  await send("touchStart", 300);
  for (const x of [250, 180, 100, 60]) await send("touchMove", x);
  await send("touchEnd", 60);
  await eventually("the second photo", async () => /^2 /.test(await count(page)));
});

test("every control of a page is reached, and its focus is seen", async () => {
  const page = await openWindow(browser, DESK);
  await page.goto(link);
  await signIn(page, demo, "sample-shop");
  const paths = ["/", "/jobs", "/photos", "/staff/customers/new", "/staff/jobs", "/staff/settings/portal", "/staff/settings/branding"];
  for (const to of paths) {
    await page.goto(demo.url("sample-shop", to));
    const wanted = await page.evaluate(() => {
      const seen = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && one.tabIndex >= 0 && !one.closest("[inert], details:not([open]) > :not(summary)");
      const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")].filter(seen);
      // One stop for each group of radio buttons.
      const names = new Set();
      const stops = all.filter((one) => one.type !== "radio" || (!names.has(one.name) && names.add(one.name)));
      stops.forEach((one) => one.setAttribute("data-wanted", ""));
      return stops.length;
    });
    const missing = new Set();
    for (let times = 0; times < wanted + 25; times += 1) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const one = document.activeElement;
        one.removeAttribute("data-wanted");
        if (one.type === "radio") document.getElementsByName(one.name).forEach((other) => other.removeAttribute("data-wanted"));
        if (one === document.body) return null;
        // A control may show its focus itself, or what stands around it does.
        const outlined = (style) => style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0;
        const styles = (node) => [undefined, "::before", "::after"].map((part) => getComputedStyle(node, part));
        const marked = (node) => styles(node).some(outlined) || (node === one && getComputedStyle(node).boxShadow !== "none");
        const near = [one, one.nextElementSibling].filter(Boolean);
        for (let around = one.parentElement; around && around !== document.body; around = around.parentElement) near.push(around);
        return { marked: near.some(marked), html: one.outerHTML.slice(0, 120) };
      });
      if (stop && !stop.marked) missing.add(stop.html);
    }
    const unreached = await page.locator("[data-wanted]").evaluateAll((all) => all.map((one) => one.outerHTML.slice(0, 120)));
    assert.deepEqual(unreached, [], `never reached on ${to}`);
    assert.deepEqual([...missing], [], `no visible focus on ${to}`);
  }
});
