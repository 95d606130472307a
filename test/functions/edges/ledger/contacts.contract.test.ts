import { describe, expect, test } from 'vitest';
import type { Doubt } from '../../../../functions/core/memory/clock.ts';
import { day, newName, reading, useTable, writing } from './implementations.ts';

useTable();

const newContact = () => ({ workspace: 'main', contactId: newName('contact') });
const clock = (time: number, eventId = 'e1') => ({
  time,
  receivedAt: day,
  index: 3,
  eventId,
});
const doubt = (field: string, time: number, notedAt = day): Doubt => ({
  field,
  clock: clock(time),
  notedAt,
});
const lease = (token: string, more = {}) => ({
  token,
  now: day,
  until: day + 60_000,
  doubts: [],
  ...more,
});
const nothing = { clocks: {}, doubts: [] };

describe.each(reading)('contacts %s: what is read', (_, open) => {
  test('of a contact that nobody wrote to, nothing is known', async () => {
    expect(await open().memory.contacts.read(newContact())).toEqual(nothing);
  });

  test('clocks and doubts come back as they were noted', async () => {
    const { memory, real } = open();
    const contact = newContact();
    const doubts = [doubt('attribute:x', day + 5, day + 9)];
    const clocks = { firstName: clock(day), 'attribute:x': clock(day + 1, 'e2') };
    await real.contacts.lease(contact, lease('a', { doubts }));
    await real.contacts.free(contact, 'a', { clocks, doubts });

    expect(await memory.contacts.read(contact)).toEqual({ clocks, doubts });
    expect(await memory.contacts.lease(contact, lease('b'))).toEqual({ clocks, doubts });
  });
});

describe.each(writing)('contacts %s: what is written', (_, open) => {
  test('a contact is taken by one at a time, until then or until it is freed', async () => {
    const { contacts } = open().memory;
    const contact = newContact();
    await contacts.lease(contact, lease('a'));

    const taken = await contacts.lease(contact, lease('b', { now: day + 59_999 }));
    const expired = await contacts.lease(contact, lease('b', { now: day + 60_000 }));
    await contacts.lease(contact, lease('b', { until: day + 90_000 }));
    await contacts.free(contact, 'b', { doubts: [] });
    const freed = await contacts.lease(contact, lease('c'));

    expect(taken).toEqual({ takenUntil: day + 60_000 });
    expect([expired, freed]).toEqual([nothing, nothing]);
  });

  test('a lease that is over is no longer ours (G4)', async () => {
    const { contacts } = open().memory;
    const contact = newContact();
    const clocks = { firstName: clock(day) };
    const lost = { name: 'TransientFailure', reason: 'lease-lost' };
    await contacts.lease(contact, lease('a'));
    await contacts.lease(contact, lease('b', { now: day + 60_000, until: day + 120_000 }));

    const late = contacts.free(contact, 'a', { clocks, doubts: [] });
    await expect(late).rejects.toMatchObject(lost);
    await contacts.free(contact, 'b', { doubts: [] });
    const again = contacts.free(contact, 'b', { clocks, doubts: [] });
    await expect(again).rejects.toMatchObject(lost);

    expect(await contacts.read(contact)).toEqual(nothing);
  });

  test('a contact that is freed later is taken until then', async () => {
    const { contacts } = open().memory;
    const contact = newContact();
    const clocks = { firstName: clock(day) };
    await contacts.lease(contact, lease('a'));
    await contacts.free(contact, 'a', { clocks, doubts: [], until: day + 30_000 });

    const taken = await contacts.lease(contact, lease('b', { now: day + 29_999 }));
    const free = await contacts.lease(contact, lease('b', { now: day + 30_000 }));

    expect([taken, free]).toEqual([{ takenUntil: day + 30_000 }, { clocks, doubts: [] }]);
  });

  test('doubts are noted beside those that stand; a lease gives what was before (G4)', async () => {
    const { contacts } = open().memory;
    const contact = newContact();
    const [first, second] = [doubt('firstName', day), doubt('firstName', day + 1)];
    const take = (token: string, now: number, doubts: Doubt[]) =>
      contacts.lease(contact, lease(token, { now, until: now + 1, doubts }));

    const found = [
      await take('a', day, [first]),
      await take('b', day + 1, [second]),
      await take('c', day + 2, []),
    ];

    expect(found).toEqual([
      nothing,
      { clocks: {}, doubts: [first] },
      { clocks: {}, doubts: expect.toSatisfy(sameAs([first, second])) },
    ]);
  });

  test('a run takes back its own doubt, and no other of the same field (G4)', async () => {
    const { contacts } = open().memory;
    const contact = newContact();
    const standing = doubt('firstName', day);
    const ours = doubt('firstName', day, day + 1);
    await contacts.lease(contact, lease('a', { until: day, doubts: [standing] }));
    await contacts.lease(contact, lease('b', { doubts: [ours] }));

    await contacts.free(contact, 'b', { doubts: [standing] });

    expect(await contacts.read(contact)).toEqual({ clocks: {}, doubts: [standing] });
  });

  test('a lease that is asked for twice (its answer was lost) finds what it found', async () => {
    const { contacts } = open().memory;
    const contact = newContact();
    const [standing, ours] = [doubt('firstName', day), doubt('email', day)];
    await contacts.lease(contact, lease('a', { until: day, doubts: [standing] }));
    const ask = lease('b', { doubts: [ours] });

    const lost = await contacts.lease(contact, ask);
    const repeated = await contacts.lease(contact, ask);

    expect([lost, repeated]).toEqual([
      { clocks: {}, doubts: [standing] },
      { clocks: {}, doubts: [standing] },
    ]);
    expect((await contacts.read(contact)).doubts).toHaveLength(2);
  });

  test('clocks replace the ones before them whole; without new ones they stay', async () => {
    const { contacts } = open().memory;
    const contact = newContact();
    const [before, after] = [{ firstName: clock(day) }, { email: clock(day) }];
    const commit = async (clocks?: typeof before | typeof after) => {
      await contacts.lease(contact, lease('a'));
      await contacts.free(contact, 'a', {
        clocks,
        doubts: [],
      });
      return (await contacts.read(contact)).clocks;
    };

    expect([await commit(before), await commit(), await commit(after)]).toEqual([
      before,
      before,
      after,
    ]);
  });
});

const sameAs = (doubts: Doubt[]) => (found: Doubt[]) =>
  JSON.stringify(found.map(({ clock: { time } }) => time).sort()) ===
  JSON.stringify(doubts.map(({ clock: { time } }) => time).sort());
