// A page is sound: axe finds nothing, light or dark, and nothing has to be scrolled sideways.
import assert from "node:assert/strict";
import axe from "axe-core";

export const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Looks at the page as it stands; pictures of it are kept where FORECOURT_TEST_PICTURES says. */
export async function isSound(page, name) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate(endAnimations);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate((rules) => window.axe.run(document, { runOnly: rules, resultTypes: ["violations"] }), RULES);
    const told = violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
    assert.deepEqual(told, [], `${name}, ${colorScheme}`);
    const pictures = process.env.FORECOURT_TEST_PICTURES;
    if (pictures) await page.screenshot({ path: `${pictures}/${name.replace(/\W+/g, "-")}-${colorScheme}.png`, fullPage: true });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${name} is ${wide} pixels too wide`);
}

/** Colours take a moment to change. Not waited for: one that the browser gives up, as it may on the way between two pages, never says so. */
function endAnimations() {
  for (const one of document.getAnimations()) {
    if (one.effect?.getComputedTiming().endTime === Infinity) one.cancel();
    else one.finish();
  }
}
