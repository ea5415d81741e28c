// Every way in, on a phone: by link, by code, by password, by passkey; with keys alone; and with scripts off.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, eventually, openWindow, startBoth } from "./support.js";
import { ask, atHome, fill, ids, next, openLogin, send, signedIn, signOut, tell, withAuthenticator } from "./ways.js";

const PLAIN = { ...PHONE, javaScriptEnabled: false };
const ALEX = ["torque", "alex.morgan@example.com", "Alex Morgan"];
// Somebody else for some: each person can ask a few times in an hour, and no more.
const MAYA = ["torque", "maya.feldman@example.com", "Maya Feldman"];
const LUIS = ["torque", "luis.ferreira@example.com", "Luis Ferreira"];
let demo, browser;
before(async () => {
  [demo, browser] = await startBoth();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("the garage's login page says what it should", async () => {
  const page = await openWindow(browser);
  await page.goto(demo.url("torque", "/login"));
  await page.getByRole("heading", { name: "Sign in to your portal" }).waitFor();
  for (const text of ["Enter your email to receive a sign-in link", "Email link", "Password"]) await page.getByText(text, { exact: true }).first().waitFor();
  await page.getByLabel("Email address").waitFor();
  await page.getByRole("button", { name: "Send sign-in link" }).waitFor();
  await page.getByRole("link", { name: "Password" }).click();
  await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  await page.getByRole("link", { name: "Forgot your password?" }).waitFor();
  assert.deepEqual(page.faults, []);
});

test("by link in the browser that asked: one tap", async () => {
  const page = await signedIn(browser, demo, ...ALEX);
  assert.deepEqual(page.faults, []);
});

test("by link on another device: one button, for a person only", async () => {
  const asker = await openWindow(browser, DESK);
  const way = await ask(asker, demo, ...ALEX);
  const phone = await openWindow(browser);
  for (let times = 0; times < 2; times += 1) {
    await phone.goto(way.link);
    await phone.getByRole("button", { name: "Continue" }).waitFor();
    assert.ok(!(await phone.content()).includes(ALEX[1]), "the address is masked");
    await phone.getByText(/@example\.com/).waitFor();
  }
  await phone.getByRole("button", { name: "Continue" }).click();
  await atHome(phone, ALEX[2]);
  const other = await openWindow(browser);
  await other.goto(way.link);
  await other.getByText("That link is no longer valid. Request a new one below.").waitFor();
  assert.deepEqual(phone.faults, []);
});

test("a second press of a button sends nothing", async () => {
  const way = await ask(await openWindow(browser, DESK), demo, ...LUIS);
  const phone = await openWindow(browser);
  await phone.goto(way.link);
  // A slow network: the second press comes before the answer to the first.
  const sent = [];
  let goOn;
  const answer = new Promise((resolve) => (goOn = resolve));
  await phone.route(way.link, async (route) => {
    sent.push(route.request().method());
    await answer;
    await route.continue().catch(() => {});
  });
  const pressed = phone.waitForEvent("console", (message) => message.text().startsWith("pressed"));
  await phone.evaluate(() => {
    const button = document.querySelector("form[method=post] button");
    button.click();
    setTimeout(() => {
      button.click();
      console.info(`pressed twice, busy: ${button.getAttribute("aria-busy")}`);
    }, 100);
  });
  assert.equal((await pressed).text(), "pressed twice, busy: true");
  goOn();
  await atHome(phone, LUIS[2]);
  assert.deepEqual(sent, ["POST"]);
  assert.deepEqual(phone.faults, []);
});

test("by code where it was asked for, pasted as it stands in the mail", async () => {
  const page = await openWindow(browser);
  const way = await ask(page, demo, ...ALEX);
  const field = page.locator('form[action="/login/code"] input[autocomplete~="one-time-code"]');
  assert.equal(await field.getAttribute("inputmode"), "numeric");
  await field.focus();
  await page.evaluate((text) => document.execCommand("insertText", false, text), ` ${way.code.slice(0, 3)} ${way.code.slice(3)} `);
  await page.locator('form[action="/login/code"] button:not([type=button])').last().click({ timeout: 3_000 }).catch(() => {});
  await atHome(page, ALEX[2]);
});

test("a wrong code says so and keeps the place", async () => {
  const page = await openWindow(browser);
  const way = await ask(page, demo, ...ALEX);
  await tell(page, "/login/code", way.code === "111111" ? "222222" : "111111");
  await page.locator('form[action="/login/code"] [aria-invalid="true"], [role=alert], .field-error, .form-error').first().waitFor();
  await tell(page, "/login/code", way.code);
  await atHome(page, ALEX[2]);
});

test("with keys alone", async () => {
  const page = await openWindow(browser, DESK);
  const known = await ids(demo);
  const form = await openLogin(page, demo, "torque");
  await tabTo(page, 'form[action="/login/link"] input:not([type=hidden])');
  await page.keyboard.type(ALEX[1]);
  await page.keyboard.press("Enter");
  await page.waitForURL("**/login/sent*");
  assert.ok(form);
  const way = await next(demo, known);
  await tabTo(page, 'form[action="/login/code"] input[autocomplete~="one-time-code"]');
  await page.keyboard.type(way.code);
  if (page.url().includes("/login/sent")) await page.keyboard.press("Enter");
  await atHome(page, ALEX[2]);
});

test("with scripts off: by link, by code, by button", async () => {
  const page = await openWindow(browser, PLAIN);
  const byLink = await ask(page, demo, ...MAYA);
  await page.goto(byLink.link);
  await atHome(page, MAYA[2]);
  const second = await openWindow(browser, PLAIN);
  const byCode = await ask(second, demo, ...MAYA);
  await tell(second, "/login/code", byCode.code);
  await atHome(second, MAYA[2]);
  const third = await openWindow(browser, PLAIN);
  await third.goto((await ask(await openWindow(browser, PLAIN), demo, ...MAYA)).link);
  await third.getByRole("button", { name: "Continue" }).click();
  await atHome(third, MAYA[2]);
});

test("a password: set from the home card, used, forgotten and set anew", async () => {
  const [shop, email, name] = ["torque", "priya.natarajan@example.com", "Priya Natarajan"];
  const page = await signedIn(browser, demo, shop, email, name);
  await page.getByText("Want to sign in faster?").waitFor();
  await page.locator("summary", { hasText: "Set a password" }).click();
  await page.locator('form[action="/account/password"]').first().waitFor();
  await fill(page, "/account/password", "new-password", "password1");
  await send(page, "/account/password");
  await page.locator('[aria-invalid="true"]').first().waitFor();
  await fill(page, "/account/password", "new-password", "four wheels and a horn");
  await send(page, "/account/password");
  await page.waitForURL((url) => url.pathname !== "/account/password");
  await signOut(page, demo, shop);
  await page.goto(demo.url(shop, "/login?with=password"));
  await fill(page, "/login/password", "contact", email);
  await fill(page, "/login/password", "current-password", "four wheels and a hoot");
  await send(page, "/login/password");
  await page.locator(".field-error, .form-error, [role=alert]").first().waitFor();
  await fill(page, "/login/password", "current-password", "four wheels and a horn");
  await send(page, "/login/password");
  await atHome(page, name);
  assert.equal(await page.getByText("Want to sign in faster?").count(), 0, "the card is gone");
  await signOut(page, demo, shop);
  await page.goto(demo.url(shop, "/login?with=password"));
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await fill(page, "/login/forgot", "contact", email);
  const known = await ids(demo);
  await send(page, "/login/forgot");
  const way = await next(demo, known);
  await page.goto(way.link);
  await page.locator('form[action="/account/password"]').first().waitFor();
  await fill(page, "/account/password", "new-password", "a horn and four wheels");
  await send(page, "/account/password");
  await signOut(page, demo, shop);
  await page.goto(demo.url(shop, "/login?with=password"));
  await fill(page, "/login/password", "contact", email);
  await fill(page, "/login/password", "current-password", "a horn and four wheels");
  await send(page, "/login/password");
  await atHome(page, name);
});

test("one field, email or phone: a link by the matching channel", async () => {
  for (const contact of ["dana.whitfield@example.com", "(202) 555-0133"]) {
    const page = await openWindow(browser);
    const way = await ask(page, demo, "green-acre", contact);
    assert.equal(way.to, contact.includes("@") ? contact : "+12025550133");
    await page.goto(way.link);
    await atHome(page, "Dana Whitfield");
  }
});

test("the salon: register, and sign in by code", async () => {
  const page = await openWindow(browser);
  await page.goto(demo.url("shear-bliss", "/user/register"));
  await fill(page, "/user/register", "name", "Robin Vale");
  await fill(page, "/user/register", "contact", "+1 415 555 0187");
  const known = await ids(demo);
  await send(page, "/user/register");
  const way = await next(demo, known);
  assert.equal(way.to, "+14155550187");
  assert.match(way.text, /@shear-bliss\.localhost #\d{6}\s*$/, "phones fill it in by its last line");
  await tell(page, "/login/code", way.code);
  await atHome(page, "Robin Vale");
  await signOut(page, demo, "shear-bliss");
  const again = await openWindow(browser);
  const second = await ask(again, demo, "shear-bliss", "415-555-0187", ["?with=sms_code"]);
  await tell(again, "/login/code", second.code);
  await atHome(again, "Robin Vale");
});

test("a passkey: made after a link, and used", async () => {
  const [shop, email, name] = ["torque", "tom.becker@example.com", "Tom Becker"];
  const page = await openWindow(browser);
  const authenticator = await withAuthenticator(page);
  const way = await ask(page, demo, shop, email);
  await page.goto(way.link);
  await atHome(page, name);
  await page.locator('[data-passkey="make"]').first().click();
  await eventually("the passkey is made", async () => (await authenticator.count()) === 1);
  await page.waitForLoadState("networkidle");
  await signOut(page, demo, shop);
  await page.goto(demo.url(shop, "/login"));
  // Filled in by itself where the browser knows of one, or by the button.
  await page.locator('[data-passkey="sign-in"]').first().click({ timeout: 5_000 }).catch(() => {});
  await atHome(page, name);
});

test("signed-in devices: seen, and ended", async () => {
  const [phone, laptop] = [await signedIn(browser, demo, ...LUIS), await signedIn(browser, demo, ...LUIS, DESK)];
  await laptop.goto(demo.url("torque", "/account"));
  const ended = laptop.waitForResponse((answer) => answer.url().endsWith("/account/sign-out-everywhere"));
  await laptop.evaluate(() => document.querySelector('form[action="/account/sign-out-everywhere"]').requestSubmit());
  assert.equal((await ended).status(), 303);
  await phone.goto(demo.url("torque", "/jobs"));
  await phone.waitForURL("**/login*");
});

test("customer of two shops: proof first, then the choice", async () => {
  const page = await openWindow(browser);
  await page.goto(demo.url("", "/client-login"));
  const known = await ids(demo);
  await fill(page, "/client-login/send", "contact", "dana.whitfield@example.com");
  await send(page, "/client-login/send");
  const way = await next(demo, known);
  assert.ok(!(await page.content()).includes("Green Acre"), "no shop is named before the proof");
  await tell(page, "/client-login/code", way.code);
  await page.waitForURL("**/client-login/shops*");
  await page.getByText("Green Acre Lawn Care").first().waitFor();
  await page.getByRole("button", { name: /Blue Lagoon Pools/ }).or(page.getByRole("link", { name: /Blue Lagoon Pools/ })).first().click();
  await page.waitForURL((url) => url.hostname === "blue-lagoon.localhost");
  await atHome(page, "Dana Whitfield");
});

/** Presses the tab key until something has the focus. */
async function tabTo(page, selector) {
  for (let times = 0; times < 40; times += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`never reached: ${selector}`);
}
