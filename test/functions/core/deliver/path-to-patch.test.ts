import { expect, test } from 'vitest';
import { buildEvent, buildMessage, buildSource } from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';

const id = '11111111-2222-4333-8444-555555555555';

/** The named functions of core between `deliverMessage` and the call of Bridge, innermost first. */
function between(stack: string): string[] {
  const frames = stack.split('\n').filter((line) => line.includes('/functions/core/'));
  const inner = frames.filter((line) => !line.includes('/core/bridge/'));
  const names = inner.flatMap((line) => /at (?:async )?(\w+) \(/.exec(line)?.[1] ?? []);
  return [...new Set(names)].filter((name) => name !== 'deliverMessage');
}

test('fewer than ten functions lead from a message to its PATCH, no two of one name', async () => {
  const source = buildSource({ contact: { id: 'id' }, map: { firstName: 'first' } });
  const delivery = createDelivery(source, [{ id }]);
  const { stackTraceLimit } = Error;
  let stack = '';
  delivery.bridge.refuse(() => {
    stack = new Error('the PATCH').stack ?? '';
    return false;
  });
  Error.stackTraceLimit = 80;

  await delivery.deliver(
    buildMessage([buildEvent({ id: 'e', body: { id, first: 'Ada' } })]),
  );
  Error.stackTraceLimit = stackTraceLimit;

  const path = between(stack);
  expect(path.slice(0, 2)).toEqual(['patchOnce', 'patchInSteps']);
  expect(path.at(-1)).toBe('deliverPeople');
  expect(path.length).toBeLessThan(10);
});
