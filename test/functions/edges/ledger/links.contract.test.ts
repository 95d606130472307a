import { describe, expect, test } from 'vitest';
import { TransientFailure } from '../../../../functions/core/errors.ts';
import { type NewLink, toLinkKey } from '../../../../functions/core/memory/links.ts';
import { day, newName, reading, useTable, writing } from './implementations.ts';

useTable();

const at = day;
/** A key of an id that no other test has. */
const newKey = (system = 'crm') =>
  toLinkKey('fake-pepper', 'main', system, newName('person'));
const newContact = () => newName('contact');
const link = (contactId: string, more: Partial<NewLink> = {}): NewLink => ({
  workspace: 'main',
  contactId,
  origin: 'match',
  at,
  mayShare: false,
  ...more,
});

describe.each(reading)('links %s: what is read', (_, open) => {
  test('an id nobody knows has no contact; a learned one has it', async () => {
    const { memory, real } = open();
    const [key, unknown] = [newKey(), newKey()];
    const contactId = newContact();
    await real.links.learnLink(key, link(contactId));

    expect(await memory.links.readLink(unknown)).toEqual({ key: unknown, waiting: [] });
    expect(await memory.links.readLink(key)).toMatchObject({ key, contactId });
    expect(await memory.links.idsOf({ workspace: 'main', contactId }, key)).toEqual([key]);
    expect(
      await memory.links.idsOf({ workspace: 'main', contactId }, newKey('shop')),
    ).toEqual([]);
  });

  test('a merged id is the other one, over any number of merges (A8)', async () => {
    const { memory, real } = open();
    const keys = Array.from({ length: 25 }, () => newKey());
    const [first = '', last = ''] = [keys[0], keys.at(-1)];
    const contactId = newContact();
    await real.links.learnLink(last, link(contactId));
    for (const [index, key] of keys.slice(0, -1).entries())
      await real.links.mergeLink(key, keys[index + 1] ?? '', at, undefined);

    expect(await memory.links.readLink(first)).toMatchObject({ key: last, contactId });
  });

  test('ids that were merged into one another end at one of them, for everybody (A8)', async () => {
    const { memory, real } = open();
    const [a, b, c] = [newKey(), newKey(), newKey()].sort();
    const outside = newKey();
    const merges = [
      [outside, c],
      [c, b],
      [b, a],
      [a, c],
    ];
    for (const [from = '', into = ''] of merges)
      await real.links.mergeLink(from, into, at, undefined);

    const ends = [];
    for (const key of [outside, c, b, a])
      ends.push((await memory.links.readLink(key ?? '')).key);

    expect(ends).toEqual([a, a, a, a]);
  });

  test('an id of somebody who was erased says since when', async () => {
    const { memory, real, erasePerson } = open();
    const key = newKey();
    await real.links.learnLink(key, link(newContact()));
    await erasePerson([key], [], at + 1);

    expect(await memory.links.readLink(key)).toEqual({
      key,
      waiting: [],
      erasedAt: at + 1,
    });
  });
});

describe.each(writing)('links %s: what is written', (_, open) => {
  test('a link says how it was learned and when', async () => {
    const { links } = open().memory;
    const key = newKey();
    const contactId = newContact();

    const learned = await links.learnLink(key, link(contactId));

    expect(learned).toEqual({
      key,
      contactId,
      origin: 'match',
      learnedAt: at,
      waiting: [],
    });
    expect(await links.readLink(key)).toEqual(learned);
  });

  test('a contact has one id of a system, unless somebody says otherwise', async () => {
    const { links } = open().memory;
    const contactId = newContact();
    const [first, second, elsewhere] = [newKey(), newKey(), newKey('shop')];
    await links.learnLink(first, link(contactId));

    expect(await links.learnLink(second, link(contactId))).toBeUndefined();
    expect(await links.readLink(second)).toEqual({ key: second, waiting: [] });
    expect(await links.learnLink(elsewhere, link(contactId))).toMatchObject({
      contactId,
    });
    expect(
      await links.learnLink(second, link(contactId, { mayShare: true })),
    ).toMatchObject({
      contactId,
    });
  });

  test('a link that was changed meanwhile is not overwritten, nor is its id left behind', async () => {
    const { links } = open().memory;
    const key = newKey();
    const [before, other, late] = [newContact(), newContact(), newContact()];
    await links.learnLink(key, link(before));
    await links.learnLink(key, link(other, { before }));

    await expect(links.learnLink(key, link(late, { before }))).rejects.toEqual(
      new TransientFailure('lease-lost'),
    );

    expect(await links.readLink(key)).toMatchObject({ contactId: other });
    expect(await links.idsOf({ workspace: 'main', contactId: late }, key)).toEqual([]);
    expect(await links.idsOf({ workspace: 'main', contactId: before }, key)).toEqual([]);
  });

  test('a merged id is the other one until a person says otherwise', async () => {
    const { links } = open().memory;
    const [a, b, c] = [newKey(), newKey(), newKey()];
    const [contactId, own] = [newContact(), newContact()];
    await links.learnLink(c, link(contactId));
    await links.mergeLink(a, b, at, undefined);
    await links.mergeLink(b, c, at, undefined);

    expect(await links.readLink(a)).toMatchObject({ key: c, contactId });
    await expect(links.learnLink(a, link(own, { mayShare: true }))).rejects.toThrow(
      'lease-lost',
    );
    await links.learnLink(a, link(own, { mayShare: true, origin: 'set' }));
    expect(await links.readLink(a)).toMatchObject({ key: a, contactId: own });
  });

  test('a contact that is gone leaves an id nobody, and a newer contact stays', async () => {
    const { links } = open().memory;
    const key = newKey();
    const [gone, newer] = [newContact(), newContact()];
    await links.learnLink(key, link(gone));
    await links.dropLink(key, gone);

    expect(await links.readLink(key)).toEqual({ key, waiting: [] });
    await links.learnLink(key, link(newer));
    await links.dropLink(key, gone);
    expect(await links.readLink(key)).toMatchObject({ contactId: newer });
    expect(await links.idsOf({ workspace: 'main', contactId: gone }, key)).toEqual([]);
  });

  test('an id is disputed until it is linked', async () => {
    const { links } = open().memory;
    const key = newKey();
    const contactId = newContact();
    await links.disputeLink(key);

    expect(await links.readLink(key)).toEqual({ key, waiting: [], isDisputed: true });
    await links.learnLink(key, link(contactId));
    await links.disputeLink(key);
    expect((await links.readLink(key)).isDisputed).toBeUndefined();
  });

  test('an id that got a contact meanwhile is not merged away from it', async () => {
    const { links } = open().memory;
    const [key, into] = [newKey(), newKey()];
    const contactId = newContact();
    await links.learnLink(key, link(contactId));

    await expect(links.mergeLink(key, into, at, undefined)).rejects.toThrow('lease-lost');
    await links.mergeLink(key, into, at, contactId);
    expect(await links.readLink(key)).toEqual({ key: into, waiting: [] });
  });

  test('events wait for a link, and those of a merged id are handed over', async () => {
    const { links } = open().memory;
    const [key, into] = [newKey(), newKey()];
    await links.waitForLink(key, 'e1');
    await links.waitForLink(key, 'e2');
    await links.stopWaiting(key, ['e1']);

    await links.stopWaiting(key, []);
    await links.waitForLink(key, 'e2');

    expect((await links.readLink(key)).waiting).toEqual(['e2']);
    expect(await links.mergeLink(key, into, at, undefined)).toEqual(['e2']);
  });
});

test('a key shows the workspace and the system, and nothing of the id (G10)', () => {
  const key = toLinkKey('fake-pepper', 'main', 'crm', 'canary@example.com');

  expect(key).toMatch(/^main#crm#[\w-]{43}$/);
  expect(toLinkKey('other-pepper', 'main', 'crm', 'canary@example.com')).not.toBe(key);
});
