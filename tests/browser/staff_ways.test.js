// How staff and operators get in, as they would: with a phone in hand, by keyboard, without scripts, with a passkey.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { after, before, test } from "node:test";
import { isSound } from "./sound.js";
import { DESK, PHONE, openWindow, signIn, startBoth } from "./support.js";
import { withAuthenticator } from "./ways.js";

const PASSWORD = "forecourt-demo";
let demo, browser;
// An operator's phone, once they have followed their invitation.
let operator;
before(async () => {
  [demo, browser] = await startBoth();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

/**
 * What an authenticator app shows, so many half minutes from now (RFC 6238). The server takes the one before and the one
 * after, too: set up with the present one and used with the next, both are right when a half minute ends in between.
 */
function code(key, steps = 0) {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replace(/\s/g, "")].map((c) => letters.indexOf(c).toString(2).padStart(5, "0")).join("");
  const seed = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const digest = createHmac("sha1", seed).update(step).digest();
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** Presses Tab until what is wanted has the focus. */
async function tabTo(page, locator) {
  for (let n = 0; n < 60; n++) {
    if (await locator.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${locator}`);
}

async function passwordAt(page, shop) {
  await page.goto(demo.url(shop, "/staff/login"));
  await page.getByLabel("Email address").fill(`owner@${shop}.example`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test("two steps, on a phone", async () => {
  const page = await openWindow(browser, PHONE);
  await signIn(page, demo, "torque");
  await page.goto(demo.url("torque", "/staff/account"));
  await isSound(page, "account");
  await page.getByLabel("Your password, once more").first().fill(PASSWORD);
  await page.getByRole("button", { name: "Set up an authenticator" }).click();
  await page.waitForURL("**/staff/account/authenticator");
  await isSound(page, "authenticator");
  await page.getByText("Can’t scan?").click();
  const key = await page.locator(".secret").textContent();
  await page.getByLabel("Six-digit code").fill("000000");
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByText("That code doesn’t fit").waitFor();
  await isSound(page, "authenticator refused");
  await page.getByLabel("Six-digit code").fill(code(key));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
  const codes = await page.locator(".codes code").allTextContents();
  assert.equal(codes.length, 10);
  await isSound(page, "recovery codes");
  await page.getByRole("link", { name: "I have kept them" }).click();
  await page.getByText("10 recovery codes left").waitFor();
  await isSound(page, "account in two steps");

  const fresh = await openWindow(browser, PHONE);
  await passwordAt(fresh, "torque");
  await fresh.waitForURL("**/staff/login/code*");
  await isSound(fresh, "second question");
  await fresh.getByLabel("Six-digit code").fill(code(key, 1));
  await fresh.getByRole("button", { name: "Sign in", exact: true }).click();
  await fresh.waitForURL("**/staff/customers");
  // Without the phone, without scripts.
  const context = await browser.newContext({ ...PHONE, javaScriptEnabled: false });
  const plain = await context.newPage();
  await passwordAt(plain, "torque");
  await plain.waitForURL("**/staff/login/code*");
  await plain.getByText("Use a recovery code").click();
  await plain.getByLabel("Recovery code", { exact: true }).fill(codes[0]);
  await plain.getByRole("button", { name: "Sign in", exact: true }).click();
  await plain.waitForURL("**/staff/customers");
  const faults = page.faults.concat(fresh.faults).filter((fault) => !/status of 4\d\d/.test(fault));
  assert.deepEqual(faults, []);
});

test("a passkey instead of both", async () => {
  const page = await openWindow(browser, DESK);
  const authenticator = await withAuthenticator(page);
  await signIn(page, demo, "sample-shop");
  await page.goto(demo.url("sample-shop", "/staff/account"));
  await page.locator("summary", { hasText: "Add a passkey" }).click();
  const place = page.locator("form", { has: page.getByRole("button", { name: "Add a passkey" }) });
  await place.getByLabel("Your password, once more").fill("not this");
  await place.getByRole("button", { name: "Add a passkey" }).click();
  await place.getByText("That didn’t work").waitFor();
  assert.equal(await authenticator.count(), 0);
  await place.getByLabel("Your password, once more").fill(PASSWORD);
  await place.getByRole("button", { name: "Add a passkey" }).click();
  await page.waitForURL("**/staff/account?notice=passkey-added");
  await isSound(page, "account with a passkey");
  assert.equal(await authenticator.count(), 1);
  await page.locator(".desk-end summary").click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.waitForURL("**/staff/login");
  await isSound(page, "sign-in with a passkey offered");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL("**/staff/customers");
  // A passkey of one shop is none at another.
  await page.goto(demo.url("torque", "/staff/login"));
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("That didn’t work").waitFor();
  // Removed, it opens nothing.
  await page.goto(demo.url("sample-shop", "/staff/account"));
  await page.locator(".member-more summary").first().click();
  await page.locator(".member-more").getByLabel("Your password, once more").first().fill(PASSWORD);
  await page.locator(".member-more").getByRole("button", { name: "Remove" }).first().click();
  await page.waitForURL("**/staff/account?notice=passkey-removed");
  await page.context().clearCookies();
  await page.goto(demo.url("sample-shop", "/staff/login"));
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.getByText("That didn’t work").waitFor();
});

test("the team, by keyboard", async () => {
  const page = await openWindow(browser, DESK);
  await signIn(page, demo, "stillwater");
  await page.goto(demo.url("stillwater", "/staff/settings/team"));
  await isSound(page, "team");
  await tabTo(page, page.getByLabel("Email address"));
  await page.keyboard.type("nora@example.com");
  await tabTo(page, page.getByRole("button", { name: "Send invitation", exact: true }));
  await page.keyboard.press("Enter");
  await page.getByText("The invitation is on its way").waitFor();
  await page.getByText("nora@example.com").first().waitFor();
  const entry = page.locator(".entry-member", { hasText: "Sam Reyes" });
  await tabTo(page, entry.locator("summary"));
  await page.keyboard.press("Enter");
  await tabTo(page, entry.getByRole("button", { name: /^Remove/ }));
  await page.keyboard.press("Enter");
  await page.getByText("Removed. They are signed out.").waitFor();
  assert.equal(await page.locator(".entry-member", { hasText: "Sam Reyes" }).count(), 0);
  for (const to of ["/staff/settings/audit", "/staff/settings/security"]) {
    await page.goto(demo.url("stillwater", to));
    await isSound(page, to);
  }
  const phone = await openWindow(browser, PHONE);
  await signIn(phone, demo, "stillwater");
  for (const to of ["/staff/settings/team", "/staff/settings/audit", "/staff/settings/security", "/staff/account"]) {
    await phone.goto(demo.url("stillwater", to));
    await isSound(phone, `${to} on a phone`);
  }
  await phone.goto(demo.url("stillwater", "/staff/customers?q=Iris"));
  await phone.goto(demo.url("stillwater", await phone.getByRole("link", { name: "Iris Okafor", exact: true }).first().getAttribute("href")));
  await phone.getByText("Links and codes").waitFor();
  await isSound(phone, "record on a phone");
  assert.deepEqual(page.faults.concat(phone.faults), []);
});

test("an operator, from the invitation to a recovery link", async () => {
  const page = await openWindow(browser, PHONE);
  const invitation = demo.said().match(/http:\/\/ops\.localhost:\d+\/console\/invitations\/[0-9a-f]{64}/)[0];
  await page.goto(invitation);
  await isSound(page, "operator invitation");
  await page.getByLabel("New password").fill("an operator's long password");
  await page.getByLabel("Confirm password").fill("an operator's long password");
  await page.getByRole("button", { name: "Set password and go on" }).click();
  await page.waitForURL("**/console/login/set-up");
  await isSound(page, "operator set-up");
  await page.getByText("Can’t scan?").click();
  const key = await page.locator(".secret").textContent();
  await page.getByLabel("Six-digit code").fill(code(key));
  await page.getByRole("button", { name: "Confirm" }).click();
  await page.getByRole("heading", { name: "Recovery codes" }).waitFor();
  await isSound(page, "operator recovery codes");
  await page.getByRole("link", { name: "I have kept them" }).click();
  await page.getByRole("heading", { name: "Shops" }).waitFor();
  await isSound(page, "console shops");
  await page.getByRole("link", { name: "Shear Bliss" }).click();
  await page.getByLabel("Name, phone or email").fill("Noor");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("button", { name: /^Make recovery link/ }).first().waitFor();
  await isSound(page, "console shop");
  await page.getByRole("button", { name: /^Make recovery link/ }).first().click();
  const link = await page.getByLabel("Recovery link").inputValue();
  await isSound(page, "console recovery link");
  const noor = await openWindow(browser, PHONE);
  await noor.goto(link);
  await noor.getByRole("button", { name: "Continue" }).click();
  await noor.waitForURL((url) => !url.pathname.startsWith("/sign-in/"));
  for (const to of ["/console/audit", "/console/account", "/console?q=zzzz"]) {
    await page.goto(new URL(to, invitation).href);
    await isSound(page, `console ${to}`);
  }
  assert.deepEqual(page.faults, []);
  operator = page;
  const again = await openWindow(browser, DESK);
  await again.goto(new URL("/console", invitation).href);
  await again.waitForURL("**/console/login*");
  await isSound(again, "console sign-in");
  await again.getByLabel("Email address").fill("operator@forecourt.example");
  await again.getByLabel("Password").fill("an operator's long password");
  await again.getByRole("button", { name: "Sign in", exact: true }).click();
  await again.waitForURL("**/console/login/code");
  await isSound(again, "console second question");
  await again.getByLabel("Six-digit code").fill(code(key, 1));
  await again.keyboard.press("Enter");
  await again.getByRole("heading", { name: "Shops" }).waitFor();
  await isSound(again, "console shops on a desk");
});

test("an operator's passkey, on a phone", async () => {
  const page = operator;
  const authenticator = await withAuthenticator(page);
  const at = (path) => new URL(path, page.url()).href;
  await page.goto(at("/console/account"));
  await page.locator("summary", { hasText: "Add a passkey" }).click();
  const place = page.locator("form", { has: page.getByRole("button", { name: "Add a passkey" }) });
  await isSound(page, "console account, about to add a passkey");
  await place.getByLabel("Your password, once more").fill("not this");
  await place.getByRole("button", { name: "Add a passkey" }).click();
  await place.getByText("That didn’t work").waitFor();
  assert.equal(await authenticator.count(), 0);
  await place.getByLabel("Your password, once more").fill("an operator's long password");
  await page.keyboard.press("Enter");
  await page.waitForURL("**/console/account?notice=passkey-added");
  assert.equal(await authenticator.count(), 1);
  await isSound(page, "console account with a passkey");
  await page.context().clearCookies();
  await page.goto(at("/console"));
  await page.waitForURL("**/console/login*");
  await isSound(page, "console sign-in with a passkey offered");
  const signIn = page.getByRole("button", { name: "Sign in with a passkey" });
  await signIn.click();
  await page.getByRole("heading", { name: "Shops" }).waitFor();
  const home = page.url();
  // A shop is another place.
  await page.goto(demo.url("torque", "/staff/login"));
  await signIn.click();
  await page.getByText("That didn’t work").waitFor();
  await page.goto(new URL("/console/account", home).href);
  await page.locator(".member-more summary").click();
  const gone = page.locator(".member-more");
  await gone.getByLabel("Your password, once more").fill("not this");
  await gone.getByRole("button", { name: "Remove" }).click();
  await page.getByRole("alert").filter({ visible: true }).first().waitFor();
  await isSound(page, "console account, password refused");
  await page.locator(".member-more summary").click();
  await gone.getByLabel("Your password, once more").fill("an operator's long password");
  await gone.getByRole("button", { name: "Remove" }).click();
  await page.waitForURL("**/console/account?notice=passkey-removed");
  await page.context().clearCookies();
  await page.goto(at("/console/login"));
  await signIn.click();
  await page.getByText("That didn’t work").waitFor();
});
