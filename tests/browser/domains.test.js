// A shop's own host, as browsers hold pages to their policies: a hand-over arrives, a sign-in stays, and signing out ends.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import dgram from "node:dgram";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { chromium } from "playwright-core";
import { CHROMIUM, DESK, FLAGS, PHONE, eventually, openWindow, signIn, startDemo } from "./support.js";
import { askAcross, atHome, fill, ids, next, send, tell } from "./ways.js";

const HOST = "portal.torque-garage.example";
const ALEX = "alex.morgan@example.com";
const DANA = "dana.whitfield@example.com";
const PLAIN = { ...PHONE, javaScriptEnabled: false };
const OWN = { torque: HOST, "green-acre": "my.green-acre.example" };
let demo, browser, dns, staff;
before(async () => {
  demo = await startDemo();
  dns = await startDns();
  // Browsers know *.localhost by themselves, and these hosts are nowhere.
  const rules = Object.values(OWN).map((host) => `MAP ${host} 127.0.0.1`).join(",");
  // Nor are they secure without TLS: without this there are no Sec-Fetch headers.
  const secure = Object.values(OWN).map((host) => `http://${host}:${demo.port}`).join(",");
  const flags = [`--host-resolver-rules=${rules}`, `--unsafely-treat-insecure-origin-as-secure=${secure}`];
  browser = await chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, ...flags] });
  staff = await openWindow(browser, DESK);
  await signIn(staff, demo, "torque");
  for (const [slug, host] of Object.entries(OWN)) {
    const said = await domain("add", slug, host);
    dns.texts.set(`_forecourt.${host}`, said.match(/forecourt=[0-9a-f]+/)[0]);
    await domain("verify", slug, host, "--without-cname");
  }
  const page = await openWindow(browser);
  for (const [slug, host] of Object.entries(OWN)) await eventually(`${slug} leads to ${host}`, async () => {
    await page.goto(demo.url(slug, "/login"));
    return new URL(page.url()).hostname === host;
  });
});
after(async () => {
  await browser?.close();
  dns?.socket.close();
  await demo?.stop();
});

/** Runs `forecourt domain` on the demo's data. */
async function domain(...words) {
  const environment = {
    FORECOURT__PLATFORM__ENVIRONMENT: "development",
    FORECOURT__PLATFORM__PUBLIC_URL: `http://localhost:${demo.port}`,
    FORECOURT__PLATFORM__DNS_SERVER: `127.0.0.1:${dns.socket.address().port}`,
    FORECOURT__DATABASE__URL: `sqlite://${path.join(demo.data, "forecourt.db")}`,
    FORECOURT__BLOBS__DIRECTORY: path.join(demo.data, "blobs"),
  };
  const { stdout } = await promisify(execFile)(process.env.FORECOURT_TEST_BINARY, ["domain", ...words], { env: { ...process.env, ...environment } });
  return stdout;
}

/** A DNS server that knows TXT records: a question comes back with its answer (RFC 1035, section 4). */
async function startDns() {
  const texts = new Map();
  const socket = dgram.createSocket("udp4");
  socket.on("message", (asked, from) => {
    const labels = [];
    let at = 12;
    for (; asked[at]; at += asked[at] + 1) labels.push(asked.toString("ascii", at + 1, at + 1 + asked[at]));
    const text = Buffer.from(texts.get(labels.join(".")) ?? "");
    const head = Buffer.from([asked[0], asked[1], 0x81, text.length ? 0x80 : 0x83, 0, 1, 0, text.length ? 1 : 0, 0, 0, 0, 0]);
    const answer = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60, 0, text.length + 1, text.length]);
    socket.send(Buffer.concat([head, asked.subarray(12, at + 5), ...(text.length ? [answer, text] : [])]), from.port, from.address);
  });
  await new Promise((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return { socket, texts };
}

test("own host: the code of a shop's customer leads there, with scripts off", async () => {
  const page = await openWindow(browser, PLAIN);
  const way = await askAcross(page, demo, ALEX);
  await tell(page, "/client-login/code", way.code);
  await page.waitForURL((url) => url.hostname === HOST);
  await atHome(page, "Alex Morgan");
  assert.deepEqual(page.faults, []);
});

test("own host: the button of a link on another device leads there, too", async () => {
  const way = await askAcross(await openWindow(browser, PLAIN), demo, ALEX);
  const page = await openWindow(browser);
  await page.goto(way.link);
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL((url) => url.hostname === HOST);
  await atHome(page, "Alex Morgan");
  assert.deepEqual(page.faults, []);
});

test("own host: the picker leads to the chosen shop's", async () => {
  const page = await openWindow(browser);
  const way = await askAcross(page, demo, DANA);
  await tell(page, "/client-login/code", way.code);
  await page.getByRole("button", { name: /Green Acre/ }).click();
  await page.waitForURL((url) => url.hostname === OWN["green-acre"]);
  await atHome(page, "Dana Whitfield");
  assert.deepEqual(page.faults, []);
});

test("own host: a sign-in that begins at the old one ends there, at one tap", async () => {
  const page = await openWindow(browser);
  const known = await ids(demo);
  await page.goto(demo.url("torque", "/login"));
  assert.equal(new URL(page.url()).hostname, HOST);
  await fill(page, "/login/link", "contact", ALEX);
  await send(page, "/login/link");
  await page.waitForURL("**/login/sent*");
  const way = await next(demo, known);
  assert.equal(new URL(way.link).hostname, HOST);
  await page.goto(way.link);
  await atHome(page, "Alex Morgan");
  assert.deepEqual(page.faults, []);
});

test("own host: whoever signed in at the old one works on, and signing out leads there", async () => {
  await staff.goto(demo.url("torque", "/staff/customers"));
  assert.equal(new URL(staff.url()).hostname, "torque.localhost");
  await staff.evaluate(() => document.querySelector('form[action="/staff/sign-out"]').requestSubmit());
  await staff.waitForURL(demo.url("torque", "/staff/login").replace("torque.localhost", HOST));
  await staff.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  assert.deepEqual(staff.faults, []);
});
