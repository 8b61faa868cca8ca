// What axe-core finds on the pages, dark and light: nothing. And what a finger and the keyboard need.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { findings } from './axe.js';
import { launch, openContext } from './browser.js';
import { demoHost } from './demo.js';
import { FakeHost, origin } from './fake_host.js';
import { settled } from './layout.js';
import { Simulator } from './programs.js';

const looks = { dark: [480, 320], light: [1920, 1080] };
const pages = {
  overview: ['/av/index.html', '.np-title:not([data-empty])'],
  'the demonstration’s page': ['/', '.np-title:not([data-empty])'],
  'set-up of the site': ['/av/setup.html', 'av-status[data-state="ready"]'],
  'set-up of a device': ['/av/setup.html?device=lobby', '.av-steps a[href]'],
  login: ['/av/login.html', '#login'],
};

let browser;
let simulator;
let host;

before(async () => {
  browser = await launch();
  simulator = await Simulator.start();
  host = await demoHost(simulator);
});
after(async () => {
  await browser?.close();
  await host?.end();
  await simulator?.end();
});

/** What can be pressed and is smaller than a finger. A link in a sentence is none of them. */
const smallTargets = (page) => page.evaluate(() =>
  [...document.querySelectorAll('a[href], button, input, select, textarea')]
    .filter((one) => one.checkVisibility() && !one.closest('.reveal'))
    .map((one) => [one.outerHTML.slice(0, 100), one.getBoundingClientRect()])
    .filter(([, { width, height }]) => Math.round(height) < 44 || Math.round(width) < 44)
    .map(([html, { width, height }]) => `${html} ${Math.round(width)}x${Math.round(height)}`));

const scrollsSideways = (page) => page.evaluate(() =>
  document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth);

for (const [name, [path, present]] of Object.entries(pages)) {
  for (const [colorScheme, [width, height]] of Object.entries(looks)) {
    test(`${name}, ${colorScheme}`, async () => {
      const { context } = await openContext(browser, { colorScheme, viewport: { width, height } });
      try {
        const page = await context.newPage();
        await page.goto(host.panel + path);
        await page.locator(present).first().waitFor();
        assert.deepEqual(await findings(page), []);
        assert.deepEqual(await smallTargets(page), []);
        assert.equal(await scrollsSideways(page), false);
      } finally {
        await context.close();
      }
    });
  }
}

test('the log, the rules and what a device says of its inside', async () => {
  const { context } = await openContext(browser);
  try {
    const fake = await FakeHost.on(context, { devices: [{ id: 'one', title: 'One', properties: {}, actions: { diagnostics: {} } }] });
    fake.answers = (line) => (line.log ? ['debug', 'info', 'warning', 'error'].map((level) => ({ log: { at: 1, level, text: `a ${level}` } }))
      : line.rules ? [{ rules: [{ name: 'Rule', when: 'When.', fired: 1, last_at: 1, last: 'Done.' }] }]
        : line.invoke ? [{ device: 'one', completed: line.token, status: 'ok', text: '', result: { rows: [{ a: 1 }], b: { c: 2 } } }] : null);
    const page = await context.newPage();
    for (const theme of ['dark', 'light']) {
      await page.emulateMedia({ colorScheme: theme });
      await page.goto(`${origin}/av/setup.html`);
      await page.getByText('a error').waitFor();
      assert.deepEqual(await findings(page), []);
      await page.goto(`${origin}/av/setup.html?device=one`);
      await page.getByRole('button', { name: 'Look inside' }).click();
      await page.getByRole('table').waitFor();
      assert.deepEqual(await findings(page), []);
    }
  } finally {
    await context.close();
  }
});

test('what plays fits on the screen from a wall plate to a full HD screen', async () => {
  const { context } = await openContext(browser);
  try {
    const page = await context.newPage();
    for (const path of ['/av/index.html', '/']) {
      await page.goto(host.panel + path);
      await page.locator('.np-title:not([data-empty])').waitFor();
      for (const [width, height] of [[480, 320], [640, 480], [800, 480], [1024, 600], [1280, 800], [1920, 1080], [320, 480], [600, 1024]]) {
        await page.setViewportSize({ width, height });
        const outside = () => page.evaluate(() => {
          const whole = document.scrollingElement;
          const frame = document.querySelector('now-playing').getBoundingClientRect();
          const isGenerated = document.getElementById('overview') !== null; // a page of the site's own may be scrolled
          return {
            page: (isGenerated && whole.scrollHeight > whole.clientHeight) || whole.scrollWidth > whole.clientWidth || frame.bottom > innerHeight,
            parts: [...document.querySelectorAll('now-playing :is(a, button, input, .av-text, img)')]
              .filter((one) => one.checkVisibility() && !one.closest('.np-top'))
              .map((one) => [one, one.getBoundingClientRect()])
              .filter(([, box]) => box.top < frame.top - 1 || box.bottom > frame.bottom + 1 || box.left < frame.left - 1 || box.right > frame.right + 1)
              .map(([one]) => one.outerHTML.slice(0, 100)),
          };
        });
        await settled(outside, { page: false, parts: [] }, `${path} ${width}x${height}`);
      }
    }
  } finally {
    await context.close();
  }
});

test('the keyboard reaches everything that can be pressed, and shows where it is', async () => {
  const { context } = await openContext(browser, { viewport: { width: 1024, height: 600 } });
  try {
    const page = await context.newPage();
    await page.goto(host.panel);
    await page.locator('.np-title:not([data-empty])').waitFor();
    const pressable = await page.evaluate(() => [...document.querySelectorAll('a[href], button, input')].filter((one) => one.checkVisibility() && !one.disabled).length);
    const reached = new Set();
    for (let i = 0; i < pressable + 4; ++i) {
      await page.keyboard.press('Tab');
      const now = await page.evaluate(() => {
        const one = document.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(one);
        return { html: one.outerHTML, seen: one === document.body || (outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2), body: one === document.body };
      });
      assert.ok(now.seen, now.html);
      if (!now.body) {
        reached.add(now.html);
      }
    }
    assert.ok(reached.size >= pressable, `${reached.size} of ${pressable}`);
  } finally {
    await context.close();
  }
});
