import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Flow, flowConfig, startFlow } from '../support/flow.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const canary = 'Canary Ana';
/** And a moment, in which the functions run. */
const minute = 61_000;

/** The flows' configuration, with a source that names its types. */
function typedConfig(): string {
  const dir = temporaryDir('drift');
  cpSync(flowConfig, dir, { recursive: true });
  const pack = join(dir, 'sources/pack.yaml');
  const types = '  type: kind\n  knownTypes:\n    - changed\n    - viewed\n';
  writeFileSync(
    pack,
    readFileSync(pack, 'utf8')
      .replace('  transform:', `${types}  transform:`)
      .replace('deadlineSeconds: 2', 'deadlineSeconds: 10'),
  );
  return dir;
}

/** People answer a question; with the last, a minute later, what was counted is written. */
async function answer(flow: Flow, question: string, count: number) {
  const event = (index: number) => ({
    kind: 'changed',
    id: `${question}${index}`,
    at: flow.clock.now(),
    bridgeId,
    name: question,
    value: `+34 600 000 ${100 + index}`,
  });
  const events = Array.from({ length: count }, (_, index) => event(index));
  for (const part of [events.slice(0, 1), events.slice(1, -1), events.slice(-1)]) {
    await flow.post({ source: 'pack', id: part[0]?.id ?? '', body: { events: part } });
    await flow.app.quiet();
    flow.clock.advanceTo(flow.clock.now() + minute);
  }
}

/** Until watch has looked twice. */
async function watched(flow: Flow) {
  for (let run = 0; run < 2; run += 1) {
    flow.clock.advanceTo(flow.clock.now() + 5 * minute);
    await flow.app.quiet();
  }
}

const drifting = (flow: Flow) =>
  flow.logsOf('Watch').filter(({ message }) => message === 'field drifts');
const countsOf = (flow: Flow) =>
  flow.driftItems().then((items) => items.map(({ expiresAt: _, ...item }) => item));

test('a question that is renamed is counted, and said with its field and no value (G10)', async () => {
  const flow = await startFlow({ schedules: true });
  flow.bridge.putContact(bridgeId, {});

  await answer(flow, 'phone', 25);
  await watched(flow);
  expect(drifting(flow)).toEqual([]);
  flow.clock.advanceTo(Date.UTC(2026, 0, 1, 13));
  await answer(flow, 'telephone', 32);
  await watched(flow);

  const [line] = drifting(flow);
  expect(line).toEqual({
    level: 'warn',
    message: 'field drifts',
    source: 'pack',
    field: 'cellphone',
    beforePercent: 100,
    nowPercent: 0,
    since: '2026-01-01T13:00:00.000Z',
  });
  const items = await countsOf(flow);
  expect(items).toContainEqual(
    expect.objectContaining({ pk: 'drift#pack#2026-01-01T12', 'value#cellphone': 25 }),
  );
  expect(JSON.stringify([items, line])).not.toContain('600');
});

test('each event counts once: not when it is tried again, not when it is replayed, also when it writes nothing', async () => {
  const flow = await startFlow();
  flow.bridge.putContact(bridgeId, {});
  flow.bridge.addFault({ status: 503, method: 'PATCH', times: 2 });

  await flow.deliver({
    source: 'crm',
    id: 'a',
    body: { data: { bridgeId, first: 'A' } },
  });
  await flow.deliver({ source: 'plain-form', body: 'fields[other]=1' });
  const message = {
    version: 1,
    source: 'crm',
    workspace: 'main',
    receivedAt: flow.clock.now(),
    enqueuedAt: flow.clock.now(),
    replay: true,
    headers: {},
    query: {},
    events: [
      { id: 'r', idFrom: 'sender', index: 0, body: { data: { bridgeId, first: 'B' } } },
    ],
  };
  await flow.enqueue(message);
  await flow.app.settle();

  const counted = (await countsOf(flow)).map(({ pk, ...counts }) => [
    String(pk).split('#')[1],
    counts['value#firstName'] ?? counts['empty#email'],
  ]);
  expect(flow.outcomes()).toHaveLength(3);
  expect(counted.sort()).toEqual([
    ['crm', 1],
    ['plain-form', 1],
  ]);
});

test('events of types that a source does not know are counted, and nothing of them', async () => {
  const flow = await startFlow({ configDir: typedConfig() });
  const events = [{ kind: 'moved' }, { kind: canary }];

  const { status } = await flow.deliver({
    source: 'pack',
    id: 'types',
    body: { events },
  });

  expect(status).toBe(200);
  expect(await countsOf(flow)).toEqual([
    { pk: 'drift#pack#2026-01-01T12', unknownTypes: 2 },
  ]);
});

test('a ledger that takes no counts changes nothing for the sender, nor for Bridge', async () => {
  let refused = 0;
  const flow = await startFlow({
    configDir: typedConfig(),
    intercept: (_, action, input) => {
      if (action !== 'UpdateItem' || !JSON.stringify(input).includes('drift#'))
        return undefined;
      refused += 1;
      return { status: 500, body: { __type: 'InternalServerError' } };
    },
  });
  flow.bridge.putContact(bridgeId, {});

  const left = await flow.deliver({
    source: 'pack',
    id: 'types',
    body: { events: [{ kind: 'moved' }] },
  });
  await flow.deliver({
    source: 'crm',
    id: 'a',
    body: { data: { bridgeId, first: 'A' } },
  });

  expect(left.status).toBe(200);
  expect(flow.outcomes()).toMatchObject([{ outcome: 'delivered' }]);
  expect(refused).toBeGreaterThanOrEqual(2);
  expect(flow.logs.filter(({ message }) => message === 'drift not counted')).toMatchObject(
    [{ source: 'pack' }, { source: 'crm' }],
  );
});
