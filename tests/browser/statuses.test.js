// Every page in every status, dark and light, at three sizes: nothing lies over another, axe-core finds nothing at all, and
// a picture of each is in build/screenshots/statuses, for a person to look at.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { findings } from './axe.js';
import { launch, openContext } from './browser.js';
import { FakeHost, origin } from './fake_host.js';
import { assertLayout } from './layout.js';
import { answers, siteIn, statuses } from './statuses.js';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const folder = resolve(here, '../../build/screenshots/statuses');
const sizes = [[480, 320], [390, 844], [1280, 800]];
const themes = ['dark', 'light'];

let browser;

before(async () => {
  await mkdir(folder, { recursive: true });
  browser = await launch();
});
after(() => browser?.close());

const select = (name) => (page) => page.locator('.tab', { hasText: name })
  .evaluate((tab) => tab.hidden || tab.click()); // hidden where its view is beside the player
const stay = async () => {};

// name -> [path, role, what to do on the page]
const pages = {
  panel: ['/', 'set_up', stay],
  'panel-guest': ['/', 'operate', stay],
  more: ['/', 'set_up', select('More')],
  devices: ['/', 'operate', select('Virtual contact')],
  setup: ['/av/setup.html', 'set_up', stay],
  'setup-device': ['/av/setup.html?device=lobby', 'set_up', async (page) => {
    await page.getByRole('button', { name: 'Look inside' }).click();
    await page.getByRole('table').or(page.getByText('There is no connection to the host.')).first().waitFor();
  }],
};

/** Looks at a page in all sizes and themes, and lets axe-core look at it in the smallest, dark, and in the largest, light. */
async function look(page, name, prepare, allowed = []) {
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [width, height] of sizes) {
      await page.setViewportSize({ width, height });
      await prepare(page);
      const what = `${name}-${width}x${height}-${colorScheme}`;
      await page.screenshot({ path: join(folder, `${what}.png`) });
      await assertLayout(page, colorScheme, what, allowed);
      if (colorScheme === 'dark' ? width === 480 : width === 1280) {
        assert.deepEqual(await findings(page), [], what);
      }
    }
  }
}

for (const [status, one] of Object.entries(statuses)) {
  for (const [name, [path, role, act]] of Object.entries(pages)) {
    test(`${name}, ${status}`, async () => {
      const { context } = await openContext(browser, { viewport: { width: 480, height: 320 } });
      try {
        const host = await FakeHost.on(context, await siteIn(one, role));
        host.answers = answers;
        const page = await context.newPage();
        await page.goto(origin + path);
        await page.locator('main').locator('av-status, .av-part').first().waitFor({ state: 'attached' });
        if (name === 'setup-device' && !one.lost) {
          await act(page);
        }
        if (one.lost) {
          host.door = 1008;
          host.cut();
          await page.locator('[stale], av-status[data-state="lost"], .av-part').first().waitFor({ state: 'attached' });
        }
        await look(page, `${status}-${name}`, name === 'setup-device' ? stay : act);
      } finally {
        await context.close();
      }
    });
  }
}

for (const [name, path, role = 'set_up'] of [['login', '/av/login.html'], ['setup-refused', '/av/setup.html', 'operate'], ['no-such-page', '/nothing.html'], ['no-such-device', '/av/setup.html?device=lobbi']]) {
  test(name, async () => {
    const { context } = await openContext(browser, { viewport: { width: 480, height: 320 } });
    try {
      await FakeHost.on(context, await siteIn(statuses.online, role));
      const page = await context.newPage();
      await page.goto(origin + path);
      await page.locator('main').first().waitFor();
      await look(page, name, stay, name === 'no-such-device' ? [/^a mistake in the page: .*did you mean “lobby”/] : []);
    } finally {
      await context.close();
    }
  });
}
