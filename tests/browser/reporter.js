// What the test runner says, as TAP wherever it runs, and behind it the one line that counts: "12 passed, 0 failed".
import { tap } from 'node:test/reporters';

const counted = { 'test:pass': 0, 'test:fail': 0 };

async function* counting(events) {
  for await (const event of events) {
    const isTest = event.data?.details?.type !== 'suite' && event.data?.skip === undefined && event.data?.todo === undefined;
    if (Object.hasOwn(counted, event.type) && isTest) {
      ++counted[event.type];
    }
    yield event;
  }
}

export default async function* report(events) {
  yield* tap(counting(events));
  process.exitCode ||= counted['test:pass'] > 0 ? 0 : 1; // to test nothing is no success
  yield `${counted['test:pass']} passed, ${counted['test:fail']} failed\n`;
}
