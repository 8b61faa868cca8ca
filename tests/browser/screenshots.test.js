// Pictures of the pages in all sizes, dark and light, in build/screenshots, for a person to look at. What of their looks can
// be told by numbers is in layout.js and accessibility.test.js.
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, openContext } from './browser.js';
import { demoHost } from './demo.js';
import { FakeHost, origin } from './fake_host.js';
import { assertLayout, assertReachable, sizes } from './layout.js';
import { Simulator } from './programs.js';
import { lines, rules } from './statuses.js';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const folder = resolve(here, '../../build/screenshots');

let browser;
let simulator;
let host;

before(async () => {
  await mkdir(folder, { recursive: true });
  browser = await launch();
  simulator = await Simulator.start();
  host = await demoHost(simulator);
});
after(async () => {
  await browser?.close();
  await host?.end();
  await simulator?.end();
});

// What is opened, and what has to be there before it is looked at.
const playing = ['.np-title:not([data-empty])', 'av-image:not([data-empty]) img'];
const pages = {
  overview: ['/av/index.html', ...playing],
  demo: ['/', ...playing],
  more: ['/av/index.html', ...playing],
  setup: ['/av/setup.html', 'av-status[data-state="ready"]', '.av-facts av-progress:not([data-empty])'],
  'setup-device': ['/av/setup.html?device=lobby', 'av-status[data-state="ready"]'],
  login: ['/av/login.html', '#login'],
};

// What the demonstration's page leads to at every size.
const reached = [
  '.np-title', '.np-play button', '.np-level input', '.room av-status .av-word', '.room li:has-text("Morning") button',
  '.room li:has-text("Evening") button', '.room av-toggle button', '.room a[href="/av/index.html"]', '.room a[href="/av/setup.html"]',
];

for (const colorScheme of ['dark', 'light']) {
  for (const [width, height] of sizes) {
    test(`${width}x${height}, ${colorScheme}`, async () => {
      const { context } = await openContext(browser, { viewport: { width, height }, colorScheme });
      try {
        for (const [name, [path, ...present]] of Object.entries(pages)) {
          const page = await context.newPage();
          await page.goto(host.panel + path);
          for (const one of present) {
            await page.locator(one).first().waitFor();
          }
          if (name === 'more' && await page.getByRole('button', { name: 'More' }).isVisible()) {
            await page.getByRole('button', { name: 'More' }).click(); // beside the player where there is room
          }
          await page.screenshot({ path: join(folder, `${name}-${width}x${height}-${colorScheme}.png`) });
          if (name === 'demo') {
            await assertLayout(page, colorScheme, name);
            await assertReachable(page, reached, name);
          }
          await page.close();
        }
      } finally {
        await context.close();
      }
  });
  }
}

// What the demonstration does not show by itself.
const long = 'Concerto for Two Violins in D minor, BWV 1043: II. Largo ma non tanto (Recorded Live at the Old Town Hall, 2019 Remaster)';
const fakePlayer = (manifest, values) => ({
  id: 'lobby', title: 'Lobby', properties: manifest.properties, actions: manifest.actions, sign_in: null, ...values,
});
const now = Date.now();

for (const [colorScheme, [width, height]] of [['dark', [480, 320]], ['light', [1024, 600]], ['dark', [1920, 1080]]]) {
  test(`odd states, ${width}x${height}`, async () => {
    const manifest = JSON.parse(await readFile(resolve(here, '../../manifest.json'), 'utf8'));
    const full = {
      track_name: long, artist: 'Academy of the Old Town, Various Soloists & Friends', album: 'The Complete Concertos, Volume 12', volume: 63,
      duration_ms: 431_000, progress_ms: 77_000, progress_at: now, is_playing: false, repeat: 'track', shuffle: true, is_favorite: true,
      artwork_url: 'https://pictures.test/cover', item_url: 'https://pictures.test/item', muted: false,
    };
    const states = {
      stale: { values: { ...full, is_stale: true, status: 'offline', status_text: 'Cannot be reached: the name could not be looked up.' }, health: 'degraded' },
      empty: { values: { is_playing: false, content: 'none', status: 'online', status_text: 'Connected' } },
      refused: { values: { ...full, can_set_volume: false, can_next: false, can_seek: false, status: 'premium_required', status_text: 'The app’s owner has no Premium.' }, health: 'failed' },
    };
    for (const [name, values] of Object.entries(states)) {
      const { context } = await openContext(browser, { viewport: { width, height }, colorScheme });
      const host = await FakeHost.on(context, { devices: [fakePlayer(manifest, values)] });
      host.answers = (line) => (line.log ? lines : line.rules ? [{ rules }] : null);
      const page = await context.newPage();
      await page.goto(`${origin}/`);
      await page.locator('.np-title').waitFor();
      await page.screenshot({ path: join(folder, `${name}-${width}x${height}-${colorScheme}.png`) });
      if (name === 'stale') {
        await page.goto(`${origin}/av/setup.html`);
        await page.getByText('The connection was refused').waitFor();
        await page.screenshot({ path: join(folder, `setup-whole-${width}x${height}-${colorScheme}.png`), fullPage: true });
      }
      await context.close();
    }
  });
}
