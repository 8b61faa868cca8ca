import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { HostClock, Store } from '/av/store.js';

const site = (...ids) => ({ site: { devices: ids.map((id) => ({ id, title: '', properties: {}, actions: {} })) } });

function connected(ids = ['lobby']) {
  const ask = mock.fn(() => true);
  const store = new Store(ask);
  store.setConnected(true);
  store.take(site(...ids));
  return { store, ask, lobby: () => store.devices.get('lobby'), asked: () => ask.mock.calls.map(({ arguments: [line] }) => line) };
}

test('a snapshot and the batches after it', () => {
  const { store, lobby, asked } = connected();
  store.take({ device: 'lobby', snapshot: { volume: 1, track: 'a' }, revision: 5 });
  store.take({ device: 'lobby', revision: 6, properties: { volume: 2 } });
  assert.deepEqual(lobby().values, { volume: 2, track: 'a' });
  assert.equal(lobby().revision, 6);
  assert.deepEqual(asked(), []);
});

test('what is in the snapshot already is passed over', () => {
  const { store, lobby } = connected();
  store.take({ device: 'lobby', snapshot: { volume: 3 }, revision: 5 });
  store.take({ device: 'lobby', revision: 5, properties: { volume: 2 } });
  store.take({ device: 'lobby', from: 3, revision: 4, properties: { volume: 1 } });
  assert.deepEqual(lobby().values, { volume: 3 });
});

test('several batches that were folded into one', () => {
  const { store, lobby, asked } = connected();
  store.take({ device: 'lobby', snapshot: { volume: 3 }, revision: 5 });
  store.take({ device: 'lobby', from: 6, revision: 9, properties: { volume: 9 } });
  assert.deepEqual(lobby().values, { volume: 9 });
  assert.equal(lobby().revision, 9);
  store.take({ device: 'lobby', from: 8, revision: 11, properties: { volume: 11 } }); // overlaps what is known
  assert.equal(lobby().revision, 11);
  assert.deepEqual(asked(), []);
});

test('a gap is filled by a snapshot, asked for once', () => {
  const { store, lobby, asked } = connected();
  store.take({ device: 'lobby', snapshot: { volume: 3 }, revision: 5 });
  store.take({ device: 'lobby', revision: 7, properties: { volume: 7 } });
  store.take({ device: 'lobby', from: 8, revision: 9, properties: { volume: 9 } });
  assert.deepEqual(asked(), [{ device: 'lobby', snapshot: true }]);
  assert.deepEqual(lobby().values, { volume: 3 });
  store.take({ device: 'lobby', snapshot: { volume: 9 }, revision: 9 });
  store.take({ device: 'lobby', revision: 10, properties: { volume: 10 } });
  assert.deepEqual(lobby().values, { volume: 10 });
});

test('after a lost connection values stay, and nothing is believed before a snapshot', () => {
  const { store, lobby, asked } = connected();
  store.take({ device: 'lobby', snapshot: { volume: 3 }, revision: 5 });
  store.setConnected(false);
  assert.deepEqual(lobby().values, { volume: 3 });
  store.setConnected(true);
  store.take(site('lobby'));
  store.take({ device: 'lobby', revision: 1, properties: { volume: 1 } }); // another run of the host
  assert.deepEqual(lobby().values, { volume: 3 });
  assert.deepEqual(asked(), [{ device: 'lobby', snapshot: true }]);
});

test('a site that comes again keeps what is known of devices that stayed', () => {
  const { store, lobby } = connected(['lobby', 'bar']);
  store.take({ device: 'lobby', snapshot: { volume: 3 }, revision: 5 });
  store.take({ device: 'lobby', health: 'ready', cause: 'ok', text: '' });
  store.take(site('lobby', 'door'));
  assert.deepEqual([...store.devices.keys()], ['lobby', 'door']);
  assert.deepEqual(lobby().values, { volume: 3 });
  assert.equal(lobby().health.state, 'ready');
});

test('the role of the panel, and without a word of it everything', () => {
  const { store } = connected();
  assert.equal(store.role, 'set_up');
  store.take({ site: { devices: [], role: 'operate', version: '1.2' } });
  assert.equal(store.role, 'operate');
  assert.equal(store.version, '1.2');
});

test('only who asked is told, and no longer than wanted', () => {
  const { store } = connected(['lobby', 'bar']);
  const [lobby, bar] = [mock.fn(), mock.fn()];
  const leave = store.observe('lobby', lobby);
  store.observe('bar', bar);
  store.take({ device: 'lobby', snapshot: {}, revision: 1 });
  leave();
  store.take({ device: 'lobby', snapshot: {}, revision: 2 });
  assert.equal(lobby.mock.callCount(), 1);
  assert.equal(bar.mock.callCount(), 0);
});

test('lines of others change nothing', () => {
  const { store, lobby } = connected();
  store.take({ device: 'attic', snapshot: { volume: 1 }, revision: 1 });
  store.take({ completed: 1, status: 'ok' });
  store.take({ error: 'no', line: '' });
  assert.deepEqual(lobby().values, {});
});

test('the host’s clock is that of the line that travelled fastest', () => {
  const clock = new HostClock();
  clock.heard(10_000, 5_100); // a tenth of a second under way
  clock.heard(11_000, 6_020);
  assert.equal(clock.now(7_000), 11_980);
  clock.heard(undefined, 1);
  assert.equal(clock.now(7_000), 11_980);
  clock.reset();
  assert.equal(clock.now(7_000), 7_000);
});
