// With scripts off everything still works, only less smoothly.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { PHONE, eventually, linkOf, openWindow, signIn, startBoth } from "./support.js";
import { photoFiles } from "./photos.js";

const PLAIN = { ...PHONE, javaScriptEnabled: false };
let demo, browser, photos;
before(async () => {
  [demo, browser] = await startBoth();
  photos = await photoFiles(browser);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("a customer reads everything", async () => {
  const page = await openWindow(browser, PLAIN);
  await page.goto(await linkOf(browser, demo, "torque", "Alex Morgan"));
  await page.getByText("Your Volkswagen Golf GTI - In Progress.").first().waitFor();
  const close = page.getByRole("button", { name: "Close" });
  if (await close.count()) await close.first().click();
  await page.goto(demo.url("torque", "/photos"));
  await page.locator('a[href^="/jobs/"][href$="/photos"]').first().click();
  await page.locator('a[href^="/photos/"]').first().click();
  await page.getByText(/1 of \d+/).first().waitFor();
  await page.getByRole("link", { name: "Next photo" }).click();
  await page.getByText(/2 of \d+/).first().waitFor();
  assert.equal(await page.locator("main img, .photo img").first().evaluate((image) => image.naturalWidth > 0), true);
  await page.goto(demo.url("torque", "/"));
  await page.locator("summary[aria-label^='Account menu']").click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("You’re signed out.").waitFor();
});

test("staff add a customer, upload a photo and send the link", async () => {
  const page = await openWindow(browser, PLAIN);
  await signIn(page, demo, "torque");
  await page.goto(demo.url("torque", "/staff/customers/new"));
  await page.getByLabel("Name", { exact: true }).fill("Plain Jane");
  await page.getByLabel(/Email address/).fill("not an address");
  await page.getByRole("button", { name: "Add customer" }).click();
  await page.getByText("This doesn’t look like an email address").first().waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Plain Jane", "what was typed is kept");
  await page.getByLabel(/Email address/).fill("jane@example.com");
  await page.getByRole("button", { name: "Add customer" }).click();
  await page.getByRole("heading", { name: "Plain Jane" }).waitFor();
  const record = new URL(page.url()).pathname;

  await page.goto(demo.url("torque", `${record}/jobs/new`));
  await page.getByLabel("What we do").fill("New tyres");
  await page.getByRole("button", { name: "Create job" }).click();
  await page.waitForURL("**/staff/jobs/WO-*");
  await page.locator('input[type="file"]').setInputFiles(photos);
  await page.getByRole("button", { name: "Upload" }).click();
  await eventually("the photos", async () => (await page.locator("[data-photo-grid] img").count()) >= photos.length);

  await page.goto(demo.url("torque", record));
  const before = (await demo.outbox()).length;
  await page.getByRole("button", { name: /^Send portal link/ }).first().click();
  await page.locator("[popover]:popover-open").getByRole("button", { name: /^Email/ }).click();
  await page.getByText(/Last sent/).first().waitFor();
  await eventually("the mail", async () => (await demo.outbox()).length > before);
});
