import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellOf, columnsOf, headingOf, shapeOf } from '/av/cells.js';
import { moment, unknown } from '/av/format.js';

test('what JSON that nobody described looks like', () => {
  assert.equal(shapeOf([{ a: 1 }, {}]), 'table');
  assert.equal(shapeOf([]), 'text');
  assert.equal(shapeOf([{ a: 1 }, 2]), 'text');
  assert.equal(shapeOf({}), 'list');
  for (const value of [null, 1, 'a', true]) {
    assert.equal(shapeOf(value), 'text');
  }
});

test('a table has every column that occurs, once', () => {
  assert.deepEqual(columnsOf([{ at: 1, path: 'a' }, { at: 2, failure: 'b' }]), ['at', 'path', 'failure']);
});

test('names tell what their values are', () => {
  assert.equal(headingOf('took_ms'), 'Took');
  assert.equal(headingOf('_ms'), '_ms');
  assert.equal(cellOf('took_ms', 12), '12 ms');
  assert.equal(cellOf('last_at', 1_700_000_000_000, 1_700_000_000_001), moment(1_700_000_000_000, 1_700_000_000_001));
  assert.equal(cellOf('format', 1_700_000_000_000), '1700000000000');
  assert.equal(cellOf('at', 3), '3');
  assert.equal(cellOf('failure', null), unknown);
  assert.equal(cellOf('inner', { a: [1] }), 'A: 1');
});
