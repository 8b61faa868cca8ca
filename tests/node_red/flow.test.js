// The example's flow, as it is, in a real Node-RED, on a real broker and the real host with the simulator: what somebody at its
// dashboard sees and does.
import assert from 'node:assert/strict';
import { mkdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import mqtt from 'mqtt';
import { launch, openContext } from '../browser/browser.js';
import { demoConfig, Host, Simulator } from '../browser/programs.js';
import { Broker, example, NodeRed } from './programs.js';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const screenshots = resolve(here, '../../build/screenshots');
const timeout = 120_000; // ms; only a fault gets there
const site = 'av/hq';

let broker;
let simulator;
let host;
let nodeRed;
let browser;
let opened;
let page;
let client;

const devices = () => [
  // Quick to look again, so that what happens at the player itself shows soon.
  { id: 'lobby', plugin: 'spotify', config: demoConfig(simulator, { pace: { background: { playing_ms: 1000, paused_ms: 1000 } } }) },
  { id: 'paging', plugin: 'contact', config: {} },
  { id: 'door', plugin: 'contact', config: {} },
];
const rules = [{
  name: 'Softer while the door is open',
  when: { property: 'door.closed', becomes: false },
  do: [{ invoke: 'lobby.set_volume', params: { volume: 20 } }],
}];

before(async () => {
  await mkdir(screenshots, { recursive: true });
  broker = await Broker.start();
  simulator = await Simulator.start();
  host = await Host.start({
    devices: devices(), rules, mqtt: { broker: broker.url, site: 'hq', host: 'rack-1' }, prepare: (one) => one.signIn(simulator),
  });
  nodeRed = await NodeRed.start({ AV_BROKER: broker.url });
  browser = await launch();
  opened = await openContext(browser, { viewport: { width: 1180, height: 620 } });
  page = await opened.context.newPage();
  await page.goto(`${nodeRed.dashboard}/player`, { timeout }); // its scripts are read for the first time
  client = await mqtt.connectAsync(broker.url, { protocolVersion: 5 });
}, { timeout });
after(async () => {
  await client?.endAsync();
  await browser?.close();
  await nodeRed?.end();
  await host?.end();
  await simulator?.end();
  await broker?.end();
}, { timeout });
beforeEach(async () => {
  await simulator.control('PATCH', '/accounts/demo/player',
    { is_playing: true, volume: 42, supports_volume: true, restricted: false, active: true });
  await shows('.player-playing', 'Playing');
  await page.locator('.av-contact input:not(:checked)').waitFor({ state: 'attached' });
}, { timeout });

const shows = (selector, text) => page.locator(selector, { hasText: text }).first().waitFor();
const button = (name) => page.getByRole('button', { name, exact: true });
const contact = async (closed) => {
  await page.locator('.av-contact .v-selection-control__input').click();
  await page.locator(`.av-contact input${closed ? ':checked' : ':not(:checked)'}`).waitFor({ state: 'attached' });
};
const can = (name) => page.locator(`.av-${name} button:enabled`).waitFor();
const cannot = (name) => page.locator(`.av-${name} button:disabled`).waitFor();
const playing = (wanted) => simulator.playerThat(({ is_playing: now }) => now === wanted);

test('the dashboard shows what plays, and how the device is', { timeout }, async () => {
  const { track_name: track } = await simulator.player();
  await shows('.player-track', track);
  assert.notEqual((await page.locator('.player-artist').innerText()).trim(), '');
  assert.ok((await page.locator('.player img').getAttribute('src')).startsWith(`${simulator.urls.covers_url}/`));
  assert.match(await page.locator('.player a').getAttribute('href'), /^https:/);
  await shows('.player-health', 'lobby: ready');
  await page.screenshot({ path: join(screenshots, 'node-red.png') });
  assert.deepEqual(opened.strangers, []); // nothing but pictures comes from elsewhere
});

test('Next shows the next track', { timeout }, async () => {
  const { track_name: first } = await simulator.player();
  await button('Next').click();
  const { track_name: second } = await simulator.playerThat(({ track_name: now }) => now !== first);
  await shows('.player-track', second);
  await button('Previous').click();
  await simulator.playerThat(({ track_name: now }) => now !== second);
});

test('Pause pauses the device, Play plays it, and what cannot be done is grey', { timeout }, async () => {
  await can('pause');
  await cannot('play');
  await button('Pause').click();
  await playing(false);
  await shows('.player-playing', 'Paused');
  await can('play');
  await cannot('pause');
  await button('Play').click();
  await playing(true);
  await shows('.player-playing', 'Playing');
});

test('the volume is dragged, and grey where there is none to set', { timeout }, async () => {
  const slider = page.locator('.av-volume [role="slider"]');
  await page.locator('.av-volume [role="slider"][aria-valuenow="42"]').waitFor();
  const from = await slider.boundingBox();
  const track = await page.locator('.av-volume .v-slider-track').boundingBox();
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(track.x + track.width * 0.7, track.y + track.height / 2, { steps: 10 });
  await page.mouse.up();
  const { volume } = await simulator.playerThat(({ volume: now }) => now > 60 && now < 80);
  await page.locator(`.av-volume [role="slider"][aria-valuenow="${volume}"]`).waitFor();
  await simulator.control('PATCH', '/accounts/demo/player', { supports_volume: false });
  await page.locator('.av-volume .v-input--disabled').waitFor();
});

test('a command that fails says so', { timeout }, async () => {
  const { id } = await simulator.control('POST', '/faults', { path: '/v1/me/player/next', kind: 'status', status: 403, times: 1,
    body: '{"error":{"status":403,"message":"Restriction violated","reason":"UNKNOWN"}}' });
  assert.ok(id !== undefined);
  await button('Next').click();
  await shows('.nrdb-ui-notification', 'next: ');
});

test('the flow’s rule pauses while the contact is closed, and plays again what it paused', { timeout }, async () => {
  await contact(true);
  await playing(false);
  await shows('.av-rule', 'Paused for the paging');
  await shows('.player-playing', 'Paused');
  await contact(false);
  await playing(true);
  await shows('.av-rule', 'Plays again after the paging');
});

test('the flow’s rule leaves alone what somebody else has paused or plays', { timeout }, async () => {
  await button('Pause').click();
  await shows('.player-playing', 'Paused');
  await contact(true);
  await shows('.av-rule', 'Nothing to pause');
  await contact(false);
  await shows('.av-rule', 'Waits for the contact');
  await playing(false);

  await button('Play').click();
  await shows('.player-playing', 'Playing');
  await contact(true);
  await shows('.player-playing', 'Paused');
  await button('Play').click();
  await shows('.av-rule', 'Somebody plays on');
  await contact(false);
  await shows('.av-rule', 'Waits for the contact');
  await playing(true);
});

test('the dashboard hears the rules of the host', { timeout }, async () => {
  const set = (value) => client.publishAsync(`${site}/device/door/property/closed/set`, JSON.stringify(value), { qos: 2 });
  await set(true);
  await set(false);
  await shows('.fired', 'Softer while the door is open');
  await shows('.fired', 'rack-1');
  await simulator.playerThat(({ volume }) => volume === 20);
  await page.screenshot({ path: join(screenshots, 'node-red-rule.png') });
});

test('a host that dies takes its devices off the dashboard, and brings them back', { timeout }, async () => {
  await can('pause');
  await host.kill();
  await shows('.player-health', 'lobby: offline');
  await cannot('pause');
  await host.restart();
  await shows('.player-health', 'lobby: ready');
  await can('pause');
});

test('a broker that dies greys the dashboard, and brings it back', { timeout }, async () => {
  await can('pause');
  await broker.kill();
  await shows('.player-health', 'The broker is out of reach');
  await cannot('pause');
  await broker.restart();
  await shows('.player-health', 'lobby: ready');
  await button('Pause').click();
  await playing(false);
});

test('the flow ran unchanged and without complaint, with what the example pins', { timeout }, async () => {
  assert.equal(await readFile(nodeRed.flows, 'utf8'), await readFile(join(example, 'flows.json'), 'utf8'));
  assert.doesNotMatch(nodeRed.log, /\[error\]|\[warn\] \[/);
  const pins = async (folder, key) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))[key];
  const { mqtt: _, ...tested } = await pins(here, 'devDependencies');
  assert.deepEqual(await pins(example, 'dependencies'), tested);
});
