// What people read of rooms and of the site: tabs, cards, headings and the document's title, and a name that changes.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { launch, openContext } from './browser.js';
import { FakeHost, origin } from './fake_host.js';

const player = (id, name) => ({
  id, name, title: 'Spotify player', sign_in: { url: 'link', action: 'sign_in', parameter: 'address', hints: [] },
  properties: {
    song: { type: 'string', title: 'Song', readOnly: true, 'dp:widget': 'title' },
    link: { type: 'string', readOnly: true, 'dp:widget': 'hidden' },
    bass: { type: 'integer', title: 'Bass', readOnly: true, 'dp:widget': 'label' },
  },
  actions: { sign_in: { 'dp:widget': 'hidden', input: { properties: { address: { type: 'string' } } } } },
  values: { song: `Song of ${id}`, bass: 1 },
});
const door = (name) => ({
  id: 'door', name, title: 'Virtual contact', sign_in: null, actions: {}, values: { closed: true },
  properties: { closed: { type: 'boolean', title: 'Closed', readOnly: true, 'dp:widget': 'indicator' } },
});
const devices = () => [player('bar', 'Bar'), player('lobby', 'Lobby'), door('Back door')];

let browser;
let opened;
before(async () => (browser = await launch()));
after(() => browser?.close());
afterEach(() => opened?.context.close());

async function open(address, site = {}, size = { width: 480, height: 320 }) {
  opened = await openContext(browser, { viewport: size });
  const host = await FakeHost.on(opened.context, { title: 'Harbour House', devices: devices(), ...site });
  const page = await opened.context.newPage();
  await page.goto(address);
  return { host, page };
}
const called = (page, title) => page.waitForFunction((wanted) => document.title === wanted, title);
const tabs = (page) => page.locator('.tab').allInnerTexts();

test('two rooms of one plugin are told apart in tabs and cards, and the document is called what is seen', async () => {
  const { page } = await open(`${origin}/`);
  await called(page, 'Bar – Harbour House');
  assert.deepEqual(await tabs(page), ['Bar', 'More', 'Lobby', 'More', 'Back door']);
  await page.getByRole('button', { name: 'Lobby' }).click();
  await called(page, 'Lobby – Harbour House');
  await page.locator('.tab', { hasText: 'More' }).last().click();
  await page.getByRole('heading', { name: 'Lobby' }).waitFor();
  await page.getByRole('link', { name: 'Set up Lobby' }).waitFor();
  await called(page, 'Lobby – Harbour House');
  await page.getByRole('button', { name: 'Back door' }).click();
  await called(page, 'Back door – Harbour House');
  assert.equal(await page.locator('h1').textContent(), 'Harbour House');
  assert.equal(await page.getByText('Spotify player').count(), 0);
});

test('a name that changes is shown at once, on the view that was seen', async () => {
  const { host, page } = await open(`${origin}/`);
  await page.getByRole('button', { name: 'Lobby' }).click();
  const [bar, lobby, back] = host.site.devices;
  host.say({ site: { ...host.site, title: 'Quay House', devices: [bar, { ...lobby, name: 'Hall' }, back] } });
  await called(page, 'Hall – Quay House');
  assert.deepEqual(await tabs(page), ['Bar', 'More', 'Hall', 'More', 'Back door']);
});

test('the set-up pages say which room and which site', async () => {
  const { host, page } = await open(`${origin}/av/setup.html`);
  await called(page, 'Set up – Harbour House');
  await page.getByRole('heading', { name: 'Lobby' }).waitFor();
  await page.goto(`${origin}/av/setup.html?device=bar`);
  await called(page, 'Set up Bar – Harbour House');
  const [bar, ...others] = host.site.devices;
  host.say({ site: { ...host.site, title: '', devices: [{ ...bar, name: 'Saloon' }, ...others] } });
  await called(page, 'Set up Saloon');
});

test('a host that gives no names is shown by the titles of its plugins', async () => {
  const { page } = await open(`${origin}/`, { title: undefined, devices: [player('bar'), door()] });
  await called(page, 'Spotify player');
  assert.deepEqual(await tabs(page), ['Spotify player', 'More', 'Virtual contact']);
});
