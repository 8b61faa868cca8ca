import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reasonOf, sentenceOf, withoutRepetition, wordOf } from '/av/health.js';
import { hindrance } from '/av/hindrance.js';

const panel = { connected: true, role: 'operate' };
const setUp = { connected: true, role: 'set_up' };
const properties = { can_pause: { 'dp:words': { false: 'Nothing plays.' } }, can_stop: {}, text: { type: 'string', 'dp:widget': 'status_text' } };
const inHealth = (state, values = {}) => ({ properties, values, health: { state, cause: '', text: 'at /dev/ttyS0' } });
const found = (spec, state = 'ready', values = {}) => ({ device: inHealth(state, values), spec });

test('nothing is in the way of what a device takes', () => {
  assert.equal(hindrance(found({}), panel), null);
  assert.equal(hindrance(found({}, 'degraded'), panel), null);
  assert.equal(hindrance(found({ 'dp:health': ['ready'] }), panel), null);
});

test('the connection, the role and the health of the device, with a sentence each', () => {
  assert.equal(hindrance(found({}), { ...panel, connected: false }), 'There is no connection at the moment.');
  assert.equal(hindrance(found({}), { ...setUp, connected: false }), 'There is no connection to the host.');
  assert.equal(hindrance(found({ 'dp:role': 'set_up' }), panel), 'This needs a key with the role “set up”.');
  assert.equal(hindrance(found({}, ''), panel), 'Connecting. One moment, please.');
  assert.equal(hindrance(found({ 'dp:health': ['ready'] }, 'degraded'), panel), 'There is a passing problem. Please try again later.');
  for (const state of ['stopped', 'connecting', 'bad_config', 'sign_in_required', 'failed', 'a health of later']) {
    assert.match(hindrance(found({}, state), panel), /\.$/, state);
  }
  assert.equal(hindrance(found({ 'dp:health': ['failed'] }, 'failed'), panel), null); // a reset, say
  assert.equal(hindrance(found({ 'dp:role': 'set_up' }, 'sign_in_required'), setUp), null);
  assert.match(hindrance(found({ 'dp:role': 'set_up', 'dp:health': ['ready'] }, 'failed'), setUp), /ttyS0/);
});

test('what the device says cannot be done is said with its reason; not known is none', () => {
  const spec = { 'dp:enabled': 'can_pause' };
  assert.equal(hindrance(found(spec, 'ready', { can_pause: false }), panel), 'Nothing plays.');
  assert.equal(hindrance(found({ 'dp:enabled': 'can_stop' }, 'ready', { can_stop: false }), panel), 'Not possible at the moment.');
  assert.equal(hindrance(found(spec, 'ready', { can_pause: true }), panel), null);
  assert.equal(hindrance(found(spec, 'ready', { can_pause: null }), panel), null);
});

test('a guest gets no sentence of the device’s, and who sets up gets the best there is', () => {
  const device = inHealth('failed', { text: 'disk full' });
  assert.equal(sentenceOf(device, 'operate', 'disk full'), 'Please ask for help.');
  assert.equal(reasonOf(device, 'operate'), 'Out of order. Please ask for help.');
  assert.equal(wordOf(device), 'Out of order');
  assert.equal(wordOf({ ...device, health: { state: 'a_health_of_later' } }), 'A health of later');
  assert.equal(sentenceOf(device, 'set_up', 'disk full'), 'disk full');
  assert.equal(sentenceOf(device, 'set_up'), 'at /dev/ttyS0');
  assert.equal(sentenceOf({ ...device, health: { state: 'failed', text: '' } }, 'set_up'), 'The device has failed and needs a person’s help.');
  assert.equal(sentenceOf({ ...device, health: { state: 'a health of later', text: '' } }, 'operate'), '');
});

test('the word and the sentence beside it do not say the same', () => {
  assert.deepEqual(withoutRepetition('Connected', 'Connected to it'), { word: 'Connected to it', sentence: '' });
  assert.deepEqual(withoutRepetition('Connected', 'Connected to it; until May; again'), { word: 'Connected to it', sentence: 'until May; again' });
  assert.deepEqual(withoutRepetition('Connect', 'Connected to it'), { word: 'Connect', sentence: 'Connected to it' });
  assert.deepEqual(withoutRepetition('Failed', ''), { word: 'Failed', sentence: '' });
});
