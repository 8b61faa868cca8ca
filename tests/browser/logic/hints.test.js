import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { diagnosticsOf, groupsOf, playerOf, sorted } from '/av/hints.js';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const root = resolve(here, '../../..');
const read = async (file) => JSON.parse(await readFile(resolve(root, file), 'utf8'));
const deviceOf = ({ properties, actions }) => ({ id: 'one', properties, actions });
const ids = (list) => list.map(({ id }) => id);

test('properties by their hints, and without one by their type', () => {
  const groups = sorted(deviceOf({
    properties: {
      a: { type: 'boolean' }, b: { type: 'boolean', readOnly: true }, c: { type: 'string' },
      d: { type: 'string', 'dp:widget': 'something_new' }, e: { type: 'string', 'dp:widget': 'hidden' }, f: { type: 'array' },
    },
    actions: {},
  }));
  assert.deepEqual([ids(groups.toggle), ids(groups.indicator), ids(groups.label), ids(groups.hidden), ids(groups.list)], [['a'], ['b'], ['c', 'd'], ['e'], ['f']]);
  assert.equal(groups.toggle[0].bind, 'one.a');
});

test('a device without a picture and a title is no player', async () => {
  assert.equal(playerOf(deviceOf(await read('sdk-shim/examples/contact/manifest.json'))), null);
});

test('the player of the manifest at hand has all its parts', async () => {
  const player = playerOf(deviceOf(await read('manifest.json')));
  const { image, title, subtitle, third, progress, level, stale, playing, attribution, controls } = player;
  assert.deepEqual(ids([image, title, subtitle, third, progress, level, stale]),
    ['artwork_url', 'track_name', 'artist', 'album', 'progress_ms', 'volume', 'is_stale']);
  assert.equal(playing, 'is_playing');
  assert.equal(attribution.link, 'item_url');
  assert.deepEqual(Object.fromEntries(Object.entries(controls).map(([name, { id }]) => [name, id])), {
    play: 'play', pause: 'pause', next: 'next', previous: 'previous', repeat: 'cycle_repeat',
    mute: 'muted', shuffle: 'shuffle', favorite: 'is_favorite',
  });
});

test('names in hints exist', async () => {
  const { properties, actions } = await read('manifest.json');
  for (const [id, spec] of [...Object.entries(properties), ...Object.entries(actions)]) {
    for (const name of [spec['dp:enabled'], spec['dp:state'], spec['dp:limit'], spec['dp:otherwise'], spec['dp:effect']?.property, spec['dp:attribution']?.link].filter(Boolean)) {
      assert.ok(Object.hasOwn(properties, name), `${id}: ${name}`);
    }
    const list = spec['dp:list'];
    if (list?.action) {
      assert.ok(Object.hasOwn(actions[list.action].input.properties, list.param), id);
    }
    for (const name of ['primary', 'secondary', 'image', 'mark', 'lock', 'from'].map((key) => list?.[key]).filter(Boolean)) {
      assert.ok(Object.hasOwn(spec.items.properties, name), `${id}: ${name}`);
    }
  }
});

test('what the player shows is not shown again beside it, and what one chooses from comes first', async () => {
  const device = deviceOf(await read('manifest.json'));
  const groups = groupsOf(device, playerOf(device).used);
  const shown = groups.flatMap(({ parts }) => ids(parts));
  for (const id of ['track_name', 'volume', 'is_playing', 'pause', 'requests_today', 'queue_uri']) {
    assert.ok(!shown.includes(id), id);
  }
  assert.ok(shown.includes('refresh'));
  assert.deepEqual(groups.map(({ title }) => title), ['', 'Play on', 'Presets', 'Playlists', 'Coming up']);
});

test('what is for diagnosis, without what is the bound of another', async () => {
  assert.deepEqual(ids(diagnosticsOf(deviceOf(await read('manifest.json')))),
    ['is_stale', 'account_name', 'sign_in_expires', 'rate_limited_until', 'poll_interval_ms', 'requests_today']);
});

test('what is for those who set up, or for diagnosis, is not on a panel of another role', () => {
  const device = deviceOf({
    properties: { a: { type: 'string' }, b: { type: 'string', 'dp:role': 'set_up' }, c: { type: 'string', 'dp:diagnostic': true } },
    actions: { go: {}, reset: { 'dp:role': 'set_up' } },
  });
  const shown = (role) => groupsOf(device, new Set(), role).flatMap(({ parts }) => ids(parts));
  assert.deepEqual(shown('operate'), ['a', 'go']);
  assert.deepEqual(shown('set_up'), ['a', 'b', 'go', 'reset']);
});

test('where values have words all have, and an enumeration has them', async () => {
  for (const file of ['manifest.json', 'sdk-shim/examples/contact/manifest.json']) {
    const { properties } = await read(file);
    for (const [id, spec] of Object.entries(properties)) {
      const known = spec.type === 'boolean' ? ['true', 'false'] : spec.enum ?? spec['dp:options'] ?? [];
      const words = spec['dp:words'];
      assert.ok(words === undefined || known.every((value) => Object.hasOwn(words, value)), id);
      assert.ok(spec.enum === undefined || words !== undefined, `${id} shows its bare values`);
    }
  }
});

test('everything of a device that is no player', async () => {
  const groups = groupsOf(deviceOf(await read('sdk-shim/examples/contact/manifest.json')));
  assert.deepEqual(groups.map(({ parts }) => parts.map(({ id, widget }) => `${widget} ${id}`)), [['toggle closed', 'button open', 'button close']]);
});
