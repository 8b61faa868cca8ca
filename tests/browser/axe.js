// axe-core in a page.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const file = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
let source = null;

/** All that it finds on the page as it is now, one line for each rule. */
export async function findings(page) {
  source ??= readFile(file, 'utf8');
  if (!await page.evaluate(() => window.axe !== undefined)) {
    await page.evaluate(await source);
  }
  const { violations } = await page.evaluate(() => window.axe.run({ preload: false }));
  return violations.map(({ id, impact, nodes }) => `${id} (${impact}): `
    + nodes.slice(0, 3).map(({ html, any }) => `${html.slice(0, 120)} ${any[0]?.message ?? ''}`).join(' | '));
}
