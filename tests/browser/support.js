// The demo, and a browser that looks at it.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium } from "playwright-core";

export const CHROMIUM = process.env.FORECOURT_TEST_CHROMIUM ?? "/usr/bin/chromium";
export const FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const PHONE = { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const DESK = { viewport: { width: 1440, height: 900 } };
const PATIENCE = 30_000;
/** A demo makes its shops before it listens, pictures and all; a busy machine takes its time. */
const DEMO_PATIENCE = 180_000;

/** Starts `forecourt demo` on data of its own; ends with `stop()`. */
export async function startDemo() {
  if (!process.env.FORECOURT_TEST_BINARY) throw new Error("FORECOURT_TEST_BINARY is not set: run the browser tests through tests/run");
  // Relative to where the tests were called, while the demo runs in its own folder.
  const binary = path.resolve(process.env.FORECOURT_TEST_BINARY);
  const data = await mkdtemp(path.join(tmpdir(), "forecourt-browser-"));
  const server = spawn(binary, ["demo", "--port", "0", "--data", data], { cwd: data, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [server.stdout, server.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const ended = new Promise((resolve) => server.once("exit", resolve));
  const port = await eventually("the demo listens", () => {
    if (server.exitCode !== null) throw new Error(`the demo ended: ${said}`);
    return said.match(/listening on http:\/\/127\.0\.0\.1:(\d+)/)?.[1];
  }, DEMO_PATIENCE);
  return {
    port: Number(port),
    data,
    said: () => said,
    url: (shop, to = "/") => `http://${shop ? `${shop}.` : ""}localhost:${port}${to}`,
    outbox: () => getJson(port, "/dev/outbox.json"),
    async stop() {
      server.kill("SIGTERM");
      await ended;
      await rm(data, { recursive: true, force: true });
    },
  };
}

export function startBrowser() {
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

/** A demo and a browser. One after the other: of two at once, the one that started would stay when the other fails. */
export async function startBoth() {
  const demo = await startDemo();
  try {
    return [demo, await startBrowser()];
  } catch (error) {
    await demo.stop();
    throw error;
  }
}

/** Looks again and again until there is something to see. */
export async function eventually(what, look, patience = PATIENCE) {
  const deadline = Date.now() + patience;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (Date.now() > deadline) throw new Error(`still not: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Node does not resolve *.localhost: the address is given, and the host named. */
function getJson(port, to) {
  return new Promise((resolve, reject) => {
    http
      .get({ host: "127.0.0.1", port, path: to, headers: { host: `localhost:${port}` } }, (answer) => {
        let body = "";
        answer.setEncoding("utf8").on("data", (text) => (body += text));
        answer.on("end", () => {
          try {
            resolve(JSON.parse(body));
          } catch (error) {
            reject(new Error(`${to}: ${answer.statusCode} ${body}`, { cause: error }));
          }
        });
      })
      .on("error", reject);
  });
}

/**
 * A window of its own, that remembers what went wrong in it. Nothing moves in it: when what is to be pressed is still
 * on its way, Playwright scrolls the page before it tries again, and then presses where a sheet stood a frame ago.
 */
export async function openWindow(browser, options = PHONE) {
  const context = await browser.newContext({ reducedMotion: "reduce", locale: "en-US", ...options });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  page.faults = [];
  watch(page, page.faults);
  return page;
}

function watch(page, faults) {
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error}`));
}

/** Signs the owner of a demo shop in. */
export async function signIn(page, demo, shop) {
  await page.goto(demo.url(shop, "/staff/login"));
  await page.getByLabel("Email address").fill(`owner@${shop}.example`);
  await page.getByLabel("Password", { exact: true }).fill("forecourt-demo");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL("**/staff/customers");
}

/** Opens a customer's record from the list. */
export async function openRecord(page, demo, shop, name) {
  await page.goto(demo.url(shop, `/staff/customers?q=${encodeURIComponent(name)}`));
  const href = await page.getByRole("link", { name, exact: true }).first().getAttribute("href");
  await page.goto(demo.url(shop, href));
}

/** Presses "Send portal link" on the record that is open, and reads the link where it arrives. */
export async function sendLink(page, demo, channel = "SMS") {
  const known = new Set((await demo.outbox()).map((message) => message.id));
  await page.getByRole("button", { name: /^Send portal link/ }).first().click();
  await page.locator("[popover]:popover-open").getByRole("button", { name: new RegExp(`^${channel}`) }).click();
  const message = await eventually("the message in the outbox", async () => (await demo.outbox()).find((one) => !known.has(one.id)));
  return message.text.match(/https?:\/\/\S+\/portal\/[0-9a-f]{64}/)[0];
}

/** A customer's link, sent by their shop's owner. */
export async function linkOf(browser, demo, shop, name, channel = "SMS") {
  const desk = await openWindow(browser, DESK);
  await signIn(desk, demo, shop);
  await openRecord(desk, demo, shop, name);
  const link = await sendLink(desk, demo, channel);
  await desk.context().close();
  return link;
}

/** Every page that there is, by name, as `visit(page)` reaches it, for the people in the demo. */
export async function everyPage(browser, demo) {
  const link = await linkOf(browser, demo, "torque", "Alex Morgan");
  const pages = [];
  const add = (name, url, who) => pages.push({ name, url, who });

  const phone = await openWindow(browser);
  await phone.goto(link);
  const job = await phone.locator('a[href^="/jobs/WO-"]').first().getAttribute("href");
  await phone.goto(demo.url("torque", "/photos"));
  const gallery = await phone.locator('a[href$="/photos"][href^="/jobs/"]').first().getAttribute("href");
  await phone.goto(demo.url("torque", gallery));
  const photo = await phone.locator('a[href^="/photos/"]').first().getAttribute("href");
  await phone.goto(demo.url("torque", "/invoices"));
  const invoice = await phone.locator('a[href^="/invoices/INV-"]').first().getAttribute("href");
  add("home with one job", link, phone);
  for (const to of ["/", "/jobs", job, gallery, photo, "/photos", "/invoices", invoice, "/vehicles", "/nothing-here"]) add(`customer ${to.replace(/[0-9a-f-]{36}/, "…")}`, demo.url("torque", to), phone);
  for (const name of ["Priya Natarajan", "Tom Becker"]) {
    const other = await openWindow(browser);
    add(`home of ${name}`, await linkOf(browser, demo, "torque", name), other);
  }
  const nobody = await openWindow(browser);
  add("front page", demo.url("torque"), nobody);
  add("invalid link", demo.url("torque", `/portal/${"0".repeat(64)}`), nobody);
  add("sign-in", demo.url("torque", "/staff/login"), nobody);
  add("unknown host", demo.url("nobody"), nobody);
  add("platform", demo.url(""), nobody);
  add("outbox", demo.url("", "/dev/outbox"), nobody);
  add("components", demo.url("", "/dev/components"), nobody);

  const desk = await openWindow(browser, DESK);
  await signIn(desk, demo, "torque");
  await openRecord(desk, demo, "torque", "Alex Morgan");
  const record = new URL(desk.url()).pathname;
  const staffJob = await desk.locator('a[href^="/staff/jobs/"]').first().getAttribute("href");
  const vehicle = await desk.locator('a[href^="/staff/vehicles/"]').first().getAttribute("href");
  const staffInvoice = await desk.locator('a[href^="/staff/invoices/"]').first().getAttribute("href");
  const staffPages = ["/staff/customers", "/staff/customers?q=zzzz", "/staff/customers/new", record, `${record}/edit`, `${record}/vehicles/new`, vehicle, `${record}/jobs/new`];
  staffPages.push("/staff/jobs", staffJob, `${staffJob}/edit`, "/staff/messages", "/staff/messages?filter=failed");
  staffPages.push("/staff/invoices", "/staff/invoices?filter=draft", staffInvoice, `${record}/invoices/new`);
  staffPages.push("/staff/settings/portal", "/staff/settings/branding", "/staff/settings/security", "/staff/settings/team", "/staff/settings/audit", "/staff/account", "/staff/nothing-here");
  for (const to of staffPages) add(`staff ${to.replace(/[0-9a-f-]{36}/, "…")}`, demo.url("torque", to), desk);
  return pages;
}

/** What a page whose address answers with an error says in the console, and which is no fault. */
export const isExpected = (fault) => /status of 4\d\d/.test(fault);
