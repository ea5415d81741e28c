// One's own details, on a phone: a new address counts once its code has come back; with scripts off as well.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isSound } from "./sound.js";
import { PHONE, startBoth } from "./support.js";
import { fill, ids, next, send, signedIn, tell } from "./ways.js";

const PLAIN = { ...PHONE, javaScriptEnabled: false };
let demo, browser;
before(async () => {
  [demo, browser] = await startBoth();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/** Types a new email address, and the code that it brings. */
async function change(page, email, look = async () => {}) {
  await page.goto(demo.url("torque", "/account"));
  await look(page, "the account");
  await page.getByRole("link", { name: "Change your details" }).click();
  await page.waitForURL("**/account/details");
  await look(page, "the details");
  const form = 'form[action="/account/contact"]:has([name="email"])';
  const press = () => page.locator(form).getByRole("button").click();
  await page.locator(`${form} [name="email"]`).fill("nowhere");
  await press();
  await page.getByText("doesn’t look like an email address").waitFor();
  assert.equal(await page.locator(`${form} [name="email"]`).inputValue(), "nowhere");
  await look(page, "a mistake");
  const known = await ids(demo);
  await page.locator(`${form} [name="email"]`).fill(email);
  await press();
  await page.waitForURL("**/account/contact");
  await look(page, "the code's page");
  const message = await next(demo, known);
  assert.equal(message.to, email);
  const wrong = message.code === "000000" ? "000001" : "000000";
  await tell(page, "/account/contact/code", wrong);
  await page.getByText("That code isn’t right").first().waitFor();
  await tell(page, "/account/contact/code", message.code);
  await page.waitForURL((url) => url.pathname === "/account");
  await page.getByText(email).first().waitFor();
}

test("a new address, proved by its code", async () => {
  const page = await signedIn(browser, demo, "torque", "alex.morgan@example.com", "Alex Morgan");
  await change(page, "alex.new@example.net", isSound);
  await page.getByText("Every other device is signed out").waitFor();
  // The shop's answer to a wrong code is no fault.
  assert.deepEqual(page.faults.filter((fault) => !/status of 422/.test(fault)), []);
});

test("with scripts off", async () => {
  const page = await signedIn(browser, demo, "torque", "maya.feldman@example.com", "Maya Feldman", PLAIN);
  await change(page, "maya.new@example.net");
  await page.goto(demo.url("torque", "/account/details"));
  await fill(page, "/account/details", "name", "Maya Feldman-Ortiz");
  await send(page, "/account/details");
  await page.waitForURL((url) => url.pathname === "/account");
  await page.getByText("Maya Feldman-Ortiz").filter({ visible: true }).first().waitFor();
});
