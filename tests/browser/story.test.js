// The story, on a phone: a new customer, a link, a tap, the job and the photos; then what must not work.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DESK, PHONE, eventually, linkOf, openRecord, openWindow, sendLink, signIn, startBoth } from "./support.js";
import { photoFiles } from "./photos.js";

let demo, browser, photos;
before(async () => {
  [demo, browser] = await startBoth();
  photos = await photoFiles(browser);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("the demo says where to go", () => {
  const said = demo.said();
  for (const shop of ["torque", "sample-shop", "green-acre", "blue-lagoon", "shear-bliss", "stillwater"]) assert.ok(said.includes(demo.url(shop).replace(/\/$/, "")), `${shop}: ${said}`);
  assert.ok(said.includes("forecourt-demo") && said.includes("/dev/outbox"), said);
});

test("a shop sends a link and its customer is in their portal", async () => {
  const owner = await openWindow(browser, PHONE);
  await signIn(owner, demo, "sample-shop");

  await owner.goto(demo.url("sample-shop", "/staff/customers/new"));
  await owner.getByLabel("Name", { exact: true }).fill("Robin Fields");
  await owner.getByLabel(/Mobile phone/).fill("(202) 555-0188");
  await owner.getByRole("button", { name: "Add customer" }).click();
  await owner.getByRole("heading", { name: "Robin Fields" }).waitFor();
  const record = new URL(owner.url()).pathname;

  await owner.goto(demo.url("sample-shop", `${record}/vehicles/new`));
  await owner.getByLabel("Make").fill("Mazda");
  await owner.getByLabel("Model").fill("MX-5");
  await owner.getByRole("button", { name: "Add vehicle" }).click();
  await owner.getByText("Mazda MX-5").first().waitFor();

  await owner.goto(demo.url("sample-shop", `${record}/jobs/new`));
  await owner.getByLabel("What we do").fill("Paint protection film on the bonnet");
  await owner.getByLabel("Status").selectOption("in_progress");
  await owner.getByLabel(/Estimated ready/).fill("2030-05-22");
  await owner.getByRole("button", { name: "Create job" }).click();
  await owner.waitForURL("**/staff/jobs/WO-*");
  await owner.locator('input[type="file"]').setInputFiles(photos);
  await eventually("both photos on the job", async () => (await owner.locator("[data-photo-grid] img").count()) >= photos.length);

  await owner.goto(demo.url("sample-shop", record));
  const link = await sendLink(owner, demo, "SMS");
  await owner.getByText(/Sent|Delivered/).first().waitFor();
  assert.ok(link.startsWith(demo.url("sample-shop", "/portal/")), link);

  // The outbox, as a phone shows it, leads into the portal in a private window.
  const outbox = await openWindow(browser, PHONE);
  await outbox.goto(demo.url("", "/dev/outbox"));
  const bubble = outbox.locator(`a[href="${link}"]`).first();
  await bubble.waitFor();

  const customer = await openWindow(browser, PHONE);
  await customer.goto(link);
  await customer.getByText("Your Mazda MX-5 - In Progress.").first().waitFor();
  await customer.getByText(/Estimated ready Wednesday 22 May/).first().waitFor();
  assert.equal(await customer.getByText("Sample Shop LLC").count() > 0, true);
  await customer.getByRole("link", { name: /View status|Your Mazda MX-5/ }).first().click();
  await customer.getByText("Paint protection film on the bonnet").first().waitFor();
  await customer.locator('a[href$="/photos"]').first().click();
  await eventually("the photos are painted", () => customer.locator("main img").evaluateAll((images) => images.filter((image) => image.complete && image.naturalWidth > 0).length >= 2));
  assert.ok(await fits(customer), "nothing sticks out of a phone's screen");

  // The same link on another shop's host.
  const elsewhere = await openWindow(browser, PHONE);
  const refused = await elsewhere.goto(link.replace("sample-shop.", "torque."));
  assert.ok(refused.status() >= 400 && refused.status() < 500, `${refused.status()}`);
  const words = await elsewhere.locator("body").innerText();
  assert.ok(!words.includes("Robin") && !words.includes("Mazda") && !words.includes("Sample Shop"), words);

  // Photos off: gone.
  await owner.goto(demo.url("sample-shop", "/staff/settings/portal"));
  await owner.getByRole("switch", { name: "Photos" }).click();
  await owner.getByRole("button", { name: "Save changes" }).click();
  await owner.waitForLoadState();
  await eventually("photos are gone", async () => (await customer.goto(demo.url("sample-shop", "/photos"))).status() === 404);
  await customer.goto(demo.url("sample-shop", "/"));
  assert.equal(await customer.locator('a[href="/photos"]').count(), 0);

  // And out.
  await customer.locator("summary[aria-label^='Account menu']").click();
  await customer.getByRole("button", { name: "Sign out" }).click();
  await customer.getByText("You’re signed out.").waitFor();
  assert.deepEqual(owner.faults.concat(outbox.faults), []);
});

test("the state of a send is followed in the list, without a reload", async () => {
  const desk = await openWindow(browser, DESK);
  await signIn(desk, demo, "torque");
  await desk.goto(demo.url("torque", "/staff/customers?q=Tom%20Becker"));
  await sendLink(desk, demo, "Email");
  await desk.locator("[data-link-state]").getByText("Delivered").first().waitFor();
  await desk.locator("[data-link-state]").getByText(/Last sent/).first().waitFor();
  assert.deepEqual(desk.faults, []);
});

test("a revoked link is refused kindly", async () => {
  const desk = await openWindow(browser, DESK);
  await signIn(desk, demo, "torque");
  await openRecord(desk, demo, "torque", "Priya Natarajan");
  const link = await sendLink(desk, demo, "SMS");
  await desk.reload();
  await desk.getByRole("button", { name: "Revoke link" }).first().click();
  const sure = desk.locator("dialog[open], [popover]:popover-open").getByRole("button", { name: "Revoke link" });
  await sure.click();
  await desk.getByText("Revoked").first().waitFor();
  const phone = await openWindow(browser, PHONE);
  await phone.goto(link);
  await phone.getByText("That link is no longer valid.").waitFor();
});

test("every screen fits a small phone and a desk", async () => {
  const link = await linkOf(browser, demo, "torque", "Alex Morgan");
  for (const size of [PHONE, { viewport: { width: 320, height: 600 } }, DESK]) {
    const page = await openWindow(browser, size);
    await page.goto(link);
    for (const to of ["/", "/jobs", "/photos", "/vehicles", "/staff/login"]) {
      await page.goto(demo.url("torque", to));
      assert.ok(await fits(page), `${to} at ${size.viewport.width}`);
    }
    await signIn(page, demo, "torque");
    for (const to of ["/staff/customers", "/staff/jobs", "/staff/messages", "/staff/settings/portal", "/staff/settings/branding"]) {
      await page.goto(demo.url("torque", to));
      assert.ok(await fits(page), `${to} at ${size.viewport.width}`);
    }
    await page.context().close();
  }
});

/** Whether nothing has to be scrolled sideways. */
function fits(page) {
  return page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);
}
