// What the elements do, one by one, on a host that says what the test wants.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { launch, openContext } from './browser.js';
import { completed, FakeHost, origin, pageOf } from './fake_host.js';

let browser;
let opened;
before(async () => (browser = await launch()));
after(() => browser?.close());
afterEach(() => opened?.context.close());

const number = { type: 'integer', minimum: 0, maximum: 100, unit: 'percent' };
const amplifier = {
  id: 'amp', title: 'Amplifier', sign_in: null,
  properties: {
    volume: { ...number, title: 'Volume', 'dp:enabled': 'can_set_volume' },
    power: { type: 'boolean', title: 'Power', 'dp:enabled': 'can_power' },
    can_set_volume: { type: 'boolean', readOnly: true },
    can_power: { type: 'boolean', readOnly: true },
    temperature: { type: 'number', readOnly: true, title: 'Temperature' },
    inputs: {
      type: 'array', title: 'Inputs',
      items: { type: 'object', properties: { label: { type: 'string' }, id: { type: 'string' }, on: { type: 'boolean' }, broken: { type: 'boolean' } } },
      'dp:list': { primary: 'label', mark: 'on', lock: 'broken', action: 'choose', param: 'input', from: 'id' },
    },
    scenes: { type: 'array', title: 'Scenes', items: { type: 'string' } },
  },
  actions: {
    restart: { title: 'Restart', 'dp:enabled': 'can_power' },
    louder: { title: 'Louder', 'dp:repeatable': true },
    choose: { title: 'Choose', input: { required: ['input'], properties: { input: { type: 'string' } } } },
  },
  values: {
    volume: 20, power: false, can_set_volume: true, can_power: true, temperature: 31.5,
    inputs: [{ label: 'Disc', id: 'cd', on: true }, { label: 'Radio', id: 'tuner' }, { label: 'Tape', id: 'tape', broken: true }],
    scenes: ['Dinner'],
  },
};

/** A page with these elements, on a host with the amplifier. */
async function show(body, { device = amplifier, ...site } = {}) {
  opened = await openContext(browser);
  const host = await FakeHost.on(opened.context, { devices: [device], pages: { '/test.html': pageOf(body) }, ...site });
  const page = await opened.context.newPage();
  await page.goto(`${origin}/test.html`);
  await page.waitForFunction(async () => (await import('/av/panel.js')).store.devices.get('amp')?.revision === 1);
  return { host, page };
}

let revision = 1;
const change = (host, properties) => host.say({ device: 'amp', from: 2, revision: ++revision, at: Date.now(), properties });

/** Puts a finger on a slider at this share of its width. */
async function grasp(page, share) {
  const box = await page.locator('av-slider input').boundingBox();
  const at = (one) => box.x + 8 + (box.width - 16) * one;
  await page.mouse.move(at(share), box.y + box.height / 2);
  await page.mouse.down();
  return { to: (one) => page.mouse.move(at(one), box.y + box.height / 2, { steps: 12 }), release: () => page.mouse.up() };
}

const writes = (host) => host.heard.filter((line) => line.write === 'volume');
const shown = (page) => page.locator('av-slider .av-value').textContent();

test('a name that does not exist is told where it stands, with the one that was meant', async () => {
  const { page } = await show(`<av-label bind="amp.temprature"></av-label> <av-button action="amp.restrt"></av-button>
    <av-slider bind="apm.volume"></av-slider> <av-toggle bind="amp.volume"></av-toggle> <av-list bind="amp.volume"></av-list>
    <av-slider bind="amp.temperature"></av-slider> <av-progress bind="amp.restart"></av-progress> <av-image bind="volume"></av-image>
    <av-button action="amp.choose" params='{"inptu":"cd"}'></av-button> <now-playing device="apm"></now-playing>
    <av-list bind="amp.inputs" primary="name"></av-list>`);
  assert.deepEqual(await page.locator('.av-fault').allTextContents(), [
    'bind="amp.temprature": “amp” has no property “temprature”; did you mean “temperature”?',
    'action="amp.restrt": “amp” has no action “restrt”; did you mean “restart”?',
    'bind="apm.volume": the site has no device “apm”; did you mean “amp”?',
    'bind="amp.volume": a switch needs a boolean property',
    'bind="amp.volume": a list needs a property that is an array',
    'bind="amp.temperature": this property cannot be written',
    'bind="amp.restart": “amp” has no property “restart”; that is an action',
    'bind="volume": expected device.property',
    'params: “choose” has no parameter “inptu”; did you mean “input”?',
    'device="apm": the site has no such device; did you mean “amp”?',
    '“inputs” has no field “name” in its rows',
  ]);
});

test('what is dragged is shown at once, sent now and then and in the end, and does not jump back', async () => {
  const { host, page } = await show('<av-slider bind="amp.volume"></av-slider>');
  assert.equal(await shown(page), '20 %');
  const moments = [];
  host.answers = (line) => (line.write === 'volume' ? (moments.push(Date.now()), []) : null); // nothing is answered
  const finger = await grasp(page, 0.2);
  for (const share of [0.4, 0.6, 0.8, 0.5, 0.9, 1]) {
    await finger.to(share);
  }
  assert.equal(await shown(page), '100 %');
  change(host, { volume: 33 }); // an echo of something before
  await finger.release();
  await host.line((line) => line.write === 'volume' && line.value === 100);
  assert.equal(await shown(page), '100 %');
  assert.equal(writes(host).at(-1).value, 100);
  assert.ok(writes(host).length < 72, 'each of the 72 moves was sent');
  for (const line of writes(host)) {
    host.say(completed(line));
  }
  await page.getByText('33 %').waitFor(); // what the host said last
});

test('a value that is refused goes back, with the reason', async () => {
  const { host, page } = await show('<av-slider bind="amp.volume"></av-slider>');
  host.answers = (line) => (line.write ? [completed(line, 'forbidden', 'The ceiling is 30 %.')] : null);
  const finger = await grasp(page, 0.8);
  await finger.release();
  await page.getByRole('alert').filter({ hasText: 'The ceiling is 30 %.' }).waitFor();
  assert.equal(await shown(page), '20 %');
  assert.equal(await page.locator('av-slider input').inputValue(), '20');
});

test('a slider by the keyboard, in steps of its manifest', async () => {
  const { host, page } = await show('<av-slider bind="amp.volume"></av-slider>');
  const slider = page.getByRole('slider', { name: 'Volume' });
  await slider.focus();
  for (const [key, value] of [['ArrowRight', 21], ['ArrowLeft', 20], ['End', 100], ['Home', 0]]) {
    await page.keyboard.press(key);
    const line = await host.line((one) => one.write === 'volume' && one.value === value);
    assert.equal(await slider.getAttribute('aria-valuetext'), `${value} %`);
    change(host, { volume: value });
    host.say(completed(line));
    await page.locator('av-slider:not([data-busy])').waitFor();
    assert.equal(await slider.inputValue(), String(value));
  }
});

test('a finger that rests keeps the knob, whatever the host says meanwhile', async () => {
  const { host, page } = await show('<av-slider bind="amp.volume"></av-slider>');
  host.answers = (line) => (line.write ? [completed(line)] : null);
  const finger = await grasp(page, 0.7);
  const { value } = await host.line((line) => line.write === 'volume');
  change(host, { volume: 5, temperature: 40 });
  await page.waitForFunction(async () => (await import('/av/panel.js')).store.devices.get('amp').values.temperature === 40);
  assert.equal(await shown(page), `${value} %`);
  await finger.release();
  await host.line((line) => line.write === 'volume' && line !== writes(host)[0]); // it is meant against the host's own 5
  assert.equal(writes(host).at(-1).value, value);
});

test('what the device cannot do now is greyed, and comes back', async () => {
  const { host, page } = await show('<av-slider bind="amp.volume"></av-slider> <av-toggle bind="amp.power"></av-toggle> <av-button action="amp.restart"></av-button>');
  const button = page.getByRole('button', { name: 'Restart' });
  const toggle = page.getByRole('switch', { name: 'Power' });
  const slider = page.getByRole('slider');
  assert.ok(await slider.isEnabled());
  change(host, { can_set_volume: false, can_power: false });
  await page.locator('av-slider input:disabled').waitFor();
  for (const one of [button, toggle]) {
    assert.equal(await one.getAttribute('aria-disabled'), 'true');
    await one.click({ force: true });
  }
  change(host, { can_set_volume: true, can_power: null }); // not known is no reason
  await page.locator('av-slider input:enabled').waitFor();
  assert.equal(await button.getAttribute('aria-disabled'), null);
  assert.deepEqual(host.heard.filter((line) => line.invoke || line.write), []);
});

test('what cannot be pressed says why: to a pointer, to a screen reader and to a finger', async () => {
  const device = {
    ...amplifier,
    properties: { ...amplifier.properties, can_power: { type: 'boolean', readOnly: true, 'dp:words': { false: 'It cools down first.' } } },
    values: { ...amplifier.values, can_power: false, can_set_volume: false, power: null },
  };
  const { host, page } = await show(`<av-button action="amp.restart"></av-button> <av-toggle bind="amp.power"></av-toggle>
    <av-slider bind="amp.volume"></av-slider> <av-list bind="amp.inputs"></av-list>`, { device, role: 'operate' });
  const [button, toggle, slider] = [page.getByRole('button', { name: 'Restart' }), page.getByRole('switch'), page.getByRole('slider')];
  const row = page.getByRole('button', { name: 'Radio' });
  const tape = page.getByRole('button', { name: 'Tape' });
  const reasons = async () => Promise.all([button, toggle, slider, row, tape].map((one) => one.getAttribute('title')));
  assert.deepEqual(await reasons(), ['It cools down first.', 'It cools down first.', 'Not possible at the moment.', null, 'This one cannot be chosen from here.']);
  const bubble = (text) => page.getByRole('alert').filter({ hasText: text }).waitFor();
  await button.click({ force: true });
  await bubble('It cools down first.');
  await page.locator('av-slider').click({ position: { x: 100, y: 20 } });
  await bubble('Not possible at the moment.');
  await tape.click({ force: true });
  await bubble('This one cannot be chosen from here.');
  change(host, { can_power: true, can_set_volume: true });
  await page.locator('av-slider input:enabled').waitFor();
  assert.deepEqual(await reasons(), [null, 'Not known.', null, null, 'This one cannot be chosen from here.']);
  assert.equal(await toggle.getAttribute('aria-disabled'), 'true'); // which way it would switch is not known
  change(host, { power: true });
  await page.locator('av-toggle button:not([aria-disabled])').waitFor();
  host.say({ device: 'amp', health: 'failed', cause: 'psu', text: 'Rail 2 at /dev/hwmon1 is down' });
  await page.locator('av-slider input:disabled').waitFor();
  assert.deepEqual(await reasons(), Array(5).fill('Out of order. Please ask for help.'));
  await row.click({ force: true });
  await bubble('Out of order. Please ask for help.');
  host.door = 1008;
  host.cut();
  await page.locator('av-list[stale]').waitFor();
  assert.deepEqual(await reasons(), Array(5).fill('There is no connection at the moment.'));
  assert.deepEqual(host.heard.filter((line) => line.invoke || line.write), []);
});

test('a status has a sentence for guests, and the device’s own for who sets up', async () => {
  const text = 'Rail 2 at /dev/hwmon1 is down';
  const { host, page } = await show('<av-status device="amp"></av-status>', { device: { ...amplifier, health: 'failed', text }, role: 'operate' });
  await page.getByText('Please ask for help.').waitFor();
  assert.equal(await page.locator('.av-word').innerText(), 'Out of order');
  assert.equal(await page.getByText(text).count(), 0);
  host.say({ site: { ...host.site, role: 'set_up' } });
  await page.getByText(text).waitFor();
});

test('words of the manifest stand for values', async () => {
  const said = { true: 'Closed', false: 'Open' };
  const device = {
    ...amplifier, values: { door: false, lamp: true, mode: 'ctx' },
    properties: {
      door: { type: 'boolean', title: 'Door', 'dp:words': said }, lamp: { type: 'boolean', readOnly: true, title: 'Lamp', 'dp:words': { true: 'Lit' } },
      mode: { type: 'string', title: 'Mode', 'dp:words': { ctx: 'All' } },
    },
  };
  const { page } = await show(`<av-toggle bind="amp.door"></av-toggle> <av-indicator bind="amp.lamp"></av-indicator> <av-label bind="amp.mode"></av-label>
    <av-button action="amp.louder" state-bind="amp.mode"></av-button>`, { device });
  assert.equal(await page.locator('av-toggle .av-state').innerText(), 'Open');
  assert.match(await page.locator('av-indicator').innerText(), /^Lamp\s*Lit$/);
  assert.equal(await page.locator('av-label').innerText(), 'All');
  assert.match(await page.locator('av-button').innerText(), /Louder\s*·?\s*All/);
});

test('a device says which rule made it so, until it is otherwise', async () => {
  const because = [{ property: 'power', rule: 'Night', text: 'Switched off by the rule “Night”' }];
  const { host, page } = await show('<av-because device="amp"></av-because> <av-because device="apm"></av-because>', { device: { ...amplifier, because } });
  await page.getByText('Switched off by the rule “Night”').waitFor();
  await page.getByText('did you mean “amp”?').waitFor();
  host.say({ device: 'amp', because: [] });
  await page.locator('av-because').first().waitFor({ state: 'hidden' });
});

test('a press counts once while it is under way, unless presses add up', async () => {
  const { host, page } = await show('<av-button action="amp.restart"></av-button> <av-button action="amp.louder"></av-button>');
  const [restart, louder] = [page.getByRole('button', { name: 'Restart' }), page.getByRole('button', { name: 'Louder' })];
  await restart.dblclick();
  assert.equal(await restart.getAttribute('aria-busy'), 'true');
  await louder.click({ clickCount: 3 });
  await host.line((line) => line.invoke === 'louder');
  const of = (name) => host.heard.filter((line) => line.invoke === name);
  await page.waitForFunction(() => document.querySelectorAll('[aria-busy]').length === 2);
  assert.deepEqual([of('restart').length, of('louder').length], [1, 3]);
  host.say(completed(of('restart')[0], 'timeout', 'The amplifier does not answer.'));
  await page.getByRole('alert').filter({ hasText: 'The amplifier does not answer.' }).waitFor();
  assert.equal(await restart.getAttribute('aria-busy'), null);
  of('louder').slice(0, 2).forEach((line) => host.say(completed(line)));
  change(host, { temperature: 50 });
  await page.waitForFunction(async () => (await import('/av/panel.js')).store.devices.get('amp').values.temperature === 50);
  assert.equal(await louder.getAttribute('aria-busy'), 'true'); // the third
  host.say(completed(of('louder')[2]));
  await page.waitForFunction(() => document.querySelectorAll('[aria-busy]').length === 0);
});

test('what is to be confirmed takes a second press', async () => {
  const { host, page } = await show('<av-button action="amp.restart" confirm="Really?">Restart it</av-button>');
  await page.getByRole('button', { name: 'Restart it' }).click();
  await page.getByRole('button', { name: 'Really?' }).waitFor();
  assert.deepEqual(host.heard.filter((line) => line.invoke), []);
  await page.getByRole('button', { name: 'Really?' }).click();
  await host.line((line) => line.invoke === 'restart');
  await page.getByRole('button', { name: 'Restart it' }).waitFor();
});

test('a row of a list hands its field to an action', async () => {
  const { host, page } = await show('<av-list bind="amp.inputs"></av-list> <av-list bind="amp.scenes" action="amp.choose" param="input"></av-list>');
  assert.deepEqual(await page.locator('av-list').first().locator('li').allInnerTexts(), ['Disc\nActive', 'Radio', 'Tape']);
  await page.getByRole('button', { name: 'Radio' }).click();
  const line = await host.line(({ invoke }) => invoke === 'choose');
  assert.deepEqual(line.params, { input: 'tuner' });
  assert.equal(await page.getByRole('button', { name: 'Radio' }).getAttribute('aria-busy'), 'true');
  host.say(completed(line, 'remote', 'No such input.'));
  await page.getByRole('alert').filter({ hasText: 'No such input.' }).waitFor();
  await page.getByRole('button', { name: 'Tape' }).click({ force: true }); // locked
  await page.getByRole('button', { name: 'Dinner' }).click();
  await host.line(({ invoke, params }) => invoke === 'choose' && params.input === 'Dinner');
  assert.ok(!host.heard.some(({ params }) => params?.input === 'tape'));
});

test('the second line of a row does not repeat the first', async () => {
  const device = { ...amplifier, values: { inputs: [{ label: 'Disc', id: 'cd' }, { label: 'Tape', id: 'Tape' }, { label: 'Radio' }] } };
  const { page } = await show('<av-list bind="amp.inputs" secondary="id"></av-list>', { device });
  assert.deepEqual(await page.locator('li').allInnerTexts(), ['Disc\ncd', 'Tape', 'Radio']);
});

test('rows come and go without taking the focus along', async () => {
  const { host, page } = await show('<av-list bind="amp.inputs"></av-list>');
  await page.getByRole('button', { name: 'Radio' }).focus();
  change(host, { inputs: [{ label: 'Disc', id: 'cd' }, { label: 'Radio', id: 'tuner', on: true }] });
  await page.locator('li', { hasText: 'Active' }).filter({ hasText: 'Radio' }).waitFor();
  assert.equal(await page.locator(':focus').innerText(), 'Radio\nActive');
  change(host, { inputs: [] });
  await page.getByText('Nothing here').waitFor();
  change(host, { inputs: null });
  await page.getByText('Not known').waitFor();
});

test('a panel is watched while it is seen', async () => {
  const { host, page } = await show('<av-label bind="amp.volume"></av-label>');
  const hide = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => value });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  const levels = () => host.heard.filter((line) => line.attention).map((line) => line.attention);
  await host.line((line) => line.attention === 'looking');
  await hide(true);
  await host.line((line) => line.attention === 'none');
  await hide(false);
  await host.line(() => levels().length === 3);
  assert.deepEqual(levels(), ['looking', 'none', 'looking']);
});

test('a device that was made anew hears again who looks', async () => {
  const { host } = await show('<av-label bind="amp.volume"></av-label>');
  await host.line((line) => line.attention === 'looking');
  host.say({ site: host.site });
  await host.line(() => host.heard.filter((line) => line.attention === 'looking').length === 2);
});

test('a host that takes the connection and says nothing is not taken for back', async () => {
  const { host, page } = await show('<av-status device="amp"></av-status> <av-slider bind="amp.volume"></av-slider>');
  host.silent = true;
  host.cut();
  await page.locator('av-slider[stale], av-slider[data-stale]').waitFor();
  const again = host.line(() => true); // a line of the panel, over the new connection
  await page.evaluate(() => import('/av/panel.js').then(({ send }) => new Promise((settle) => {
    const timer = setInterval(() => send({ rules: true }) && (clearInterval(timer), settle()), 50);
  })));
  await again;
  await page.getByText('The panel has lost the host.').waitFor();
  assert.equal(await page.locator('av-slider[stale], av-slider[data-stale]').count(), 1);
});

test('what a page has for those who set up only', async () => {
  const { host, page } = await show('<a class="av-set-up" href="/x">Set up</a> <av-button action="amp.restart"></av-button>');
  await page.getByRole('link', { name: 'Set up' }).waitFor();
  host.say({ site: { ...host.site, role: 'operate' } });
  await page.getByRole('link', { name: 'Set up' }).waitFor({ state: 'hidden' });
  assert.ok(await page.getByRole('button', { name: 'Restart' }).isVisible());
});

test('a connection that is cut comes back by itself, and nothing is lost', async () => {
  const { host, page } = await show('<av-status device="amp"></av-status> <av-slider bind="amp.volume"></av-slider>');
  host.door = 1008;
  host.cut();
  await page.getByText('The panel has lost the host.').waitFor();
  assert.equal(await shown(page), '20 %'); // stale, not blank
  host.devices[0] = { ...amplifier, values: { ...amplifier.values, volume: 77 } };
  host.door = 101;
  await page.getByText('77 %').waitFor();
  await page.getByText('Ready').waitFor();
});
