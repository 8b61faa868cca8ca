import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { extrapolate } from '/av/extrapolate.js';
import { HostClock, Store } from '/av/store.js';

const site = (...ids) => ({ site: { devices: ids.map((id) => ({ id, title: '', properties: {}, actions: {} })) } });

function connected(ids = ['lobby']) {
  const ask = mock.fn(() => true);
  const store = new Store(ask);
  store.setConnected(true);
  store.take(site(...ids));
  return { store, ask, lobby: () => store.devices.get('lobby'), asked: () => ask.mock.calls.map(({ arguments: [line] }) => line) };
}

test('a device is called by its name, else by what it is, else by its id', () => {
  const { store } = connected();
  const [a, b, c] = [{ id: 'a', title: 'Player', name: 'Bar' }, { id: 'b', title: 'Player' }, { id: 'c', title: '' }];
  store.take({ site: { title: 'Harbour House', devices: [a, b, c] } });
  assert.deepEqual([...store.devices.values()].map(({ name }) => name), ['Bar', 'Player', 'c']);
  assert.equal(store.title, 'Harbour House');
  store.take({ site: { devices: [] } });
  assert.equal(store.title, '');
});

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
  assert.equal(store.keys, false);
  store.take({ site: { devices: [], role: 'operate', keys: true, version: '1.2' } });
  assert.equal(store.role, 'operate');
  assert.equal(store.keys, true);
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

/** A clock of performance.now() that is set by hand, for as long as the test runs; Date.now() is `wall`, if given. */
function fakeTime(t, wall = null) {
  const time = { now: 5_000, wall };
  t.mock.method(performance, 'now', () => time.now);
  if (wall !== null) {
    t.mock.method(Date, 'now', () => time.wall);
  }
  return time;
}

test('the host’s clock is that of the line that travelled fastest', () => {
  const clock = new HostClock();
  clock.heard(10_000, 5_100); // a tenth of a second under way
  clock.heard(11_000, 6_020);
  assert.equal(clock.now(7_000), 11_980);
  clock.heard(undefined, 1);
  assert.equal(clock.now(7_000), 11_980);
  assert.equal(new HostClock().now(7_000), performance.timeOrigin + 7_000);
});

const rule = { at: 'progress_at', while: 'is_playing', until: 'duration_ms' };
const positionOf = (store) => {
  const device = store.devices.get('lobby');
  return extrapolate({ 'dp:extrapolate': rule }, device.values.progress_ms, device.values, (id) => store.now(device, id)).value;
};
const song = (at, progress = 10_000) => ({ progress_ms: progress, progress_at: at, is_playing: true, duration_ms: 600_000 });

test('a position is as old as the host says, and counts on by the time that passes here, whatever this clock is set to', (t) => {
  const time = fakeTime(t, 1_000_000);
  const { store } = connected();
  store.take({ device: 'lobby', snapshot: song(50_000), revision: 1, at: 53_000 }); // 3 s old
  assert.equal(positionOf(store), 13_000);
  for (const step of [60_000, -120_000, 86_400_000]) {
    time.wall += step; // the tablet's clock is set
    time.now += 1_000;
  }
  assert.equal(positionOf(store), 16_000);
});

test('a host’s clock that is set moves no position, and what is told after that is by the new one', (t) => {
  const time = fakeTime(t);
  const { store, asked } = connected();
  store.take({ device: 'lobby', snapshot: song(50_000), revision: 1, at: 50_000 });
  for (const step of [86_400_000, -60_000]) {
    time.now += 1_000;
    const before = positionOf(store);
    const at = store.clock.now() + step;
    store.take({ device: 'lobby', properties: { volume: 1 }, revision: 2, at });
    assert.equal(positionOf(store), before);
    assert.deepEqual(asked().pop(), { device: 'lobby', snapshot: true }); // by which clock it is told is not known otherwise
    store.take({ device: 'lobby', snapshot: song(at, before), revision: 2, at });
    assert.equal(positionOf(store), before);
  }
});

test('lines that waited for a tablet to wake are not believed to be of now', (t) => {
  const time = fakeTime(t);
  const { store, ask } = connected();
  store.take({ device: 'lobby', snapshot: song(50_000), revision: 1, at: 50_000 });
  time.now += 60_000;
  store.take({ device: 'lobby', properties: song(60_000, 0), revision: 2, at: 60_000 }); // 50 s late
  assert.equal(ask.mock.callCount(), 1);
  store.take({ device: 'lobby', snapshot: song(60_000, 0), revision: 2, at: 110_000 });
  assert.equal(positionOf(store), 50_000);
  assert.equal(ask.mock.callCount(), 1);
});

test('a little delay is no clock that was set', (t) => {
  const time = fakeTime(t);
  const { store, ask } = connected();
  store.take({ device: 'lobby', snapshot: song(50_000), revision: 1, at: 50_000 });
  time.now += 5_000;
  store.take({ device: 'lobby', properties: song(51_000, 0), revision: 2, at: 51_000 }); // 4 s late
  assert.equal(positionOf(store), 4_000);
  assert.equal(ask.mock.callCount(), 0);
});

test('after a lost connection the host may be another machine with another clock', (t) => {
  const time = fakeTime(t);
  const { store } = connected();
  store.take({ device: 'lobby', snapshot: song(50_000), revision: 1, at: 50_000 });
  store.setConnected(false);
  store.setConnected(true);
  store.take(site('lobby'));
  time.now += 2_000;
  assert.equal(positionOf(store), 12_000); // stands for what it was, by the clock it was by
  store.take({ device: 'lobby', snapshot: song(9_000, 1_000), revision: 1, at: 9_500 });
  assert.equal(positionOf(store), 1_500);
});
