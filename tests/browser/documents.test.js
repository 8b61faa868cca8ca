// The pages that documents show are whole ones: each is served as it stands there, on a host with the devices that it names,
// and has to look right at every size. Pictures of them are in build/screenshots.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, openContext } from './browser.js';
import { FakeHost, origin } from './fake_host.js';
import { assertLayout, assertReachable, sizes } from './layout.js';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const root = resolve(here, '../..');
const folder = join(root, 'build/screenshots');

/** Files below a folder whose names pass, but for what is built or fetched. */
async function filesBelow(from, passes) {
  const found = [];
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const path = join(from, entry.name);
    if (entry.isDirectory() && !['node_modules', 'build'].includes(entry.name) && !entry.name.startsWith('.')) {
      found.push(...await filesBelow(path, passes));
    } else if (entry.isFile() && passes(entry.name)) {
      found.push(path);
    }
  }
  return found.sort();
}

/** [{name, html}] of the pages in all documents. */
async function pagesOfDocuments() {
  const pages = [];
  for (const file of await filesBelow(root, (name) => name.endsWith('.md'))) {
    const text = await readFile(file, 'utf8');
    [...text.matchAll(/^```html\n(<!doctype html>[^]*?)^```$/gim)].forEach(([, html], i) =>
      pages.push({ name: `${relative(root, file).replace(/\W+/g, '-')}-${i + 1}`, html }));
  }
  return pages;
}

const values = {
  track_name: 'Slack Water at Dawn', artist: 'Harbour Lights Ensemble', album: 'Tide Tables', is_playing: true,
  duration_ms: 64_000, progress_ms: 20_000, progress_at: Date.now(), volume: 42, muted: false, shuffle: false, repeat: 'context',
  artwork_url: 'https://pictures.test/cover', item_url: 'https://pictures.test/item', is_stale: false,
  status: 'online', status_text: 'Connected',
  presets: [{ name: 'Morning' }, { name: 'Breakfast' }, { name: 'Evening' }],
};

/** The devices that a page names, each made by the first manifest that has all that is bound of it. */
function devicesOf(html, manifests) {
  const named = new Map();
  const note = (device) => named.set(device, named.get(device) ?? []).get(device);
  for (const [, device] of html.matchAll(/\sdevice="([^"]+)"/g)) {
    note(device);
  }
  for (const [, device, id] of html.matchAll(/\s(?:action|link|[a-z-]*bind)="([^"]+)\.([^".]+)"/g)) {
    note(device).push(id);
  }
  return [...named].map(([id, ids]) => {
    const manifest = manifests.find(({ properties, actions }) => ids.every((one) => one in { ...properties, ...actions }));
    assert.ok(manifest, `no plugin has all of ${ids} that the page binds of “${id}”`);
    const { properties = {}, actions = {} } = manifest;
    const known = Object.fromEntries(Object.entries(values).filter(([one]) => one in properties));
    return { id, title: id, properties, actions, sign_in: null, values: known };
  });
}

const pages = await pagesOfDocuments();
const manifests = await Promise.all((await filesBelow(root, (name) => name === 'manifest.json'))
  .map(async (file) => JSON.parse(await readFile(file, 'utf8'))));
let browser;
before(async () => {
  await mkdir(folder, { recursive: true });
  browser = await launch();
});
after(() => browser?.close());

test('the documents show a page', () => assert.ok(pages.length > 0));

for (const { name, html } of pages) {
  for (const colorScheme of ['dark', 'light']) {
    test(`the page ${name}, ${colorScheme}`, async () => {
      const { context, console: told } = await openContext(browser, { colorScheme });
      try {
        // A theme that the page asks for is the page's; the other one is looked at too.
        const shown = html.replace(/ data-theme="\w+"/, ` data-theme="${colorScheme}"`);
        await FakeHost.on(context, { devices: devicesOf(html, manifests), pages: { '/page.html': shown } });
        const page = await context.newPage();
        await page.goto(`${origin}/page.html`);
        for (const [width, height] of sizes) {
          const what = `${width}x${height}`;
          await page.setViewportSize({ width, height });
          await page.evaluate(() => scrollTo(0, 0));
          if (await page.locator('now-playing').count() > 0) {
            await page.locator('.np-title:not([data-empty])').waitFor();
            await page.locator('now-playing av-image:not([data-empty])').waitFor();
            await assertReachable(page, ['.np-title', '.np-play button'], what);
          }
          await assertLayout(page, colorScheme, what);
          await page.screenshot({ path: join(folder, `page-${name}-${what}-${colorScheme}.png`), fullPage: true });
        }
        assert.deepEqual(told.filter((line) => !/favicon/.test(line)), []);
      } finally {
        await context.close();
      }
    });
  }
}
