import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundsOf } from '/av/bounds.js';
import { extrapolate } from '/av/extrapolate.js';
import { duration, moment, text, unknown, words } from '/av/format.js';

const position = { 'dp:extrapolate': { at: 'progress_at', while: 'is_playing', until: 'duration_ms' }, unit: 'ms', type: 'integer', minimum: 0 };

test('a position counts on while it plays, up to its end', () => {
  const values = { progress_at: 1_000, is_playing: true, duration_ms: 9_000 };
  assert.deepEqual(extrapolate(position, 500, values, () => 3_000), { value: 2_500, running: true, limit: 9_000 });
  assert.equal(extrapolate(position, 500, values, () => 30_000).value, 9_000);
  assert.equal(extrapolate(position, 500, values, () => 200).value, 500); // a clock that went back
});

test('a position stands still when it is paused or when nobody knows since when it runs', () => {
  assert.deepEqual(extrapolate(position, 500, { progress_at: 1_000, is_playing: false }, () => 3_000), { value: 500, running: false, limit: null });
  assert.equal(extrapolate(position, 500, { is_playing: true }, () => 3_000).running, false);
  assert.equal(extrapolate(position, null, { progress_at: 1, is_playing: true }, () => 3_000).value, null);
});

test('a value without a clock is what it is', () => {
  assert.equal(extrapolate({ 'dp:limit': 'budget' }, 42, { budget: 50 }, () => 3_000).limit, 50);
  assert.deepEqual(extrapolate({ maximum: 100 }, 42, {}, () => 3_000), { value: 42, running: false, limit: 100 });
});

test('bounds and steps come from the manifest', () => {
  assert.deepEqual(boundsOf({ type: 'integer', minimum: 0, maximum: 100 }, {}), { low: 0, high: 100, step: 1 });
  assert.deepEqual(boundsOf({ type: 'integer', minimum: 0, maximum: 100, multipleOf: 5 }, {}).step, 5);
  assert.deepEqual(boundsOf({ type: 'number', minimum: -1, maximum: 1 }, {}), { low: -1, high: 1, step: 0.02 });
  assert.deepEqual(boundsOf(position, { duration_ms: 8 }), { low: 0, high: 8, step: 1 });
  assert.deepEqual(boundsOf(position, {}), { low: 0, high: null, step: 1 });
});

test('values as a person reads them', () => {
  assert.equal(duration(83_000), '1:23');
  assert.equal(duration(3_723_999), '1:02:03');
  assert.equal(duration(-5), '0:00');
  assert.equal(words('sign_in_needed'), 'Sign in needed');
  assert.equal(text(null), unknown);
  assert.equal(text(undefined, {}, 'Nothing'), 'Nothing');
  assert.equal(text(true), 'Yes');
  assert.equal(text(42, { unit: 'percent' }), '42 %');
  assert.equal(text(61_000, { unit: 'ms' }), '1:01');
  assert.equal(text(5_300, { unit: 'ms', 'dp:diagnostic': true }), '5.3 s');
  assert.equal(text(5, { unit: 'bar' }), '5 bar');
  assert.equal(text('rate_limited', { enum: ['rate_limited'] }), 'Rate limited');
  assert.equal(text('rate_limited'), 'rate_limited');
  assert.equal(text(['a', null, 2]), `a, ${unknown}, 2`);
  assert.equal(text({ name: 'Song', took_s: 2, is_new: true, artist: null }), 'Name: Song, Took s: 2, Is new: Yes'); // never as JSON
  assert.equal(text(''), ''); // the empty text is known
});

test('the words of the manifest go before all others', () => {
  const repeat = { type: 'string', 'dp:options': ['off', 'context'], 'dp:words': { off: 'Off', context: 'All' } };
  assert.equal(text('context', repeat), 'All');
  assert.equal(text('a mode of later', repeat), 'a mode of later');
  assert.equal(text(false, { 'dp:words': { true: 'Closed', false: 'Open' } }), 'Open');
  assert.equal(text(true, { 'dp:words': { false: 'Open' } }), 'Yes');
  assert.equal(text(0, { unit: 'percent', 'dp:words': { 0: 'Silent' } }), 'Silent');
  assert.equal(text('toString', { 'dp:words': { off: 'Off' } }), 'toString');
});

test('a time has its date unless it is today', () => {
  const noon = new Date(2031, 5, 15, 12).getTime();
  assert.ok(!moment(noon + 3_600_000, noon).includes('2031'));
  assert.match(moment(noon + 86_400_000, noon), /2031/); // tomorrow, whatever day it is for this machine
  assert.match(text(noon + 86_400_000, { 'dp:widget': 'time' }, unknown, noon), /2031/);
  assert.match(moment(noon - 86_400_000, noon, { hour12: false }), /2031/);
});
