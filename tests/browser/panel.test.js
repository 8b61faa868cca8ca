// The panel on the real host and the simulator: what somebody in the room does and sees.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { launch, openContext } from './browser.js';
import { demoHost } from './demo.js';
import { Simulator } from './programs.js';
import { Wire } from './wire.js';

let browser;
let simulator;
let host;
let opened;
let page;

before(async () => {
  browser = await launch();
  simulator = await Simulator.start();
});
after(async () => {
  await browser?.close();
  await simulator?.end();
});
beforeEach(async () => {
  await simulator.control('PATCH', '/accounts/demo/player', { is_playing: true, volume: 42, supports_volume: true, restricted: false, active: true });
  host = await demoHost(simulator);
  opened = await openContext(browser, { viewport: { width: 1024, height: 600 } });
  page = await opened.context.newPage();
});
afterEach(async () => {
  await opened?.context.close();
  await host?.end();
});

const player = () => simulator.player();
const playerThat = (pleases) => simulator.playerThat(pleases);
const title = () => page.locator('.np-title');
const online = () => page.locator('av-status[data-state="ready"]').first().waitFor({ state: 'attached' });

for (const [name, path] of [['the generated panel', '/av/index.html'], ['the demonstration’s page', '/']]) {
  test(`${name} follows the track`, async () => {
    await page.goto(host.panel + path);
    const { track_name: first } = await player();
    await title().filter({ hasText: first }).waitFor();
    await page.getByRole('button', { name: 'Next', exact: true }).click();
    const { track_name: second } = await playerThat(({ track_name: now }) => now !== first);
    await title().filter({ hasText: second }).waitFor();
    await page.locator('.np-art av-image:not([data-empty])').waitFor();
    assert.ok((await page.locator('.np-art img').getAttribute('src')).startsWith(`${simulator.urls.covers_url}/`));
    assert.match(await page.locator('.np-art a').first().getAttribute('href'), /^https:/); // leads to the item
    await page.locator('.np-source', { hasText: 'Data from Spotify' }).getByRole('link', { name: 'Open in Spotify' }).waitFor();
    assert.deepEqual(opened.console, []);
    assert.deepEqual(opened.strangers, []); // nothing but pictures comes from elsewhere
  });
}

test('an episode’s show stands below its name, and not twice', async () => {
  const names = () => page.locator('.np-named av-label').evaluateAll((labels) =>
    labels.filter((label) => label.checkVisibility()).map((label) => label.textContent));
  await page.goto(host.panel);
  await page.locator('.np-third:visible').waitFor(); // a track has three names
  await simulator.control('PATCH', '/accounts/demo/player', { content: 'episode' });
  try {
    const { track_name: episode } = await player();
    await title().filter({ hasText: episode }).waitFor();
    await page.locator('.np-third[hidden]').waitFor({ state: 'attached' });
    assert.deepEqual(await names(), [episode, 'Racks and Rooms']);
  } finally {
    await simulator.control('PATCH', '/accounts/demo/player', { content: 'track' });
  }
  await page.locator('.np-third:visible').waitFor();
  assert.equal((await names()).length, 3);
});

test('the volume is dragged', async () => {
  await page.goto(host.panel);
  await online();
  const slider = page.getByRole('slider', { name: 'Volume' });
  await page.locator('.np-level .av-value', { hasText: '42 %' }).waitFor();
  const box = await slider.boundingBox();
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.42, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.6, y, { steps: 15 });
  await page.mouse.move(box.x + box.width * 0.2, y, { steps: 15 });
  await page.mouse.up();
  const wanted = Number(await slider.inputValue());
  assert.ok(wanted > 10 && wanted < 30, `${wanted}`);
  await playerThat(({ volume }) => volume === wanted);
  await page.locator('.np-level:not([data-busy]) .av-value', { hasText: `${wanted} %` }).waitFor();
});

test('play and pause are one button, and the keyboard reaches it', async () => {
  await page.goto(host.panel);
  await online();
  const button = page.locator('.np-play button');
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await button.focus();
  await page.keyboard.press('Enter');
  await playerThat(({ is_playing: now }) => !now);
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  assert.ok(await button.evaluate((one) => one === document.activeElement));
  await page.locator('.np-play button:not([aria-disabled])').waitFor(); // once it is confirmed
  await page.keyboard.press('Space');
  await playerThat(({ is_playing: now }) => now);
});

test('what Spotify would refuse is greyed', async () => {
  await simulator.control('PATCH', '/accounts/demo/player', { supports_volume: false });
  await page.goto(host.panel);
  await online();
  await page.locator('.np-level input:disabled').waitFor();
  await page.locator('.np-mute button[aria-disabled="true"]').waitFor();
  assert.equal(await page.locator('.np-play button').getAttribute('aria-disabled'), null);
  await simulator.control('PATCH', '/accounts/demo/player', { supports_volume: true });
  await page.locator('.np-level input:enabled').waitFor();
});

test('a preset has its picture, and is played from its row', async () => {
  await page.goto(host.panel);
  await online();
  await page.locator('li', { hasText: 'Breakfast' }).locator('.av-thumb:not([data-empty]) img').waitFor();
  await page.getByRole('button', { name: 'Breakfast' }).click();
  await playerThat(({ context_uri: now }) => now === 'spotify:playlist:3KahvaltiIstanbul00002');
});

test('the contact pauses by the site’s rule, and the panel says so until it plays again', async () => {
  await page.goto(host.panel);
  await online();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('switch', { name: 'Paging contact' }).click();
  await playerThat(({ is_playing: now }) => !now);
  const reason = page.getByText('Paused by the rule “When the contact closes, pause”');
  await reason.waitFor();
  await page.reload();
  await reason.waitFor(); // also on a panel that comes later
  await page.getByRole('button', { name: 'Play', exact: true }).click();
  await playerThat(({ is_playing: now }) => now);
  await reason.waitFor({ state: 'hidden' });
});

test('where no player is active a preset cannot be pressed, and says why', async () => {
  await simulator.control('PATCH', '/accounts/demo/player', { active: false });
  await page.goto(host.panel);
  const preset = page.getByRole('button', { name: 'Breakfast' });
  await page.locator('li button[aria-disabled]', { hasText: 'Breakfast' }).waitFor();
  await preset.click({ force: true });
  await page.getByRole('alert').filter({ hasText: 'No speaker is ready for it. Start Spotify on one first.' }).waitFor();
});

test('the host is killed and comes back', async () => {
  await page.goto(host.panel);
  const { track_name: track } = await player();
  await title().filter({ hasText: track }).waitFor();
  await host.kill();
  await page.locator('now-playing[data-stale]').waitFor();
  await page.getByText('The panel has lost the host.').first().waitFor();
  assert.equal(await title().innerText(), track); // stale, not blank
  assert.ok(await page.locator('.np-art img').isVisible());
  await assertNothingOverThePicture();
  await page.getByRole('button', { name: 'Next', exact: true }).click({ force: true }); // it cannot be pressed, and says why
  await page.getByRole('alert').filter({ hasText: 'There is no connection to the host.' }).waitFor();
  await host.restart();
  await page.locator('now-playing:not([data-stale])').waitFor();
  await online();
});

test('a connection that is cut comes back while the host goes on', async () => {
  const wire = await Wire.to(new URL(host.panel).port);
  try {
    await page.goto(wire.url);
    await online();
    wire.cut();
    await page.locator('now-playing[data-stale]').waitFor();
    await simulator.control('PATCH', '/accounts/demo/player', { volume: 55 });
    wire.mend();
    await page.locator('now-playing:not([data-stale])').waitFor();
    await page.locator('.np-level .av-value', { hasText: '55 %' }).waitFor();
  } finally {
    await wire.end();
  }
});

/** Looks through the picture with a pin, so to speak: at none of many points does anything lie over it. */
async function assertNothingOverThePicture() {
  const covered = await page.locator('.np-art img').evaluate((picture) => {
    const { left, top, width, height } = picture.getBoundingClientRect();
    const over = [];
    for (let i = 1; i < 20; ++i) {
      for (let j = 1; j < 20; ++j) {
        const found = document.elementFromPoint(left + (width * i) / 20, top + (height * j) / 20);
        if (found !== picture && !found?.contains(picture)) {
          over.push(found?.outerHTML.slice(0, 80));
        }
      }
    }
    const { filter, opacity, objectFit, animationName } = getComputedStyle(picture);
    return { over, filter, opacity, objectFit, animationName };
  });
  assert.deepEqual(covered, { over: [], filter: 'none', opacity: '1', objectFit: 'contain', animationName: 'none' });
}
