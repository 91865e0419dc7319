// What keeps somebody out of a page.

import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// WCAG 2.2, levels A and AA.
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds on a page. */
export async function barriers(page) {
  await page.evaluate(axe);
  const found = await page.evaluate((values) => window.axe.run(document, { runOnly: values }), RULES);
  return found.violations.map((one) => `${one.id} (${one.impact}): ${one.nodes[0].html}`);
}

/** By how much a page is wider than the window. */
function excess(page) {
  return page.evaluate(() => {
    const root = document.documentElement;
    return root.scrollWidth - root.clientWidth;
  });
}

/** At which widths a page is wider than its window: 320 px is a telephone, 640 px is a screen of
    1280 px at 200 %. */
export async function tooWide(page) {
  const wide = [];
  for (const width of [320, 640]) {
    await page.setViewportSize({ width, height: 640 });
    if (await excess(page) !== 0) {
      wide.push(`${width} px`);
    }
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  return wide;
}
