import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { unpackMessage } from '../../functions/edges/ledger/packed/packed-message.ts';
import type { FaultSeed } from '../../local/bridge-simulator/faults.ts';
import { report } from '../bench/bench-flow.ts';
import { costConfig, fourteen, putAttributes } from '../bench/measure-costs.ts';
import { type Flow, flowConfig } from '../support/flow.ts';
import { startMeteredFlow, unitsOf, withoutNotes } from '../support/metered-flow.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const day = 86_400;
const change = (id: string, first: string) => ({
  source: 'crm',
  id,
  body: { data: { bridgeId, first } },
});

function countKinds(items: { kind: string }[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { kind } of items) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

function configKeeping(days: number): string {
  const dir = temporaryDir('config');
  cpSync(flowConfig, dir, { recursive: true });
  const file = join(dir, 'bridge.yaml');
  writeFileSync(
    file,
    `${readFileSync(file, 'utf8').trimEnd()}\n  keepEvents: ${days} days\n`,
  );
  return dir;
}

test("an event with Bridge's id costs a PATCH, a read unit and 3 writes (G3, G4, G6)", async () => {
  const { flow, cost } = await startMeteredFlow();
  flow.bridge.putContact(bridgeId, {});

  for (const id of ['first', 'warm']) {
    await flow.deliver(change(id, id));

    const { calls, reads, writes } = cost();
    const toBridge = [...calls].filter(([name]) => name.startsWith('bridge.'));
    expect(toBridge, id).toEqual([['bridge.PATCH', 1]]);
    expect(countKinds(reads), id).toEqual({ workspace: 1, event: 1 });
    expect(unitsOf(reads), id).toBeLessThanOrEqual(1);
    // Lease; commit; the event with its payload. That Bridge answered, and what the entries of the
    // map came to, is noted now and then: the latter once in a minute.
    expect(withoutNotes(writes).map(({ kind }) => kind)).toEqual([
      'contact',
      'contact',
      'event',
    ]);
    const counts = writes.filter(({ kind }) => kind === 'drift');
    expect(counts.length, id).toBeLessThanOrEqual(1);
    expect(writes.length - counts.length, id).toBeLessThanOrEqual(4);
  }
});

test('14 fields cost 4 write units at most, and a read unit (G3, G4)', async () => {
  const { flow, cost } = await startMeteredFlow({ configDir: costConfig() });
  putAttributes(flow);
  flow.bridge.putContact(bridgeId, {});

  for (const [index, id] of ['first', 'second'].entries()) {
    const data = { bridgeId, ...fourteen(index) };
    await flow.deliver(report(flow, id, data, 1.6));

    const { reads, writes, indexes } = cost();
    expect(Object.keys(data), id).toHaveLength(15);
    expect(flow.outcomes().at(-1), id).toMatchObject({ outcome: 'delivered' });
    expect(unitsOf(withoutNotes(writes)), id).toBeLessThanOrEqual(4);
    expect(indexes, id).toEqual([]);
    expect(unitsOf(reads), id).toBeLessThanOrEqual(1);
  }
});

test('14 fields that do not fit are kept with their reasons, for 5 write units with the index', async () => {
  const { flow, cost, item } = await startMeteredFlow({ configDir: costConfig() });
  putAttributes(flow);
  flow.bridge.putContact(bridgeId, {});
  const wrong = [{ a: 1 }, ['x', 'y'], 'nope', {}];
  const names = Object.keys(fourteen(0));
  const values = names.map((name, index) => [name, wrong[index % wrong.length]]);

  await flow.deliver(
    report(flow, 'wrong', { bridgeId, ...Object.fromEntries(values) }, 1.6),
  );

  const { writes, indexes, stored } = cost();
  expect(unitsOf([...withoutNotes(writes), ...indexes])).toBeLessThanOrEqual(5);
  const [key = ''] = [...stored.keys()].filter((pk) => pk.startsWith('event#'));
  expect((await item(key)).why).toMatchObject({ of: expect.stringMatching(/^\w{14}$/) });
});

test('a payload that goes before its event is forgotten costs a write more', async () => {
  const { flow, cost, item } = await startMeteredFlow({ configDir: configKeeping(1) });
  flow.bridge.putContact(bridgeId, {});

  await flow.deliver(change('short', 'Ada'));

  const { writes } = cost();
  expect(countKinds(withoutNotes(writes))).toEqual({ contact: 2, event: 1, kept: 1 });
  const ledger = await flow.ledger();
  const key = String(ledger.find(({ pk }) => String(pk).startsWith('event#'))?.pk);
  const event = await item(key);
  const settledSeconds = Math.ceil(Date.parse(String(event.settledAt)) / 1000);
  expect(event).not.toHaveProperty('message');
  expect(event.expiresAt).toBe(settledSeconds + 30 * day);
  const kept = await item(key.replace('event', 'kept'));
  expect(unpackMessage(kept.message)).toContain('Ada');
  expect(kept.expiresAt).toBe(settledSeconds + day);
});

/** Lets time pass until the pack comes back and Bridge is called for it. */
async function redeliver({ clock, app, bridge }: Flow): Promise<void> {
  const before = bridge.requests().length;
  while (bridge.requests().length === before) {
    const due = clock.nextDue();
    if (due === undefined) throw new Error('nothing comes back');
    clock.advanceTo(due);
    await app.quiet();
  }
}

/** What keeps every event away from Bridge, and how many are tried all the same. */
const failures: [name: string, fault: FaultSeed, least: number][] = [
  // All are due at one time.
  ['every event fails', { status: 429, method: 'PATCH', retryAfter: 60 }, 2],
  ['its outcome is in doubt', { status: 500, method: 'PATCH' }, 1],
  ['Bridge is down', { status: 503 }, 1],
];

const pack = 100;

for (const [name, fault, least] of failures)
  test(`a redelivery of a pack of ${pack} writes two notes while ${name} (G5, G6)`, async () => {
    const { flow, cost } = await startMeteredFlow();
    flow.bridge.putContact(bridgeId, {});
    flow.bridge.addFault({ ...fault, times: 1_000_000 });
    const events = Array.from({ length: pack }, (_, index) => ({
      kind: 'changed',
      id: `e${index}`,
      at: 1767261600000 + index,
      bridgeId,
      name: 'first',
      value: `value ${index}`,
    }));
    await flow.post({ source: 'pack', id: 'msg', body: { events } });
    await flow.app.quiet();
    cost();

    await redeliver(flow);

    const { calls, writes } = cost();
    const { contact = 0, message = 0, workspace = 0, ...others } = countKinds(writes);
    const tried = calls.get('bridge.PATCH');
    expect(tried).toBeGreaterThanOrEqual(least);
    // Each event that was looked at took the contact and gave it back; one in doubt, too.
    expect(contact / 2).toBeGreaterThanOrEqual(tried ?? 0);
    expect(message).toBeLessThanOrEqual(2);
    expect(workspace).toBeLessThanOrEqual(1);
    expect(others).toEqual({});
    expect(flow.outcomes()).toEqual([]);
  });
