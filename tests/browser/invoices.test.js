// An invoice, from the desk to the phone and back: written, sent, tapped, paid, and its link ended kindly.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { isSound } from "./sound.js";
import { DESK, eventually, openRecord, openWindow, signIn, startBoth } from "./support.js";

let demo, browser;
before(async () => {
  [demo, browser] = await startBoth();
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

for (const javaScriptEnabled of [true, false]) {
  test(`an invoice is sent, opened by its link, and paid${javaScriptEnabled ? "" : ", with scripts off"}`, async () => {
    const desk = await openWindow(browser, { ...DESK, javaScriptEnabled });
    await signIn(desk, demo, "torque");
    await openRecord(desk, demo, "torque", "Alex Morgan");
    await desk.getByRole("link", { name: "New invoice" }).click();
    await desk.getByRole("button", { name: "Save as draft" }).click();
    await desk.getByText("An invoice needs a line").first().waitFor();
    const line = desk.getByRole("group", { name: "Line 1" });
    await line.getByLabel("Description").fill("Front brakes");
    await line.getByLabel("Quantity").fill("1.5");
    await line.getByLabel("Price each ($)").fill("80,00");
    await line.getByLabel("Tax %").fill("20");
    // The return key saves, and does not ask for more lines.
    await line.getByLabel("Tax %").press("Enter");
    await desk.getByText("This doesn’t look like a number").first().waitFor();
    if (javaScriptEnabled) await isSound(desk, "an invoice refused");
    await desk.getByRole("button", { name: "More lines" }).click();
    await desk.getByRole("group", { name: "Line 6" }).waitFor();
    await line.getByLabel("Price each ($)").fill("80.00");
    await desk.getByRole("button", { name: "Save as draft" }).click();
    await desk.getByText("$144.00").first().waitFor();
    if (javaScriptEnabled) await isSound(desk, "a draft");

    const known = new Set((await demo.outbox()).map((message) => message.id));
    await desk.getByRole("button", { name: "Send", exact: true }).click();
    const message = await eventually("the invoice's mail", async () => (await demo.outbox()).find((one) => !known.has(one.id)));
    assert.match(message.subject, /^Invoice INV-\d{4} from Torque Garage: \$144\.00$/);
    const link = message.text.match(/https?:\/\/\S+\/a\/\S+/)[0];
    const phone = await openWindow(browser, javaScriptEnabled ? undefined : { javaScriptEnabled });
    await phone.goto(link);
    assert.match(new URL(phone.url()).pathname, /^\/invoices\/INV-\d{4}$/, "no screen between");
    await phone.getByText("1.5 × $80.00").waitFor();
    await phone.getByText("$144.00").first().waitFor();
    if (javaScriptEnabled) await isSound(phone, "an open invoice");

    await desk.getByRole("button", { name: "Record payment" }).click();
    await desk.getByText("Payment recorded.").waitFor();
    await phone.reload();
    await phone.getByText("Paid in full. Thank you.").waitFor();
    // It did not come in after all; then it does.
    await desk.getByRole("button", { name: "Take back" }).click();
    const sure = desk.locator("[popover]:popover-open");
    await sure.getByText("Take this payment back?").waitFor();
    if (javaScriptEnabled) await isSound(desk, "an invoice whose payment is taken back");
    await sure.getByRole("button", { name: "Take back" }).click();
    await desk.getByText("The payment is taken back.").waitFor();
    await desk.getByRole("button", { name: "Record payment" }).click();
    await desk.getByText("Payment recorded.").waitFor();
    await phone.reload();
    await phone.getByText("Paid in full. Thank you.").waitFor();
    const later = await openWindow(browser);
    await later.goto(link);
    await later.getByText("Your link has expired. Request a new one below.").waitFor();
    await isSound(later, "the link of a paid invoice");
    await later.getByRole("button", { name: "Send me a new link" }).click();
    await later.getByText("Check your messages").waitFor();
    const again = await eventually("another link", async () => (await demo.outbox()).find((one) => one.text.includes("/sign-in/") && one.created_at >= message.created_at));
    await later.goto(again.text.match(/https?:\/\/\S+\/sign-in\/\S+/)[0]);
    assert.equal(new URL(later.url()).pathname, new URL(phone.url()).pathname, "back to the invoice");
    await later.getByText("Paid in full. Thank you.").waitFor();
    const faults = [desk, phone, later].flatMap((page) => page.faults).filter((fault) => !/status of 4\d\d/.test(fault));
    assert.deepEqual(faults, []);
  });
}
