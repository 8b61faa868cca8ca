import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find, isAllowed, parse } from '/av/binding.js';
import { invocation } from '/av/invocation.js';
import { nearest } from '/av/nearest.js';

const lobby = {
  id: 'lobby', values: { can_pause: false },
  properties: { volume: { type: 'integer' }, muted: { type: 'boolean' } },
  actions: {
    pause: {},
    seek: { input: { required: ['position_ms'], properties: { position_ms: {}, exactly: {} } } },
  },
};
const store = { devices: new Map([['lobby', lobby], ['first.floor', { ...lobby, id: 'first.floor' }]]) };
const action = (id) => ({ device: lobby, id, spec: lobby.actions[id] });

test('a binding is a device, which may have dots, and a name', () => {
  assert.deepEqual(parse('lobby.volume'), { device: 'lobby', id: 'volume' });
  assert.deepEqual(parse('first.floor.volume'), { device: 'first.floor', id: 'volume' });
  for (const wrong of [null, '', 'lobby', 'lobby.', '.volume']) {
    assert.equal(parse(wrong), null, wrong);
  }
});

test('what does not exist is said, with the nearest name that does', () => {
  const error = (kind, text) => find(store, kind, text, 'bind').error;
  assert.equal(find(store, 'properties', 'lobby.volume', 'bind').spec, lobby.properties.volume);
  assert.equal(error('properties', 'lobby.volum'), 'bind="lobby.volum": “lobby” has no property “volum”; did you mean “volume”?');
  assert.equal(error('properties', 'loby.volume'), 'bind="loby.volume": the site has no device “loby”; did you mean “lobby”?');
  assert.equal(error('properties', 'lobby.brightness'), 'bind="lobby.brightness": “lobby” has no property “brightness”');
  assert.equal(error('actions', 'lobby.volume'), 'bind="lobby.volume": “lobby” has no action “volume”; that is a property');
  assert.equal(error('properties', 'lobby.pause'), 'bind="lobby.pause": “lobby” has no property “pause”; that is an action');
  assert.equal(error('properties', 'lobby'), 'bind="lobby": expected device.property');
  assert.match(error('properties', 'lobby.toString'), /has no property/); // what every object has is no property
});

test('the nearest name is near, or none', () => {
  assert.equal(nearest('artwork', ['artist', 'artwork_url', 'album']), null);
  assert.equal(nearest('artwork_ur', ['artist', 'artwork_url', 'album']), 'artwork_url');
  assert.equal(nearest('Pause', ['play', 'pause']), 'pause');
  assert.equal(nearest('zzz', []), null);
});

test('parameters are checked by name', () => {
  assert.deepEqual(invocation(action('seek'), '{"position_ms": 5}'), { device: 'lobby', id: 'seek', params: { position_ms: 5 } });
  assert.match(invocation(action('seek'), '{}').error, /needs the parameter “position_ms”/);
  assert.match(invocation(action('seek'), '{"position": 5}').error, /no parameter “position”/);
  assert.match(invocation(action('seek'), '{"exatly": 1, "position_ms": 1}').error, /did you mean “exactly”/);
  assert.match(invocation(action('pause'), '[]').error, /expected a JSON object/);
  assert.match(invocation(action('pause'), '{').error, /expected a JSON object/);
  assert.match(invocation(action('pause'), 'null').error, /expected a JSON object/);
  assert.deepEqual(invocation(action('seek'), null, ['position_ms']).params, {}); // comes from the row
});

test('what is for setting up is not for a panel that operates', () => {
  assert.equal(isAllowed({ 'dp:role': 'set_up' }, 'operate'), false);
  assert.equal(isAllowed({ 'dp:role': 'set_up' }, 'set_up'), true);
  assert.equal(isAllowed({}, 'operate'), true);
});
