// A sign-in as a person does it: a real browser, the panel, and the simulator's login and consent pages. Needs Chromium
// (CHROMIUM names another than /usr/bin/chromium) and the programs in ../../build/bin (BIN_DIR names another folder).
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { launch, patience } from './browser.js';
import { closedPort, demoConfig, Host, Simulator } from './programs.js';

let browser;
let simulator;
let host;
let context;
let page; // with the panel
let console; // what the panel's pages wrote there

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

beforeEach(async () => {
  simulator = await Simulator.start();
  context = await browser.newContext({ ignoreHTTPSErrors: true, permissions: ['clipboard-read', 'clipboard-write'] });
  context.setDefaultTimeout(patience);
  page = await context.newPage();
  console = [];
  page.on('console', (message) => console.push(message.text()));
  page.on('pageerror', (problem) => console.push(String(problem)));
});
afterEach(async () => {
  await context?.close();
  await host?.end();
  await simulator?.end();
  host = undefined;
});

const startHost = (redirectUri, port) => Host.start({
  devices: [{ id: 'lobby', plugin: 'spotify', config: demoConfig(simulator, { redirect_uri: redirectUri }) }], port,
});

/** Starts the host with this redirect URI, which the app in the dashboard has too, and opens the set-up page. */
async function setUp(redirectUri, registered = redirectUri, port = 0) {
  await simulator.control('PATCH', '/apps/demo-client', { redirect_uris: [registered] });
  host = await startHost(redirectUri, port);
  await page.goto(`${host.panel}/av/setup.html?device=lobby`);
  await page.getByRole('link', { name: 'Open the sign-in page' }).waitFor();
}

/** Follows the link as a person does; the new tab. */
async function followLink() {
  const [tab] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: 'Open the sign-in page' }).click(),
  ]);
  return tab;
}

/** Clicks through the login and the consent page, up to the given decision. */
async function decide(tab, decision) {
  await tab.getByRole('button', { name: 'demo', exact: true }).click();
  await tab.getByRole('button', { name: decision, exact: true }).click();
}

/** The address of a page that cannot be shown, out of the address bar. */
async function addressOfDeadPage(tab) {
  await tab.waitForURL((url) => url.protocol === 'chrome-error:');
  const session = await context.newCDPSession(tab);
  const { entries, currentIndex } = await session.send('Page.getNavigationHistory');
  return entries[currentIndex].url;
}

async function paste(address) {
  await page.bringToFront(); // a tab in the background is drawn once a second
  await page.getByLabel('Address after consent').fill(address);
  await page.getByRole('button', { name: 'Complete sign-in' }).click();
}

/** Waits for an outcome of the steps, and returns its sentence. */
async function outcome(kind) {
  const sentence = page.locator(`.av-steps .av-outcome[data-outcome="${kind}"]`);
  await sentence.filter({ hasNotText: 'One moment' }).filter({ hasText: /\S/ }).waitFor();
  return sentence.textContent();
}

const anotherLinkThan = (old) => page.waitForFunction(
  (before) => ![before, undefined].includes(document.querySelector('.av-steps a[href^="https:"]')?.href), old);

const nobodySignedIn = () => page.locator('av-status[data-state="sign_in_required"]').waitFor();

async function seeTrackOnPanel() {
  const { track_name: track } = await simulator.control('GET', '/accounts/demo');
  assert.ok(track);
  await page.getByRole('link', { name: 'Back to the panel' }).click();
  await page.locator('.np-title', { hasText: track }).waitFor();
}

test('a person brings the address of a page that cannot be shown', async () => {
  await setUp(`https://127.0.0.1:${await closedPort()}/callback`);
  await nobodySignedIn();
  const tab = await followLink();
  await page.getByText('The controller cannot wait for the browser now.').waitFor();
  await decide(tab, 'Agree');
  const address = await addressOfDeadPage(tab);
  const code = new URL(address).searchParams.get('code');
  assert.ok(code);
  await paste(address);
  await outcome('ok');
  await page.getByText(/Signed in until .+\./).waitFor();
  assert.equal(await page.getByLabel('Address after consent').inputValue(), '');
  assert.ok(!(await page.content()).includes(code), 'the page keeps what was pasted');
  assert.ok(!host.log.includes(code), 'the log has what was pasted');
  assert.deepEqual(console, []);
  await seeTrackOnPanel();
});

test('a browser on the controller itself needs nothing pasted', async () => {
  const port = await closedPort();
  await setUp(`http://127.0.0.1:${port}/callback`, 'http://127.0.0.1/callback');
  const tab = await followLink();
  await page.getByText('Waiting for the browser to come back').waitFor();
  await decide(tab, 'Agree');
  await tab.getByText('It worked.').waitFor();
  assert.equal(new URL(tab.url()).host, `127.0.0.1:${port}`);
  await page.bringToFront();
  await page.getByText(/Signed in until .+\./).waitFor();
  await page.locator('.av-wait .av-outcome[data-outcome="ok"]').waitFor();
  assert.deepEqual(console, []);
  await seeTrackOnPanel();
});

test('a browser on another computer gets the link by copying', async () => {
  await setUp(`http://127.0.0.1:${await closedPort()}/callback`, 'http://127.0.0.1/callback');
  await page.getByRole('button', { name: 'Copy the link' }).click();
  await page.getByText('Copied.').waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(link, await page.getByRole('link', { name: 'Open the sign-in page' }).getAttribute('href'));
  const elsewhere = await context.newPage();
  await elsewhere.goto(link);
  await decide(elsewhere, 'Agree');
  const address = await addressOfDeadPage(elsewhere);
  await page.bringToFront();
  await page.getByLabel('Address after consent').fill(`  ${address.slice(0, 40)}\n${address.slice(40)} `);
  await page.getByLabel('Address after consent').press('Enter');
  await outcome('ok');
  await page.getByText(/Signed in until .+\./).waitFor();
});

test('Cancel on the consent page gets a sentence, and a new link leads to another try', async () => {
  await setUp(`https://127.0.0.1:${await closedPort()}/callback`);
  const link = page.getByRole('link', { name: 'Open the sign-in page' });
  const first = await link.getAttribute('href');
  const tab = await followLink();
  await decide(tab, 'Cancel');
  const address = await addressOfDeadPage(tab);
  assert.match(address, /error=access_denied/);
  await paste(address);
  const sentence = await outcome('refused');
  assert.match(sentence, /\w+ \w+/);
  await nobodySignedIn();
  await anotherLinkThan(first);

  const again = await followLink();
  await again.getByRole('button', { name: 'Agree', exact: true }).click(); // logged in already
  await paste(await addressOfDeadPage(again));
  await outcome('ok');
});

test('waiting for the browser can be stopped and begun again', async () => {
  await setUp(`http://127.0.0.1:${await closedPort()}/callback`, 'http://127.0.0.1/callback');
  const begin = page.getByRole('button', { name: /wait for it/ });
  const stop = page.getByRole('button', { name: 'Stop waiting' });
  for (let i = 0; i < 2; ++i) {
    await begin.click();
    await page.getByText('Waiting for the browser to come back').waitFor();
    await stop.click();
    await stop.waitFor({ state: 'hidden' });
  }
});

test('a page outlives its host, and goes on with the next one', async () => {
  const redirectUri = `https://127.0.0.1:${await closedPort()}/callback`;
  const port = await closedPort();
  await setUp(redirectUri, redirectUri, port);
  const first = await page.getByRole('link', { name: 'Open the sign-in page' }).getAttribute('href');
  await host.end();
  await page.getByText('The panel has lost the host.').waitFor();
  await paste('https://example.org/?code=x');
  assert.match(await outcome('refused'), /no connection/);
  assert.notEqual(await page.getByLabel('Address after consent').inputValue(), ''); // nothing was tried with it

  host = await startHost(redirectUri, port);
  await anotherLinkThan(first);
  const tab = await followLink();
  await decide(tab, 'Agree');
  await paste(await addressOfDeadPage(tab));
  await outcome('ok');
});

test('signing out asks first, and the panel leads back to the sign-in', async () => {
  await setUp(`https://127.0.0.1:${await closedPort()}/callback`);
  const tab = await followLink();
  await decide(tab, 'Agree');
  await paste(await addressOfDeadPage(tab));
  await page.getByText(/Signed in until .+\./).waitFor();

  const signOut = page.getByRole('button', { name: 'Sign out' });
  const dialog = page.getByRole('dialog', { name: /Sign out of/ });
  await signOut.click();
  await dialog.getByRole('button', { name: 'Stay signed in' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByText(/Signed in until .+\./).waitFor();
  await signOut.click();
  await dialog.getByRole('button', { name: 'Sign out' }).click();
  await nobodySignedIn();

  await page.getByRole('link', { name: 'Back to the panel' }).click();
  await page.getByRole('link', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(/\/av\/setup\.html\?device=lobby$/);
  assert.deepEqual(console, []);
});
