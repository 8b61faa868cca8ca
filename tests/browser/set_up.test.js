// The pages around the panel, logging in and setting up, on a host that says what the test wants.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { launch, openContext } from './browser.js';
import { completed, FakeHost, origin } from './fake_host.js';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const setup = `${origin}/av/setup.html`;

let browser;
let opened;
before(async () => (browser = await launch()));
after(() => browser?.close());
afterEach(() => opened?.context.close());

const player = {
  id: 'player', title: 'Player', sign_in: { url: 'link', action: 'sign_in', parameter: 'address', hints: [] },
  properties: {
    name: { type: 'string', title: 'Name', 'dp:widget': 'title', 'dp:attribution': { text: 'From the radio', notes: ['For private use.'] } },
    link: { type: 'string', readOnly: true, 'dp:role': 'set_up', 'dp:widget': 'hidden' },
    used: { type: 'integer', title: 'Used up', 'dp:widget': 'hidden', 'dp:diagnostic': true, 'dp:limit': 'budget' },
    budget: { type: 'integer', title: 'Budget', 'dp:widget': 'hidden', 'dp:diagnostic': true },
    interval_ms: { type: 'integer', unit: 'ms', title: 'Interval', 'dp:widget': 'hidden', 'dp:diagnostic': true },
  },
  actions: { sign_in: { 'dp:role': 'set_up', 'dp:widget': 'hidden' }, diagnostics: { 'dp:role': 'set_up', 'dp:widget': 'hidden' } },
  values: { name: 'Song', used: 250, budget: 1000, interval_ms: 5300 },
  health: 'sign_in_required',
};

async function open(address, site = {}, prepare = () => {}) {
  opened = await openContext(browser);
  const host = await FakeHost.on(opened.context, { devices: [player], ...site });
  await prepare(host);
  const page = await opened.context.newPage();
  await page.goto(address);
  return { host, page };
}

// ---- Roles

test('a panel that operates is not led to where it may not go', async () => {
  const { page } = await open(`${origin}/`, { role: 'operate' });
  await page.locator('.np-title', { hasText: 'Song' }).waitFor();
  await page.getByText('Please ask for help.').first().waitFor();
  assert.equal(await page.getByRole('link', { name: 'Sign in' }).count(), 0);
  assert.equal(await page.getByRole('link', { name: 'Set up' }).count(), 0);
  await page.goto(setup);
  await page.getByText('This panel’s key is for operating only.').waitFor();
  assert.equal(await page.locator('device-diagnosis, .av-log').count(), 0);
});

test('a panel that sets up is led there', async () => {
  const { page } = await open(`${origin}/`, { role: 'set_up' });
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await page.getByRole('heading', { name: 'Set up Player' }).waitFor();
});

test('what only the host can do says so while the connection is lost', async () => {
  const { host, page } = await open(setup, { role: 'set_up', keys: true });
  const press = ['Read the site file again', 'Forget this panel’s key'].map((name) => page.getByRole('button', { name }));
  press.push(page.getByRole('link', { name: 'Support bundle' }));
  const reasons = () => Promise.all(press.map((one) => one.getAttribute('title')));
  await press[0].waitFor();
  assert.deepEqual(await reasons(), [null, null, null]);
  host.door = 1008;
  host.cut();
  await page.getByText('The panel has lost the host.').first().waitFor();
  assert.deepEqual(await reasons(), Array(3).fill('There is no connection to the host.'));
  assert.equal(await press[2].getAttribute('href'), null);
  host.door = 101;
  await page.locator('a[href="/support-bundle"]').waitFor();
  assert.deepEqual(await reasons(), [null, null, null]);
});

test('a role that changes with a new site changes the page', async () => {
  const { host, page } = await open(setup, { role: 'set_up' });
  await page.locator('device-diagnosis').waitFor();
  host.say({ site: { ...host.site, role: 'operate' } });
  await page.getByText('This panel’s key is for operating only.').waitFor();
});

test('dark or light is the system’s choice, or the page’s', async () => {
  const { page } = await open(`${origin}/`);
  const brightness = async (colorScheme, address) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(address);
    await page.locator('.np-title').waitFor();
    const colour = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    return Number(/\d+/.exec(colour)[0]) > 128 ? 'light' : 'dark';
  };
  assert.equal(await brightness('dark', `${origin}/`), 'dark');
  assert.equal(await brightness('light', `${origin}/`), 'light');
  assert.equal(await brightness('dark', `${origin}/?theme=light`), 'light');
  assert.equal(await brightness('light', `${origin}/?theme=dark`), 'dark');
});

// ---- Health

test('budget, interval and status of each device', async () => {
  const { page } = await open(setup);
  const device = page.locator('device-diagnosis');
  await device.getByText('Not signed in', { exact: true }).waitFor();
  await device.getByText('5.3 s').waitFor();
  const meter = device.getByRole('meter', { name: 'Used up' });
  assert.equal(await meter.getAttribute('aria-valuetext'), '250 of 1000');
  assert.equal(await device.getByText('Budget').count(), 0); // it stands beside what it bounds
});

test('what a device says of its inside becomes tables', async () => {
  const { host, page } = await open(`${setup}?device=player`);
  host.answers = (line) => (line.invoke === 'diagnostics' ? [completed(line, 'ok', '', {
    versions: { plugin: '1.0' },
    transactions: [{ at: 1_700_000_000_000, method: 'GET', path: '/me', took_ms: 12 }, { method: 'PUT', failure: 'reset' }],
  })] : null);
  await page.getByRole('button', { name: 'Look inside' }).click();
  const table = page.getByRole('table', { name: 'Transactions' });
  assert.deepEqual(await table.getByRole('columnheader').allInnerTexts(), ['At', 'Method', 'Path', 'Took', 'Failure']);
  assert.match(await table.getByRole('row').nth(1).innerText(), /2023.*GET.*\/me.*12 ms/);
  assert.match(await table.getByRole('row').nth(2).innerText(), /PUT.*—.*reset/);
  await page.getByText('Plugin').waitFor();
  host.answers = (line) => (line.invoke ? [completed(line, 'busy', 'Not now.')] : null);
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByText('Not now.').waitFor();
});

test('the licence of what is shown', async () => {
  const { page } = await open(`${setup}?device=player`);
  await page.getByText('For private use.').waitFor();
});

test('a device that does not exist', async () => {
  const { page } = await open(`${setup}?device=plaier`);
  await page.getByText('device="plaier": the site has no such device; did you mean “player”?').waitFor();
});

// ---- Rules

test('rules and what came of them', async () => {
  const rule = { name: 'Closing time', when: 'At 18:00 on weekdays.', fired: 0, last_at: null, last: '' };
  const { host, page } = await open(setup, {}, (one) => {
    one.answers = (line) => (line.rules ? [{ rules: [rule] }] : null);
  });
  await page.getByText('Has not fired since the host was started.').waitFor();
  await page.getByText('At 18:00 on weekdays.').waitFor();
  host.say({ rules: [{ ...rule, fired: 2, last_at: Date.now(), last: 'Faded out and paused.' }] });
  await page.getByText(/Fired 2 times, last .+: Faded out and paused\./).waitFor();
  host.say({ rule: 'Closing time', at: Date.now(), because: 'it was 18:00', text: 'invoke lobby.pause' });
  await page.getByText('it was 18:00, so: invoke lobby.pause').waitFor();
  host.say({ rules: [] });
  await page.getByText('This site has no rules.').waitFor();
});

// ---- Log

const logged = (page) => page.locator('.av-log > div:not([hidden])').allInnerTexts();

test('the log by level, as it grows, and anew after a lost connection', async () => {
  const line = (level, text) => ({ log: { at: Date.now(), level, text } });
  const { host, page } = await open(setup, {}, (one) => {
    one.answers = (asked) => (asked.log ? [line('info', 'first <b>line</b>'), line('debug', 'a detail')] : null);
  });
  await page.getByText('first <b>line</b>').waitFor(); // text, never markup
  assert.equal((await logged(page)).length, 1);
  host.say(line('error', 'it broke'));
  await page.getByText('it broke').waitFor();
  await page.getByLabel('Show').selectOption('error');
  assert.match((await logged(page)).join('\n'), /^\d\d:\d\d:\d\d error it broke$/);
  await page.getByLabel('Show').selectOption('debug');
  assert.equal((await logged(page)).length, 3);
  host.cut();
  await host.line((asked) => asked.log && host.heard.filter((one) => one.log).length === 2);
  await page.waitForFunction(() => document.querySelectorAll('.av-log > div').length === 2);
});

test('a log that never ends does not fill the page', async () => {
  const { host, page } = await open(setup, {}, (one) => (one.answers = (asked) => (asked.log ? [] : null)));
  await page.getByText('Nothing has been logged yet.').waitFor();
  for (let i = 0; i < 1200; ++i) {
    host.say({ log: { at: 0, level: 'info', text: `line ${i}` } });
  }
  await page.getByText('line 1199').waitFor();
  assert.equal(await page.locator('.av-log > div').count(), 1000);
});

test('a host that knows nothing of all this', async () => {
  const { page } = await open(setup, {}, (host) => {
    host.answers = (line) => (line.log || line.rules || line.reload ? [{ error: 'expected another key', line: JSON.stringify(line) }] : null);
  });
  await page.getByText('This host does not tell its log.').waitFor();
  await page.getByText('This host does not tell of its rules.').waitFor();
  await page.getByRole('button', { name: 'Read the site file again' }).click();
  await page.getByText('This host reads its site file at its start only.').waitFor();
});

// ---- The host

test('the site file is read again, and every mistake shown', async () => {
  const { host, page } = await open(setup, { version: '4.2' });
  await page.getByText('Version of the host: 4.2').waitFor();
  const button = page.getByRole('button', { name: 'Read the site file again' });
  await button.click();
  await host.line((line) => line.reload === true);
  host.say({ reload: 'failed', text: 'site.json:3:5: expected a text\nsite.json:9:1: no such plugin' });
  await page.getByText('site.json:9:1: no such plugin').waitFor();
  await button.click();
  host.say({ site: { devices: [{ id: 'other', title: 'Another', properties: {}, actions: {} }] } });
  host.say({ reload: 'ok', text: 'One device is new.' });
  await page.getByRole('heading', { name: 'Another' }).waitFor();
});

test('a support bundle to take away', async () => {
  const { page } = await open(setup, {}, (host) => host.served.set('/support-bundle', () => ({
    contentType: 'application/json', body: '{}', headers: { 'Content-Disposition': 'attachment; filename="bundle.json"' },
  })));
  const [download] = await Promise.all([
    page.waitForEvent('download'), page.getByRole('link', { name: 'Support bundle' }).click(),
  ]);
  assert.equal(download.suggestedFilename(), 'bundle.json');
});

// ---- Keys

/** A host that shows nothing but the login page without a cookie, and knows one key. */
async function lock(host, { wait = 0 } = {}) {
  const loginPage = await readFile(resolve(here, '../../sdk-shim/avhost/web/login.html'), 'utf8');
  const tried = [];
  let inside = false;
  host.served.set('/login', (request) => {
    const key = new URLSearchParams(request.postData()).get('key');
    tried.push([request.method(), request.headers()['content-type'], key]);
    if (wait > 0 && tried.length > 1) {
      return { status: 429, headers: { 'Retry-After': String(wait) }, contentType: 'application/json', body: '{"error":"Too many wrong keys."}' };
    }
    inside = key === 'right';
    return inside ? { status: 204 } : { status: 403, contentType: 'application/json', body: '{"error":"This is no key of this panel."}' };
  });
  const page = host.served.get('/');
  host.served.set('/', (request) => (inside ? page?.(request) : { status: 401, contentType: 'text/html', body: loginPage }));
  host.served.set('/ws', () => ({ status: inside ? 426 : 401 }));
  return { tried, expire: () => (inside = false) };
}

test('a key is asked for, and a wrong one refused', async () => {
  let gate;
  const { page } = await open(`${origin}/`, {}, async (host) => (gate = await lock(host)));
  await page.getByLabel('Panel key').fill(' wrong ');
  await page.getByRole('button', { name: 'Open the panel' }).click();
  await page.getByText('This is no key of this panel.').waitFor();
  assert.equal(await page.getByLabel('Panel key').inputValue(), '');
  await page.getByLabel('Panel key').fill('right');
  await page.keyboard.press('Enter');
  await page.locator('.np-title', { hasText: 'Song' }).waitFor();
  assert.match(gate.tried[0][1], /^application\/x-www-form-urlencoded/);
  assert.deepEqual(gate.tried.map(([method, , key]) => [method, key]), [['POST', 'wrong'], ['POST', 'right']]);
});

test('a key in the address goes to the host, and out of the address', async () => {
  const { page } = await open(`${origin}/#key=right`, {}, (host) => lock(host));
  await page.locator('.np-title', { hasText: 'Song' }).waitFor();
  assert.equal(page.url(), `${origin}/`);
  assert.ok(!(await page.content()).includes('right'));
});

test('a panel that is open takes another key from the address, too', async () => {
  const posted = [];
  const { page } = await open(`${origin}/?theme=dark#key=another`, {}, (host) => host.served.set('/login', (request) => {
    posted.push(request.postData());
    return { status: 204 };
  }));
  await page.locator('.np-title', { hasText: 'Song' }).waitFor();
  assert.equal(page.url(), `${origin}/?theme=dark`);
  assert.deepEqual(posted, ['key=another']);
});

test('after too many wrong keys the form waits as long as it is told', async () => {
  const { page } = await open(`${origin}/`, {}, (host) => lock(host, { wait: 2 }));
  for (let i = 0; i < 2; ++i) {
    await page.getByLabel('Panel key').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: /\S/ }).waitFor();
    if (i === 0) {
      await page.locator('button:not([aria-disabled])').waitFor();
    }
  }
  await page.getByRole('button', { name: 'Wait 2 s' }).waitFor();
  await page.getByRole('button', { name: 'Open the panel' }).waitFor();
});

test('a key that is no longer taken leads to the login page', async () => {
  let gate;
  const { host, page } = await open(`${origin}/#key=right`, {}, async (one) => (gate = await lock(one)));
  await page.locator('.np-title', { hasText: 'Song' }).waitFor();
  gate.expire();
  host.door = 401;
  host.cut();
  await page.getByLabel('Panel key').waitFor();
});

test('a key that is put into the address of an open page is taken, and the page is that of its role', async () => {
  const posted = [];
  const { page } = await open(`${origin}/`, {}, (host) => host.served.set('/login', (request) => {
    posted.push(request.postData());
    return { status: 204 };
  }));
  await page.locator('.np-title', { hasText: 'Song' }).waitFor();
  const loaded = page.waitForEvent('load');
  await page.evaluate(() => (location.hash = '#key=another'));
  await loaded;
  assert.equal(page.url(), `${origin}/`);
  assert.deepEqual(posted, ['key=another']);
});

test('a key that is put into the address of the open login page is taken', async () => {
  const { page } = await open(`${origin}/`, {}, (host) => lock(host));
  await page.getByLabel('Panel key').waitFor();
  await page.evaluate(() => (location.hash = '#key=right'));
  await page.locator('.np-title', { hasText: 'Song' }).waitFor();
});

test('where the host asks for no keys there is none to be forgotten', async () => {
  const { page } = await open(setup);
  await page.getByRole('button', { name: 'Read the site file again' }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Forget this panel’s key' }).count(), 0);
});

test('a key can be forgotten', async () => {
  const { page } = await open(setup, { keys: true }, (host) => host.served.set('/logout', (request) => ({ status: request.method() === 'POST' ? 204 : 405 })));
  await page.getByRole('button', { name: 'Forget this panel’s key' }).click();
  await page.waitForURL(`${origin}/`);
});
