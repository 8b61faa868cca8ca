// What the test runner says, as TAP wherever it runs; behind it what failed, once more, and the one line that counts:
// "12 passed, 0 failed".
import { basename } from 'node:path';
import { tap } from 'node:test/reporters';

const counted = { 'test:pass': 0, 'test:fail': 0 };
const failures = [];

// A test that failed, and the first lines of why.
function describe({ name, file, details }) {
  const error = details.error?.cause ?? details.error;
  const lines = String(error?.message ?? error).split('\n').filter(Boolean).slice(0, 6);
  return [`${basename(file ?? '')}: ${name}`, ...lines.map((line) => `    ${line}`)].join('\n');
}

async function* counting(events) {
  for await (const event of events) {
    const isTest = event.data?.details?.type !== 'suite' && event.data?.skip === undefined && event.data?.todo === undefined;
    if (Object.hasOwn(counted, event.type) && isTest) {
      ++counted[event.type];
      if (event.type === 'test:fail') {
        failures.push(describe(event.data));
      }
    }
    yield event;
  }
}

export default async function* report(events) {
  yield* tap(counting(events));
  process.exitCode ||= counted['test:pass'] > 0 ? 0 : 1; // to test nothing is no success
  if (failures.length > 0) {
    yield `== failed\n${failures.join('\n')}\n`;
  }
  yield `${counted['test:pass']} passed, ${counted['test:fail']} failed\n`;
}
