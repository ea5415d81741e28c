// Getting in as customers do, by what the pages' own forms ask for.
import { eventually, openWindow, PHONE } from "./support.js";

const WHO = ':is([autocomplete~="username"], [autocomplete~="email"], [autocomplete~="tel"])';

/** The login page's form that sends something, on the first tab that has one. */
export async function openLogin(page, demo, shop, tabs = ["", "?with=email_link", "?with=email_or_phone_link", "?with=sms_code"]) {
  for (const tab of tabs) {
    await page.goto(demo.url(shop, `/login${tab}`));
    const form = page.locator('form[action="/login/link"]');
    if (await form.count()) return form;
  }
  throw new Error(`${shop} offers neither links nor codes`);
}

/** Asks for a link or code; answers what arrives. */
export async function ask(page, demo, shop, contact, tabs) {
  const known = await ids(demo);
  const form = await openLogin(page, demo, shop, tabs);
  await form.locator(`input${WHO}`).fill(contact);
  await form.locator("button:not([type=button])").click();
  await page.waitForURL("**/login/sent*");
  return next(demo, known);
}

/** Asks on the platform's host, where nobody says which shop; answers what arrives. */
export async function askAcross(page, demo, address) {
  const known = await ids(demo);
  await page.goto(demo.url("", "/client-login"));
  await fill(page, "/client-login/send", "contact", address);
  await send(page, "/client-login/send");
  await page.getByRole("heading", { name: "Check your messages" }).waitFor();
  return next(demo, known);
}

/** Which messages there are. */
export async function ids(demo) {
  return new Set((await demo.outbox()).map((message) => message.id));
}

/** The first message that was not known. */
export async function next(demo, known) {
  const message = await eventually("the message in the outbox", async () => (await demo.outbox()).find((one) => !known.has(one.id)));
  const link = message.text.match(/https?:\/\/[^\s]+/)?.[0]?.replace(/[.,]$/, "");
  const code = message.text.match(/(?<![\w/])(\d{3} ?\d{3})(?!\w)/)?.[1]?.replace(" ", "");
  return { to: message.to, text: message.text, html: message.html, link, code };
}

/** Fills in the fields that a browser would fill with this kind of thing. */
export async function fill(page, action, kind, value) {
  const wanted = kind === "contact" ? WHO : `[autocomplete~="${kind}"]`;
  for (const field of await page.locator(`form[action="${action}"] input${wanted}`).all()) await field.fill(value);
}

/** Presses the one button that sends a form. */
export async function send(page, action) {
  await page.locator(`form[action="${action}"] button:not([type=button])`).last().click();
}

/** Types a code; a page with scripts may send it by itself. */
export async function tell(page, action, code) {
  await fill(page, action, "one-time-code", code);
  await page.locator(`form[action="${action}"] button:not([type=button])`).last().click({ timeout: 3_000 }).catch(() => {});
}

/** Waits until the home page of somebody is there. */
export async function atHome(page, name) {
  await page.waitForURL((url) => url.pathname === "/");
  await page.getByText(name).filter({ visible: true }).first().waitFor();
}

/** A window in which somebody has just signed in by a link. */
export async function signedIn(browser, demo, shop, contact, name, options = PHONE) {
  const page = await openWindow(browser, options);
  const way = await ask(page, demo, shop, contact);
  await page.goto(way.link);
  await atHome(page, name);
  return page;
}

/** Signs a customer out. */
export async function signOut(page, demo, shop) {
  await page.goto(demo.url(shop, "/"));
  const answered = page.waitForResponse((answer) => new URL(answer.url()).pathname === "/sign-out");
  await page.evaluate(() => document.querySelector('form[action="/sign-out"]').requestSubmit());
  await answered;
  await page.waitForLoadState("networkidle");
}

/** An authenticator of the browser's own: its passkeys are made and used without anybody's touch. */
export async function withAuthenticator(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true };
  const { authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", { options });
  return { count: async () => (await session.send("WebAuthn.getCredentials", { authenticatorId })).credentials.length };
}
