// Pictures that are there, that are slow, and that cannot be had. The browser's timers stand still but where a test lets them
// run, so nothing here depends on how quick the machine is.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { launch, openContext } from './browser.js';
import { FakeHost, origin, pageOf } from './fake_host.js';

let browser;
let opened;
before(async () => (browser = await launch()));
after(() => browser?.close());
afterEach(() => opened?.context.close());

const drawing = (colour) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="${colour}"/></svg>`;
const player = {
  id: 'hall', title: 'Hall', sign_in: null, actions: {},
  properties: {
    cover: { type: 'string', readOnly: true, title: 'Cover', 'dp:widget': 'image' },
    title: { type: 'string', readOnly: true, title: 'Title', 'dp:widget': 'title' },
    next: { type: 'array', title: 'Next', 'dp:list': { primary: 'name', image: 'cover' } },
  },
};
const address = (name) => `https://pictures.test/${name}`;

/** The server of the pictures: what is in `there` is given, the rest refused; what is in `held` waits for `let`. */
class Pictures {
  there = new Set();
  colours = {}; // by name
  held = new Map(); // name -> function that lets it go
  asked = [];
  #waiting = [];

  async on(context) {
    await context.route('https://pictures.test/**', async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      this.asked.push(name);
      this.#waiting = this.#waiting.filter(({ pleases, settle }) => !pleases() || settle());
      if (this.held.has(name)) {
        await new Promise((settle) => this.held.set(name, settle));
      }
      return this.there.has(name) ? route.fulfill({ contentType: 'image/svg+xml', body: drawing(this.colours[name] ?? 'teal') }) : route.abort();
    });
  }

  hold(name) {
    this.held.set(name, () => {});
  }

  let(name) {
    this.held.get(name)();
  }

  /** Until this picture has been asked for that often. */
  times(name, count) {
    const pleases = () => this.asked.filter((one) => one === name).length >= count;
    return pleases() ? null : new Promise((settle) => this.#waiting.push({ pleases, settle }));
  }
}

async function show(body, values) {
  opened = await openContext(browser);
  const pictures = new Pictures();
  await pictures.on(opened.context);
  const host = await FakeHost.on(opened.context, { devices: [{ ...player, values }], pages: { '/test.html': pageOf(body) } });
  const page = await opened.context.newPage();
  await page.clock.install();
  await page.addInitScript(() => {
    window.told = { load: 0, error: 0 };
    for (const kind of Object.keys(window.told)) {
      document.addEventListener(kind, ({ target }) => (window.told[kind] += target instanceof HTMLImageElement), true);
    }
  });
  return {
    host, page, pictures,
    open: async () => {
      await page.goto(`${origin}/test.html`);
      await page.waitForFunction(async () => (await import('/av/panel.js')).store.devices.get('hall')?.revision === 1);
      await page.clock.pauseAt(Date.now() + 60_000);
    },
  };
}

let revision = 1;
function change(host, properties) {
  Object.assign(host.devices[0].values, properties); // for a panel that connects anew, as one does whose clock has jumped
  host.say({ device: 'hall', from: 2, revision: ++revision, at: Date.now(), properties });
}

/** What stands in the frame of a picture: the picture, a placeholder, or what is never to be seen. */
const shown = (frame) => frame.evaluate((element) => {
  const image = element.querySelector('img');
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true }) && one.getBoundingClientRect().height > 0;
  const placeholder = isSeen(element.querySelector('.av-no-picture svg'));
  const picture = isSeen(image);
  const broken = picture && image.complete && image.naturalWidth === 0;
  return broken ? 'broken' : picture === placeholder ? `picture ${picture}, placeholder ${placeholder}` : picture ? 'picture' : 'placeholder';
});
const art = (page) => page.locator('av-image');
/** Until the page has heard of this many pictures that came, or that did not. */
const loads = (page, count) => page.waitForFunction((least) => window.told.load >= least, count);
const failures = (page, count) => page.waitForFunction((least) => window.told.error >= least, count);
const filled = (page) => page.locator('av-image:not([data-empty])').waitFor();
const empty = (page) => page.locator('av-image[data-empty]').waitFor();

for (const body of ['<av-image bind="hall.cover"></av-image>', '<now-playing device="hall"></now-playing>']) {
  test(`a placeholder stands where there is no picture, and where none can be had: ${body}`, async () => {
    const { host, page, pictures, open } = await show(body, { title: 'One', cover: null });
    await open();
    await empty(page);
    assert.equal(await shown(art(page)), 'placeholder');
    change(host, { cover: address('gone') });
    await failures(page, 1);
    assert.equal(await shown(art(page)), 'placeholder');
    pictures.there.add('here');
    change(host, { cover: address('here') });
    await filled(page);
    assert.equal(await shown(art(page)), 'picture');
    change(host, { cover: null });
    await empty(page);
    assert.equal(await shown(art(page)), 'placeholder');
  });
}

test('the picture before stays until the new one is there, but not for long', async () => {
  const { host, page, pictures, open } = await show('<now-playing device="hall"></now-playing>', { title: 'One', cover: address('one') });
  ['one', 'two', 'three'].forEach((name) => pictures.there.add(name));
  pictures.colours = { one: 'teal', two: 'gold', three: 'navy' };
  await open();
  await filled(page);
  await art(page).evaluate((element) => {
    window.gaps = 0;
    new MutationObserver(() => (window.gaps += element.hasAttribute('data-empty'))).observe(element, { attributeFilter: ['data-empty'] });
  });
  const seen = () => art(page).screenshot();
  const one = await seen();
  pictures.hold('two');
  change(host, { title: 'Two', cover: address('two') });
  await page.locator('.np-title', { hasText: 'Two' }).waitFor();
  await pictures.times('two', 1);
  assert.ok((await seen()).equals(one)); // in its pixels
  pictures.let('two');
  await loads(page, 2);
  const two = await seen();
  assert.ok(!two.equals(one));
  assert.equal(await shown(art(page)), 'picture');
  assert.equal(await page.evaluate(() => window.gaps), 0);

  pictures.hold('three');
  change(host, { title: 'Three', cover: address('three') });
  await pictures.times('three', 1);
  assert.ok((await seen()).equals(two));
  await page.clock.runFor(2000);
  assert.equal(await shown(art(page)), 'placeholder');
  assert.ok(!(await seen()).equals(two));
  pictures.let('three');
  await loads(page, 3);
  assert.equal(await shown(art(page)), 'picture');
});

test('the picture before does not stay for one that cannot be had', async () => {
  const { host, page, pictures, open } = await show('<av-image bind="hall.cover"></av-image>', { cover: address('one') });
  pictures.there.add('one');
  await open();
  await filled(page);
  change(host, { cover: address('gone') });
  await failures(page, 1);
  assert.equal(await shown(art(page)), 'placeholder');
});

test('a picture that could not be had is asked for again after pauses that grow', async () => {
  const { host, page, pictures, open } = await show('<av-image bind="hall.cover"></av-image>', { cover: null });
  await open();
  change(host, { cover: address('late') });
  await failures(page, 1);
  for (const [tries, pause] of [[1, 2000], [2, 4000], [3, 8000]]) {
    await page.clock.runFor(pause - 1);
    assert.equal(await page.evaluate(() => document.querySelector('av-image img').complete), true); // nothing is under way
    await page.clock.runFor(1);
    await failures(page, tries + 1);
    assert.equal(pictures.asked.length, tries + 1);
  }
  pictures.there.add('late');
  await page.clock.runFor(16_000);
  await filled(page);
  assert.equal(await shown(art(page)), 'picture');
});

test('a picture that could not be had is asked for when the browser is back on the network', async () => {
  const { host, page, pictures, open } = await show('<av-image bind="hall.cover"></av-image>', { cover: null });
  await open();
  change(host, { cover: address('late') });
  await failures(page, 1);
  pictures.there.add('late');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await filled(page);
  assert.equal(await shown(art(page)), 'picture');
});

test('the rows of a list have room for pictures as soon as one of them has one', async () => {
  const { host, page, pictures, open } = await show('<av-list bind="hall.next"></av-list>', { next: [{ name: 'One' }, { name: 'Two', cover: null }] });
  pictures.there.add('here');
  await open();
  const thumbs = page.locator('.av-thumb');
  await page.getByText('Two').waitFor();
  assert.deepEqual(await thumbs.evaluateAll((all) => all.map((one) => one.checkVisibility())), [false, false]);
  change(host, { next: [{ name: 'One', cover: address('here') }, { name: 'Two' }, { name: 'Three', cover: address('gone') }] });
  await loads(page, 1);
  await failures(page, 1);
  const rows = async () => Promise.all((await thumbs.all()).map(shown));
  assert.deepEqual(await rows(), ['picture', 'placeholder', 'placeholder']);
  change(host, { next: [{ name: 'Two' }, { name: 'Three', cover: address('here') }] });
  await loads(page, 2);
  assert.deepEqual(await rows(), ['placeholder', 'picture']);
});
