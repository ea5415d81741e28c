// What leaves the browser: no token in a Referer, no third party, no script of somebody else's.
import assert from "node:assert/strict";
import http from "node:http";
import { after, before, test } from "node:test";
import { PHONE, linkOf, openWindow, startBoth } from "./support.js";

let demo, browser, link;
before(async () => {
  [demo, browser] = await startBoth();
  link = await linkOf(browser, demo, "torque", "Alex Morgan");
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("no request tells the secret of the page it comes from, and none goes elsewhere", async () => {
  const page = await openWindow(browser, PHONE);
  const requests = [];
  page.on("request", (request) => requests.push(request));
  await page.goto(link, { waitUntil: "load" });
  await page.locator('a[href^="/jobs/WO-"]').first().click();
  await page.waitForLoadState("load");
  const token = link.split("/").pop();
  assert.ok(requests.length > 3);
  for (const request of requests) {
    const url = new URL(request.url());
    assert.ok(url.host === new URL(link).host || url.protocol === "data:" || url.protocol === "blob:", request.url());
    const { referer = "" } = await request.allHeaders();
    assert.ok(!referer.includes(token), `${request.url()} ← ${referer}`);
    assert.ok(request.url() === link || !request.url().includes(token), request.url());
  }
});

test("a link that leads away tells the host and nothing of the address", async () => {
  const seen = [];
  const elsewhere = http.createServer((request, answer) => {
    seen.push(request.headers);
    answer.end("here");
  });
  await new Promise((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const page = await openWindow(browser, PHONE);
  await page.goto(link);
  const away = `http://127.0.0.1:${elsewhere.address().port}/`;
  await page.evaluate((href) => {
    const anchor = Object.assign(document.createElement("a"), { href, textContent: "away", id: "away" });
    document.querySelector("main").prepend(anchor);
  }, away);
  await page.locator("#away").click();
  await page.waitForURL(away);
  // The host alone: so browsers can say where a form comes from, too.
  assert.equal(seen[0].referer, `${new URL(link).origin}/`);
  await new Promise((resolve) => elsewhere.close(resolve));
});

test("a form says where it comes from, and not on which page", async () => {
  const page = await openWindow(browser, PHONE);
  await page.goto(link);
  const sent = page.waitForRequest((request) => request.method() === "POST");
  await page.evaluate(() => document.querySelector('form[method="post"]').requestSubmit());
  const { origin, referer } = await (await sent).allHeaders();
  assert.equal(origin, new URL(link).origin);
  assert.equal(referer, `${new URL(link).origin}/`);
});

test("scripts cannot read the session, nor a sibling's page write here", async () => {
  const page = await openWindow(browser, PHONE);
  await page.goto(link);
  assert.equal(await page.evaluate(() => document.cookie), "");
  const cookies = await page.context().cookies();
  assert.ok(cookies.length > 0 && cookies.every((cookie) => cookie.httpOnly && cookie.sameSite === "Lax" && !cookie.domain.startsWith(".")), JSON.stringify(cookies));

  // A page of the sibling shop, in the same browser: signs nobody out.
  await page.goto(demo.url("sample-shop", "/"));
  const action = demo.url("torque", "/sign-out");
  const done = await page.evaluate(
    (url) => fetch(url, { method: "POST", mode: "no-cors", credentials: "include" }).then(() => "sent", () => "refused"),
    action,
  );
  assert.ok(["sent", "refused"].includes(done));
  await page.goto(demo.url("torque", "/"));
  await page.getByRole("heading", { name: "Alex Morgan" }).waitFor();
});

test("nothing runs that did not come with the page", async () => {
  const page = await openWindow(browser, PHONE);
  await page.goto(link);
  const ran = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.owned = true";
    document.body.append(script);
    const holder = document.createElement("div");
    holder.innerHTML = '<img src="data:," onerror="window.owned = true">';
    document.body.append(holder);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    return Boolean(window.owned);
  });
  assert.equal(ran, false);
});
