import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repeated } from '/av/repeated.js';

test('what stands above is not said again below', () => {
  assert.deepEqual(repeated(['Behind the Panel', 'Talks', 'Talks']), [false, false, true]); // an episode
  assert.deepEqual(repeated(['Low Tide', 'The Band', 'Low Tide']), [false, false, true]); // a single
  assert.deepEqual(repeated(['Talks', 'Talks', 'Talks']), [false, true, true]);
  assert.deepEqual(repeated(['Song', 'The Band', 'The Album']), [false, false, false]);
});

test('what is not known repeats nothing, nor does what only looks alike', () => {
  assert.deepEqual(repeated([null, null, undefined]), [false, false, false]);
  assert.deepEqual(repeated(['Talks', null, 'Talks']), [false, false, true]);
  assert.deepEqual(repeated(['Talks', 'talks', 'Talks: One']), [false, false, false]);
});
