// Every page, light and dark: axe finds nothing, the markup is valid, the console is silent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import { HtmlValidate } from "html-validate";
import { RULES } from "./sound.js";
import { everyPage, isExpected, startBoth } from "./support.js";

let demo, browser, pages;
before(async () => {
  [demo, browser] = await startBoth();
  pages = await everyPage(browser, demo);
});
after(async () => {
  await browser?.close();
  await demo?.stop();
});

test("axe finds nothing on any page, light or dark", async (t) => {
  for (const { name, url, who } of pages) {
    for (const colorScheme of ["light", "dark"]) {
      await t.test(`${name}, ${colorScheme}`, async () => {
        await who.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await who.goto(url);
        await who.evaluate(axe.source);
        // Frames hold mails, which are looked at elsewhere and let no script in.
        const { violations } = await who.evaluate((rules) => window.axe.run(document, { runOnly: rules, iframes: false, resultTypes: ["violations"] }), RULES);
        const told = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
        assert.deepEqual(told, []);
      });
    }
  }
});

test("every page is valid HTML", async (t) => {
  const validator = new HtmlValidate({
    extends: ["html-validate:recommended", "html-validate:document"],
    rules: {
      // How templates happen to be written, not what browsers get to see.
      "no-trailing-whitespace": "off",
      "void-style": "off",
      "attribute-boolean-style": "off",
      "attribute-empty-style": "off",
      "doctype-style": "off",
      "no-implicit-button-type": "off",
      "long-title": "off",
      // Numbers are what they are, and `tel:` links have their own look.
      "tel-non-breaking": "off",
      // `role="list"` gives back what Safari takes from lists without bullets.
      "no-redundant-role": "off",
      "prefer-native-element": ["error", { exclude: ["list", "listbox"] }],
      // All of it is our own, from our own host.
      "require-sri": ["error", { target: "crossorigin" }],
      // Switches of one list have one name.
      "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit", "button", "reset"] }],
      // Axe looks at the outline, and leaves out what is hidden until it is asked for.
      "heading-level": "off",
    },
  });
  for (const { name, url, who } of pages) {
    await t.test(name, async () => {
      const answer = await who.goto(url);
      const { results } = await validator.validateString(await answer.text(), name);
      const told = results.flatMap(({ messages }) => messages.map((one) => `${one.line}:${one.column} ${one.ruleId}: ${one.message}`));
      assert.deepEqual(told, []);
    });
  }
});

test("no page breaks its own content security policy, or anything else", async (t) => {
  for (const { name, url, who } of pages) {
    await t.test(name, async () => {
      who.faults.length = 0;
      const answer = await who.goto(url, { waitUntil: "load" });
      const faults = who.faults.filter((fault) => answer.ok() || !isExpected(fault));
      assert.deepEqual(faults, []);
    });
  }
});
