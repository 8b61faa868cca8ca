// Keys, roles and the set-up page on the real host and the simulator: who may see and do what.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { launch, openContext } from './browser.js';
import { demoHost } from './demo.js';
import { panelKey, Simulator } from './programs.js';

let browser;
let simulator;
let operate;
let setUp;
let host;
let opened;
let page;

before(async () => {
  browser = await launch();
  simulator = await Simulator.start();
  operate = await panelKey('lobby wall', 'operate');
  setUp = await panelKey('office', 'set_up');
});
after(async () => {
  await browser?.close();
  await simulator?.end();
});
beforeEach(async () => {
  host = await demoHost(simulator, { keys: [operate.entry, setUp.entry] });
  opened = await openContext(browser, { viewport: { width: 1024, height: 768 }, acceptDownloads: true });
  page = await opened.context.newPage();
});
afterEach(async () => {
  await opened?.context.close();
  await host?.end();
});

const plays = () => page.locator('.np-title').filter({ hasText: /\S/ }).waitFor();

test('a wrong key is refused, the right one opens the panel and is remembered', async () => {
  await page.goto(`${host.panel}/`);
  await page.getByLabel('Panel key').fill('not-this-one');
  await page.getByRole('button', { name: 'Open the panel' }).click();
  await page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
  await page.getByLabel('Panel key').fill(operate.key);
  await page.getByRole('button', { name: 'Open the panel' }).click();
  await plays();
  const [cookie] = await opened.context.cookies();
  assert.equal(cookie.httpOnly, true);
  assert.equal(cookie.sameSite, 'Strict');
  await host.restart();
  await page.goto(`${host.panel}/`);
  await plays();
});

test('who operates plays and pauses, and sees nothing of the set-up', async () => {
  await page.goto(`${host.panel}/av/index.html#key=${operate.key}`);
  await plays();
  assert.ok(!page.url().includes(operate.key));
  await simulator.control('PATCH', '/accounts/demo/player', { is_playing: true });
  await page.getByRole('button', { name: 'Pause', exact: true }).click();
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Set up' }).count(), 0);
  for (const path of ['/av/setup.html', '/support-bundle']) {
    const answer = await page.request.get(host.panel + path);
    assert.ok([401, 403].includes(answer.status()), `${path}: ${answer.status()}`);
  }
  assert.equal((await page.request.get(`${host.panel}/metrics`)).status(), 200);
});

test('who sets up reads log and rules, reloads the site and takes a bundle away', async () => {
  await page.goto(`${host.panel}/av/setup.html#key=${setUp.key}`);
  await page.getByRole('heading', { name: 'Set up', exact: true }).first().waitFor();

  await page.locator('.av-log').getByText('spotify: loaded').waitFor();
  const wall = await opened.context.newPage();
  await wall.goto(`${host.panel}/`);
  await wall.getByRole('switch', { name: 'Paging contact' }).click();
  await page.locator('.av-firings').getByText(/When the contact closes, pause door.closed became true, so: .*lobby.pause/).waitFor();

  host.site.devices[1].id = 'Not an id';
  await host.write();
  await page.getByRole('button', { name: /Read the site file/ }).click();
  await page.getByText(/site\.json:1:\d+: .*expected an id/).first().waitFor();

  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: /Support bundle/i }).or(page.getByRole('button', { name: /Support bundle/i })).first().click();
  const bundle = await readFile(await (await saved).path(), 'utf8');
  assert.equal(JSON.parse(bundle).site !== undefined, true);
  for (const secret of [operate.key, setUp.key, operate.entry.sha256, setUp.entry.sha256]) {
    assert.ok(!bundle.includes(secret));
  }
});

test('a key that was taken back leads to the login page', async () => {
  await page.goto(`${host.panel}/#key=${operate.key}`);
  await plays();
  host.site.panel.keys = [setUp.entry];
  await host.restart();
  await page.getByLabel('Panel key').waitFor();
});
