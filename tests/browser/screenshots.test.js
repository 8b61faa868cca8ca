// Pictures of the pages in three sizes, dark and light, in build/screenshots, for a person to look at; and what of their looks
// can be told by numbers: nothing scrolls sideways, nothing is too small for a finger, and artwork has nothing over it.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { launch, openContext } from './browser.js';
import { demoHost } from './demo.js';
import { Simulator } from './programs.js';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const folder = resolve(here, '../../build/screenshots');
const sizes = [[480, 320], [1024, 600], [1920, 1080]];

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
  setup: ['/av/setup.html', 'av-status[data-state="ready"]', '.av-facts av-progress:not([data-empty])'],
  'setup-device': ['/av/setup.html?device=lobby', 'av-status[data-state="ready"]'],
  login: ['/av/login.html', '#login'],
};

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
          await page.screenshot({ path: join(folder, `${name}-${width}x${height}-${colorScheme}.png`) });
          await page.close();
        }
      } finally {
        await context.close();
      }
    });
  }
}
