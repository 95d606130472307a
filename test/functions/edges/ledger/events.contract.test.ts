import { describe, expect, test } from 'vitest';
import type {
  EventRecord,
  Progress,
} from '../../../../functions/core/memory/event-record.ts';
import type { Message } from '../../../../functions/core/message/message.ts';
import { day, newName, reading, useTable, writing } from './implementations.ts';

useTable();

const messageWith = (...ids: string[]): Message => ({
  version: 1,
  source: 'form',
  workspace: 'main',
  receivedAt: day,
  enqueuedAt: day + 1,
  headers: {},
  query: {},
  events: ids.map((id, index) => ({
    id,
    idFrom: 'sender',
    index,
    body: { deep: [{ '': '' }] },
  })),
});

const parked = (id: string, more: Partial<EventRecord> = {}): EventRecord => ({
  id,
  source: 'form',
  workspace: 'main',
  receivedAt: day,
  outcome: {
    kind: 'parked',
    reason: 'invalid-value',
    detail: 'email: not-an-email',
    answer: 'words of Bridge',
  },
  settledAt: day + 2_000,
  attempts: [{ at: day + 1_000, failed: 'unavailable' }, { at: day + 1_500 }],
  contactId: 'c1',
  foundBy: 'cellphone',
  reasons: [
    { field: 'firstName', said: { kind: 'set' }, decided: 'sent' },
    { field: 'email', said: { kind: 'invalid', because: 'not-an-email' } },
  ],
  waitsFor: 'main#crm#hash',
  message: messageWith(id),
  ...more,
});

const delivered = (id: string, more: Partial<EventRecord> = {}): EventRecord => ({
  id,
  source: 'form',
  workspace: 'main',
  receivedAt: day,
  outcome: { kind: 'delivered' },
  settledAt: day + 2_000,
  attempts: [],
  forgetAt: day + 60_000,
  ...more,
});

const recalling = (eventIds: string[], more = {}) => ({
  eventIds,
  workspace: newName('workspace'),
  messageId: newName('message'),
  isFirstReceipt: true,
  ...more,
});

describe.each(reading)('events %s: what is read', (_, open) => {
  test('a record comes back as it was settled, and unknown events are not there', async () => {
    const { memory, real } = open();
    const [id, unknown] = [newName('event'), newName('event')];
    await real.events.settle([parked(id)]);

    const read = await memory.events.read([id, unknown]);

    expect([...read]).toEqual([[id, parked(id)]]);
  });

  test('an id that is asked for twice is read once', async () => {
    const { memory, real } = open();
    const id = newName('event');
    await real.events.settle([parked(id)]);

    const { records } = await memory.events.recall(recalling([id, id]));

    expect([...records.keys()]).toEqual([id]);
  });

  test('there is no limit on how many events are settled and recalled', async () => {
    const { memory, real } = open();
    const ids = Array.from({ length: 130 }, () => newName('event'));
    await real.events.settle(ids.map((id) => delivered(id)));

    const { records } = await memory.events.recall(recalling(ids));

    expect(new Set(records.keys())).toEqual(new Set(ids));
  });

  test('of a workspace of which nothing is known, nothing is on hold', async () => {
    const { workspace, progress } = await open().memory.events.recall(recalling([]));

    expect([workspace, progress]).toEqual([{ failing: [], successes: {} }, undefined]);
  });
});

describe.each(writing)('events %s: what is written', (_, open) => {
  test('a record replaces the one before it whole', async () => {
    const { memory } = open();
    const id = newName('event');
    await memory.events.settle([parked(id)]);

    await memory.events.settle([delivered(id)]);

    expect((await memory.events.read([id])).get(id)).toEqual(delivered(id));
  });

  test('a payload that may stay as long as the event comes with it', async () => {
    const { memory } = open();
    const [equal, longer] = [newName('event'), newName('event')];
    const message = (id: string) => ({ message: messageWith(id) });
    const records = [
      delivered(equal, { ...message(equal), keptUntil: day + 60_000 }),
      delivered(longer, { ...message(longer), keptUntil: day + 90_000 }),
    ];

    await memory.events.settle(records);

    const read = await memory.events.read([equal, longer]);
    expect(records.map(({ id }) => read.get(id))).toEqual(records);
  });

  test('the latest twenty attempts of an event are remembered', async () => {
    const { memory } = open();
    const id = newName('event');
    const attempts = Array.from({ length: 25 }, (_, index) => ({ at: day + index }));

    await memory.events.settle([delivered(id, { attempts })]);

    expect((await memory.events.read([id])).get(id)?.attempts).toEqual(attempts.slice(5));
  });

  test('that a contact is about to be created survives, and changes no record', async () => {
    const { memory } = open();
    const [fresh, known] = [newName('event'), newName('event')];
    await memory.events.settle([parked(known)]);

    for (const id of [fresh, known]) await memory.events.noteCreating({ ...parked(id) });
    const read = await memory.events.read([fresh, known]);

    const { source, workspace, receivedAt } = parked(fresh);
    const seen = { id: fresh, source, workspace, receivedAt, attempts: [] };
    expect(read.get(fresh)).toEqual({ ...seen, creating: true });
    expect(read.get(known)).toEqual({ ...parked(known), creating: true });
  });

  test('that it was put back is noted with an event that is parked as it was read, and with no other', async () => {
    const { memory } = open();
    const [waiting, done, unknown] = [
      newName('event'),
      newName('event'),
      newName('event'),
    ];
    await memory.events.settle([parked(waiting), delivered(done)]);

    const { settledAt } = parked(waiting);
    for (const id of [waiting, done, unknown])
      await memory.events.notePutBack({ id, settledAt }, 'c2');
    await memory.events.notePutBack({ id: waiting, settledAt: 1 }, 'c3');
    const read = await memory.events.read([waiting, done, unknown]);

    expect(read.get(waiting)).toEqual(parked(waiting, { putBackFor: 'c2' }));
    expect(read.get(done)).toEqual(delivered(done));
    expect(read.has(unknown)).toBe(false);
  });

  test('progress is known from the second receipt on, with the hold of its workspace', async () => {
    const { memory } = open();
    const [a, b] = [newName('event'), newName('event')];
    const recalled = recalling([a, b]);
    const progress: Progress = {
      touching: [a],
      events: {
        [a]: {
          attempts: [{ at: day, failed: 'unavailable' }],
          failures: {
            count: 2,
            firstAt: day,
            lastAt: day + 1,
            blamed: 1,
            reason: 'unavailable',
            call: 'patch',
            detail: '503',
            retryAt: day + 2,
          },
          deaths: 1,
        },
        [b]: {
          attempts: [],
          inDoubt: {
            contactId: 'c1',
            clocks: {
              firstName: { time: day, receivedAt: day + 1, index: 0, eventId: b },
            },
          },
        },
      },
    };
    const failing = { group: 'g', at: day };
    await memory.events.saveProgress(recalled.messageId, messageWith(a, b), progress);
    await memory.workspaces.noteFailure(recalled.workspace, failing);

    const first = await memory.events.recall(recalled);
    const second = await memory.events.recall({ ...recalled, isFirstReceipt: false });

    expect(first.progress).toBeUndefined();
    expect(second.progress).toEqual(progress);
    expect(second.workspace.failing).toEqual([failing]);
  });

  test('progress replaces what was noted, with the latest twenty attempts', async () => {
    const { memory } = open();
    const id = newName('event');
    const recalled = recalling([id], { isFirstReceipt: false });
    const save = (progress: Progress) =>
      memory.events.saveProgress(recalled.messageId, messageWith(id), progress);
    const attempts = Array.from({ length: 25 }, (_, index) => ({ at: day + index }));
    await save({ touching: [id], events: { [id]: { attempts: [], deaths: 2 } } });

    await save({ touching: [], events: { [id]: { attempts } } });
    const { progress } = await memory.events.recall(recalled);

    expect(progress).toEqual({
      touching: [],
      events: { [id]: { attempts: attempts.slice(5) } },
    });
  });
});
