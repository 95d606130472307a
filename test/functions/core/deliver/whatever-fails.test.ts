import fc from 'fast-check';
import { expect, test } from 'vitest';
import type {
  BridgeAnswer,
  Contact,
} from '../../../../functions/core/bridge/bridge-answer.ts';
import type { Message } from '../../../../functions/core/message/message.ts';
import { staleIn } from '../../../../functions/core/reasons/field-reason.ts';
import {
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
} from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';
import type { Method } from '../../../support/memory.ts';

const ana: Contact = { id: 'ana', email: 'ana@example.com' };
const source = buildSource({
  map: { firstName: 'first', lastName: 'last', email: 'email' },
  contact: { match: ['email'] },
});
const answered = (status: number): BridgeAnswer => ({
  kind: 'answered',
  status,
  body: {},
});

/** An event, and which message it comes in: people of their own as far as the breaker knows. */
interface Part {
  says: ('first' | 'last')[];
  isBad: boolean;
  time: number;
  inMessage: number;
}

const parts: fc.Arbitrary<Part[]> = fc.array(
  fc.record({
    says: fc.subarray(['first', 'last'] as const, { minLength: 1 }),
    isBad: fc.integer({ min: 0, max: 4 }).map((chance) => chance === 0),
    time: fc.integer({ min: 0, max: 9 }),
    inMessage: fc.nat(2),
  }),
  { minLength: 1, maxLength: 6 },
);
const bridgeFaults = fc.array(
  fc.record({
    on: fc.constantFrom('search', 'get', 'patch'),
    answer: fc.constantFrom<BridgeAnswer>(
      answered(503),
      answered(429),
      answered(401),
      answered(404),
      { kind: 'ambiguous', code: 'timeout' },
      { kind: 'notSent', code: 'ECONNREFUSED' },
    ),
    applied: fc.boolean(),
  }),
  { maxLength: 5 },
);
const memoryFaults = fc.array(
  fc.record({
    method: fc.constantFrom<Method>(
      'events.recall',
      'events.read',
      'events.settle',
      'events.saveProgress',
      'contacts.lease',
      'contacts.free',
      'workspaces.read',
      'workspaces.noteFailure',
      'workspaces.noteSuccess',
      'workspaces.moveHold',
      'workspaces.releaseHold',
    ),
    skip: fc.nat(2),
  }),
  { maxLength: 5 },
);

type Flow = ReturnType<typeof createDelivery>;

/** Delivers every message again and again until none has to be tried once more. */
async function deliverAll(delivery: Flow, messages: Message[]): Promise<void> {
  let open = messages;
  for (let round = 0; open.length > 0; round += 1) {
    expect(round).toBeLessThan(60);
    const again: Message[] = [];
    for (const message of open) {
      const { failure } = await delivery.deliver(message);
      if (failure !== undefined) again.push(message);
    }
    open = again;
    delivery.wait(61);
  }
}

const fields = { first: 'firstName', last: 'lastName' } as const;

/** The body of the nth event: every value says whose it is. */
function bodyOf({ says, isBad }: Part, n: number) {
  const values = Object.fromEntries(says.map((field) => [field, `${field} of ${n}`]));
  return { email: 'ana@example.com', ...values, ...(isBad ? { last: `bad ${n}` } : {}) };
}

const authorOf = (value: unknown) => Number(String(value).split(' ').at(-1));

/** Positions of the events, oldest first. */
function oldestFirst(list: Part[]): number[] {
  return list
    .map((_, n) => n)
    .sort((a, b) => (list[b]?.time ?? 0) - (list[a]?.time ?? 0) || a - b);
}

/** Lets everything come to its end under these faults; `applied` are the PATCHes that took. */
async function play(
  list: Part[],
  ofBridge: { on: 'search' | 'get' | 'patch'; answer: BridgeAnswer; applied: boolean }[],
  ofMemory: { method: Method; skip: number }[],
) {
  const delivery = createDelivery(source, [ana]);
  const applied: Record<string, unknown>[] = [];
  delivery.bridge.refuse((patch) => {
    const isBad = String(patch.lastName).startsWith('bad');
    if (!isBad) applied.push(patch);
    return isBad;
  });
  for (const { on, answer, applied } of ofBridge)
    delivery.bridge.fault(on, answer, applied && answer.kind === 'ambiguous');
  for (const { method, skip } of ofMemory) delivery.fail(method, skip);
  const events = list.map((part, n) =>
    buildEvent({
      id: `e${n}`,
      index: n,
      time: receivedAt - part.time,
      body: bodyOf(part, n),
    }),
  );
  const groups = Map.groupBy(events, ({ index }) => list[index]?.inMessage);

  await deliverAll(
    delivery,
    [...groups].map(([key, group]) => buildMessage(group, { contactKey: `key ${key}` })),
  );
  return { delivery, applied };
}

/**
 * The events that say this field, are newer than the one it is from, and were not parked; but for
 * those that came too late because a parked event, newer still, may have been written.
 */
function lost(delivery: Flow, list: Part[], field: 'first' | 'last'): number[] {
  const order = oldestFirst(list);
  const name = fields[field];
  const value = delivery.bridge.contacts.get('ana')?.[name];
  const holder = value === undefined ? -1 : order.indexOf(authorOf(value));
  const inDoubt = (delivery.contact('ana')?.doubts ?? [])
    .filter((doubt) => doubt.field === name)
    .map(({ clock }) => clock.eventId)
    .filter((id) => delivery.events.get(id)?.outcome?.kind === 'parked')
    .map((id) => order.indexOf(Number(id.slice(1))));
  return order.filter((n, place) => {
    const record = delivery.events.get(`e${n}`);
    if (!list[n]?.says.includes(field) || place <= holder) return false;
    if (record?.outcome?.kind === 'parked') return false;
    return !(
      staleIn(record?.reasons)?.includes(name) && inDoubt.some((other) => other > place)
    );
  });
}

test('G2 G4 G5: whatever fails, and wherever it crashes, no older value comes over a newer one, the newest is there in the end, and every event has one outcome', async () => {
  await fc.assert(
    fc.asyncProperty(
      parts,
      bridgeFaults,
      memoryFaults,
      async (list, ofBridge, ofMemory) => {
        const order = oldestFirst(list);

        const { delivery, applied } = await play(list, ofBridge, ofMemory);

        for (const field of ['first', 'last'] as const) {
          const authors = applied
            .filter((patch) => patch[fields[field]] !== undefined)
            .map((patch) => order.indexOf(authorOf(patch[fields[field]])));
          expect(authors).toEqual(authors.toSorted((a, b) => a - b));
          expect(lost(delivery, list, field)).toEqual([]);
        }
        const records = [...delivery.events.values()];
        expect(records.filter(({ outcome }) => outcome === undefined)).toEqual([]);
        expect(records).toHaveLength(list.length);
      },
    ),
    { numRuns: 300 },
  );
});
