import { test } from 'vitest';
import { type CountedFlow, change, idOf, startCounted } from './counted-flow.ts';

const events = 200;

/** Calls by what is paid for them; of the ledger the items that were read and written, a batch being one call. */
const kinds: [name: string, calls: string[]][] = [
  ['ledger reads', ['dynamodb.GetItem', 'dynamodb.BatchGetItem', 'dynamodb.Query']],
  ['ledger writes', ['dynamodb.UpdateItem', 'dynamodb.BatchWriteItem', 'dynamodb.PutItem']],
  ['queue calls', ['sqs.SendMessageBatch', 'sqs.ChangeMessageVisibility', 'sqs.SendMessage']],
  ['Secrets Manager', ['secretsmanager.GetSecretValue']],
  ['Bridge calls', ['bridge.PATCH', 'bridge.GET', 'bridge.POST']],
];

const scenarios: Record<string, (counted: CountedFlow) => Promise<void>> = {
  "an event with Bridge's id, a request each": async ({ flow }) => {
    for (let index = 0; index < events; index += 1)
      await flow.post(change(flow, `m${index}`, index, `name ${index}`));
  },
  'the same, sent a second time': async ({ flow }) => {
    for (let index = 0; index < events; index += 1)
      await flow.post(change(flow, `m${index}`, index, `name ${index}`));
  },
  'events of one contact, a request each': async ({ flow }) => {
    for (let index = 0; index < events; index += 1)
      await flow.post(change(flow, `hot${index}`, 0, `hot ${index}`));
  },
  'events of one contact, twenty in a request': async ({ flow }) => {
    const at = flow.clock.now();
    const changed = (index: number) => ({
      kind: 'changed',
      id: `p${index}`,
      at: at + index,
      bridgeId: idOf(1),
      name: 'first',
      value: `v${index}`,
    });
    for (let from = 0; from < events; from += 20)
      await flow.post({
        source: 'pack',
        id: `pack${from}`,
        body: { events: Array.from({ length: 20 }, (_, index) => changed(from + index)) },
      });
  },
};

test('calls per event', async () => {
  const counted = await startCounted(events);
  await counted.flow.deliver(change(counted.flow, 'warm', 0, 'warm'));
  counted.calls();
  const lines = [`calls per event, mean of ${events}`];
  for (const [name, play] of Object.entries(scenarios)) {
    await play(counted);
    await counted.flow.app.settle();
    const calls = counted.calls();
    const unknown = [...calls.keys()].filter(
      (call) => !kinds.some(([, names]) => names.includes(call)),
    );
    if (unknown.length > 0) throw new Error(`calls that are not counted: ${unknown.join(', ')}`);
    const figures = kinds.map(([kind, names]) => {
      const total = names.reduce((sum, call) => sum + (calls.get(call) ?? 0), 0);
      return `${kind} ${(total / events).toFixed(2)}`;
    });
    lines.push(`  ${name}: ${figures.join(', ')}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
});
