import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TransientFailure } from '../../../functions/core/errors.ts';
import {
  type LinkKey,
  type Links,
  type NewLink,
  toLinkKey,
} from '../../../functions/core/memory/links.ts';
import { createLinks } from '../../../functions/edges/links.ts';
import { startAwsEndpoint } from '../../../local/aws/endpoint.ts';
import { openLedgerTables } from '../../../local/aws/ledger-table.ts';
import { createMemoryLinks } from '../../support/memory-links.ts';

const table = {
  TableName: 'ledger',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
};
const stops: (() => unknown)[] = [];
let inTable: Links | undefined;

beforeAll(async () => {
  const tables = await openLedgerTables([table]);
  const endpoint = await startAwsEndpoint();
  const none = () => Promise.reject(new Error('not in this test'));
  endpoint.serve({ dynamodb: tables.api, sqs: none, secretsmanager: none });
  const client = new DynamoDBClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
  });
  stops.push(() => client.destroy(), endpoint.close, tables.close);
  inTable = createLinks(client, 'ledger');
});

afterAll(async () => {
  for (const stop of stops) await stop();
});

const at = Date.UTC(2026, 0, 1);
let people = 0;
/** A key of an id that no other test has. */
const newKey = (system = 'crm') => toLinkKey('fake-pepper', 'main', system, `person ${++people}`);
const newContact = () => `contact-${++people}`;
const link = (contactId: string, more: Partial<NewLink> = {}): NewLink => ({
  workspace: 'main',
  contactId,
  origin: 'match',
  at,
  mayShare: false,
  ...more,
});

/** What the deliver function has, and what its tests in memory have instead, keep the same promises. */
describe.each([
  ['in the table', () => inTable as Links],
  ['in memory', () => createMemoryLinks().links],
] as const)('links %s', (_, open) => {
  test('an id nobody knows has no contact; a learned one has it, with how and when', async () => {
    const links = open();
    const key = newKey();
    const contactId = newContact();

    expect(await links.readLink(key)).toEqual({ key, waiting: [] });
    const learned = await links.learnLink(key, link(contactId));

    expect(learned).toEqual({ key, contactId, origin: 'match', learnedAt: at, waiting: [] });
    expect(await links.readLink(key)).toEqual(learned);
    expect(await links.idsOf({ workspace: 'main', contactId }, key)).toEqual([key]);
  });

  test('a contact belongs to one id of a system, unless somebody says otherwise; other systems do not matter', async () => {
    const links = open();
    const contactId = newContact();
    const [first, second, elsewhere] = [newKey(), newKey(), newKey('shop')];
    await links.learnLink(first, link(contactId));

    expect(await links.learnLink(second, link(contactId))).toBeUndefined();
    expect(await links.readLink(second)).toEqual({ key: second, waiting: [] });
    expect(await links.learnLink(elsewhere, link(contactId))).toMatchObject({ contactId });
    expect(await links.learnLink(second, link(contactId, { mayShare: true }))).toMatchObject({
      contactId,
    });
  });

  test('a link that was changed meanwhile is not overwritten, and the contact does not keep the id', async () => {
    const links = open();
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

  test('a merged id is the other one, over several merges, until a person says otherwise', async () => {
    const links = open();
    const [a, b, c] = [newKey(), newKey(), newKey()];
    const [contactId, own] = [newContact(), newContact()];
    await links.learnLink(c, link(contactId));
    await links.mergeLink(a, b, at, undefined);
    await links.mergeLink(b, c, at, undefined);

    expect(await links.readLink(a)).toMatchObject({ key: c, contactId });
    await expect(links.learnLink(a, link(own, { mayShare: true }))).rejects.toThrow('lease-lost');
    await links.learnLink(a, link(own, { mayShare: true, origin: 'set' }));
    expect(await links.readLink(a)).toMatchObject({ key: a, contactId: own });
  });

  test('a contact that is gone leaves an id nobody, and a newer contact stays', async () => {
    const links = open();
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
    const links = open();
    const key = newKey();
    const contactId = newContact();
    await links.disputeLink(key);

    expect(await links.readLink(key)).toEqual({ key, waiting: [], isDisputed: true });
    await links.learnLink(key, link(contactId));
    await links.disputeLink(key);
    expect(await links.readLink(key)).not.toHaveProperty('isDisputed');
  });

  test('an id that got a contact meanwhile is not merged away from it', async () => {
    const links = open();
    const [key, into] = [newKey(), newKey()];
    const contactId = newContact();
    await links.learnLink(key, link(contactId));

    await expect(links.mergeLink(key, into, at, undefined)).rejects.toThrow('lease-lost');
    await links.mergeLink(key, into, at, contactId);
    expect(await links.readLink(key)).toEqual({ key: into, waiting: [] });
  });

  test('events wait for a link, and those of a merged id are handed over', async () => {
    const links = open();
    const [key, into] = [newKey(), newKey()];
    await links.waitForLink(key, 'e1');
    await links.waitForLink(key, 'e2');
    await links.stopWaiting(key, ['e1']);

    expect((await links.readLink(key)).waiting).toEqual(['e2']);
    expect(await links.mergeLink(key, into, at, undefined)).toEqual(['e2']);
  });

  test('a name is claimed by one at a time, all or none, and is contested for a while after', async () => {
    const links = open();
    const [email, phone, other] = [newKey(), newKey(), newKey()];

    expect(await links.claim([email, phone], 'a', at, at + 60_000)).toEqual({
      isTaken: false,
      isContested: false,
    });
    expect(await links.claim([other, phone], 'b', at, at + 60_000)).toEqual({ isTaken: true });
    expect(await links.claim([other], 'c', at, at + 60_000)).toMatchObject({ isTaken: false });
    await links.unclaim([email, phone], 'a');
    expect(await links.claim([email], 'b', at + 1_000, at + 61_000)).toEqual({
      isTaken: false,
      isContested: true,
    });
    expect(await links.claim([email], 'b', at + 2_000, at + 62_000)).toEqual({
      isTaken: false,
      isContested: false,
    });
  });

  test('a claim that nobody let go ends by itself', async () => {
    const links = open();
    const name: LinkKey = newKey();
    await links.claim([name], 'a', at, at + 60_000);

    expect(await links.claim([name], 'b', at + 60_000, at + 120_000)).toEqual({
      isTaken: false,
      isContested: true,
    });
  });
});

test('a key shows the workspace and the system, and nothing of the id (G10)', () => {
  const key = toLinkKey('fake-pepper', 'main', 'crm', 'canary@example.com');

  expect(key).toMatch(/^main#crm#[\w-]{43}$/);
  expect(toLinkKey('other-pepper', 'main', 'crm', 'canary@example.com')).not.toBe(key);
});
