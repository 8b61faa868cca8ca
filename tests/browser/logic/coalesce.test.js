import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { Coalescer } from '/av/coalesce.js';

/** Timers that are let run by hand, and writes that are answered by hand. */
function bench() {
  const due = [];
  const timers = {
    setTimeout: (run, after) => due.push({ run, after, done: false }) - 1,
    clearTimeout: (id) => id !== null && due[id] && (due[id].done = true),
  };
  const writes = [];
  const settled = mock.fn();
  const one = new Coalescer({
    write: (value) => new Promise((answer) => writes.push({ value, answer })), every: 80, settled, timers,
  });
  const values = () => writes.map(({ value }) => value);
  const elapse = () => due.filter((timer) => !timer.done).forEach((timer) => {
    timer.done = true;
    timer.run();
  });
  const answer = async (i, outcome) => {
    writes[i].answer(outcome);
    await new Promise(setImmediate);
  };
  return { one, due, settled, values, elapse, answer };
}

test('the first value goes at once, then the newest of each interval', () => {
  const { one, due, values, elapse } = bench();
  one.push(1);
  one.push(2);
  one.push(3);
  assert.deepEqual(values(), [1]);
  assert.equal(due[0].after, 80);
  elapse();
  assert.deepEqual(values(), [1, 3]);
});

test('the last value is sent, however soon it came', () => {
  const { one, values, elapse } = bench();
  [10, 20, 30].forEach((value) => one.push(value));
  elapse();
  elapse();
  elapse();
  assert.deepEqual(values(), [10, 30]);
});

test('after a quiet interval the next value goes at once again', () => {
  const { one, values, elapse } = bench();
  one.push(1);
  elapse();
  one.push(2);
  assert.deepEqual(values(), [1, 2]);
});

test('a value that is on its way is not sent twice, one that came back is', () => {
  const { one, values, elapse } = bench();
  one.push(5);
  one.push(5);
  elapse();
  assert.deepEqual(values(), [5]);
  one.push(6);
  one.push(5);
  elapse();
  assert.deepEqual(values(), [5, 6, 5]);
});

test('a value that was outrun by a newer equal to the one on its way', () => {
  const { one, values, elapse } = bench();
  one.push(1);
  one.push(2);
  one.push(1);
  elapse();
  assert.equal(values().at(-1), 1);
});

test('it is busy until all is answered, and tells the outcome of the newest', async () => {
  const { one, settled, elapse, answer } = bench();
  one.push(1);
  one.push(2);
  assert.ok(one.busy);
  elapse();
  await answer(1, 'the newest');
  assert.ok(one.busy);
  assert.equal(settled.mock.callCount(), 0);
  await answer(0, 'replaced');
  assert.ok(!one.busy);
  assert.deepEqual(settled.mock.calls.map(({ arguments: [outcome] }) => outcome), ['the newest']);
});

test('a value that waits keeps it busy, though everything before is answered', async () => {
  const { one, settled, answer } = bench();
  one.push(1);
  one.push(2);
  await answer(0, 'ok');
  assert.ok(one.busy);
  assert.equal(settled.mock.callCount(), 0);
});
