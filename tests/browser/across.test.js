// Across shops and by links in messages, on a phone, with scripts off; and the pages as axe sees them.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isSound } from "./sound.js";
import { DESK, PHONE, openRecord, openWindow, signIn, startBoth } from "./support.js";
import * as ways from "./ways.js";
import { askAcross, atHome, fill, ids, next, send, tell } from "./ways.js";

const PLAIN = { ...PHONE, javaScriptEnabled: false };
const DANA = "dana.whitfield@example.com";
let demo, browser;
before(async () => {
  [demo, browser] = await startBoth();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("customer of one shop: the code leads straight in, with scripts off", async () => {
  const page = await openWindow(browser, PLAIN);
  const way = await askAcross(page, demo, "alex.morgan@example.com");
  await tell(page, "/client-login/code", way.code);
  await page.waitForURL((url) => url.hostname === "torque.localhost");
  await atHome(page, "Alex Morgan");
});

test("by link: one tap where it was asked for, one button elsewhere", async () => {
  const page = await openWindow(browser, PLAIN);
  const way = await askAcross(page, demo, DANA);
  const other = await openWindow(browser, PLAIN);
  await other.goto(way.link);
  await other.getByRole("button", { name: "Continue" }).waitFor();
  await page.goto(way.link);
  await page.getByRole("heading", { name: "Where would you like to go?" }).waitFor();
  await other.getByRole("button", { name: "Continue" }).click();
  await other.getByText("That link is no longer valid. Request a new one below.").waitFor();
  await page.getByRole("button", { name: /Green Acre/ }).click();
  await atHome(page, "Dana Whitfield");
});

test("the pages are sound, light and dark, phone-sized", async () => {
  const page = await openWindow(browser);
  await page.goto(demo.url("", "/client-login"));
  await isSound(page, "the first page");
  await fill(page, "/client-login/send", "contact", "nobody");
  await send(page, "/client-login/send");
  await page.getByRole("alert").waitFor();
  await isSound(page, "a slip");
  const way = await askAcross(page, demo, DANA);
  await isSound(page, "the code");
  const other = await openWindow(browser);
  await other.goto(way.link);
  await isSound(other, "the button");
  await tell(page, "/client-login/code", way.code);
  await page.waitForURL("**/client-login/shops");
  await isSound(page, "the picker");
});

test("an address that no shop knows gets its mail, and a kind page", async () => {
  const page = await openWindow(browser, PLAIN);
  const way = await askAcross(page, demo, "nobody.whitfield@example.com");
  assert.equal(way.to, "nobody.whitfield@example.com");
  assert.match(way.html, /Forecourt/);
  await page.goto(way.link);
  await page.getByRole("heading", { name: "We couldn’t find a shop for this address" }).waitFor();
  await page.getByRole("link", { name: "Try another address" }).click();
  await page.getByRole("heading", { name: "Find your portal" }).waitFor();
  const other = await openWindow(browser);
  const again = await askAcross(other, demo, "nobody.whitfield@example.com");
  await tell(other, "/client-login/code", again.code);
  await other.getByRole("heading", { name: "We couldn’t find a shop for this address" }).waitFor();
  await isSound(other, "nobody's page");
});

test("choose between two records with one address, with scripts off", async () => {
  const desk = await openWindow(browser, DESK);
  await signIn(desk, demo, "torque");
  await desk.goto(demo.url("torque", "/staff/customers/new"));
  await desk.locator('input[name="name"]').fill("Leopold-Alexander Feldman-Rosenthal");
  await desk.locator('input[name="email"]').fill("maya.feldman@example.com");
  await desk.locator('form[action="/staff/customers/new"] button:not([type=button])').last().click();
  await desk.getByRole("heading", { name: "Leopold-Alexander Feldman-Rosenthal" }).first().waitFor();
  const record = desk.url();

  const phone = await openWindow(browser);
  const first = await ways.ask(phone, demo, "torque", "maya.feldman@example.com");
  await phone.goto(first.link);
  await phone.getByRole("heading", { name: "Who’s signing in?" }).waitFor();
  await isSound(phone, "the choice");

  const page = await openWindow(browser, PLAIN);
  const way = await ways.ask(page, demo, "torque", "maya.feldman@example.com");
  await tell(page, "/login/code", way.code);
  await page.getByRole("button", { name: /^Maya Feldman/ }).waitFor();
  await page.getByRole("button", { name: /Leopold-Alexander/ }).click();
  await atHome(page, "Leopold-Alexander Feldman-Rosenthal");
  await desk.goto(record);
  await desk.getByText("Chose this record among those with the same address").waitFor();
  // The choice is made: its page leads back in.
  await page.goto(demo.url("torque", "/login/record"));
  await atHome(page, "Leopold-Alexander Feldman-Rosenthal");
});

test("staff move a job on, and the text opens it", async () => {
  const desk = await openWindow(browser, DESK);
  await signIn(desk, demo, "torque");
  await openRecord(desk, demo, "torque", "Alex Morgan");
  await desk.goto(demo.url("torque", "/staff/jobs/WO-TANGO-1234"));
  const known = await ids(demo);
  await desk.getByLabel("Tell the customer").selectOption("sms");
  await desk.locator('button[name="status"][value="ready"]').click();
  const news = await next(demo, known);
  const phone = await openWindow(browser, PLAIN);
  await phone.goto(news.link);
  await phone.waitForURL("**/jobs/WO-TANGO-1234");
  await phone.getByText("Golf GTI").first().waitFor();
});
