import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
} from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { ContactRef } from '../core/memory/event-record.ts';
import {
  type Claim,
  isByHand,
  type Link,
  type LinkKey,
  type Links,
  type NewLink,
  systemOf,
  workspaceOf,
} from '../core/memory/links.ts';
import { asLedgerFailure, contactKey, createUpdate } from './ledger-table.ts';

const linkKey = (key: LinkKey) => ({ pk: { S: `link#${key}` } });
const claimKey = (name: string) => ({ pk: { S: `claim#${name}` } });
/** The set of a contact's ids of one system is an attribute of its own: DynamoDB adds to top-level sets only. */
const idsOfSystem = (key: LinkKey) => `ids#${systemOf(key)}`;

const maxMerges = 20;
const maxWaiting = 1000;
/** How long a claim is remembered after it was let go: longer than a delivery that searched before it may still run. */
const contestedMs = 15 * 60_000;

/** The links on the ledger's table. Items: see docs/architecture.md. */
export function createLinks(client: DynamoDBClient, tableName: string): Links {
  const update = createUpdate(client, tableName);

  async function readItem(key: Record<string, AttributeValue>): Promise<Record<string, unknown>> {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: key, ConsistentRead: true }),
    );
    return Item === undefined ? {} : unmarshall(Item);
  }

  async function readLink(key: LinkKey): Promise<Link> {
    let at = key;
    for (let merges = 0; merges < maxMerges; merges += 1) {
      const item = await readItem(linkKey(at));
      if (typeof item.mergedInto !== 'string') return toLink(at, item);
      at = item.mergedInto;
    }
    throw new Error(`the merges of ${key} lead nowhere`);
  }

  /** `false` when the contact has another id of the system, and may not have two. */
  async function addId(contact: ContactRef, key: LinkKey, mayShare: boolean): Promise<boolean> {
    try {
      await update(
        contactKey(contact),
        'ADD #ids :key REMOVE expiresAt',
        { ':key': new Set([key]), ...(mayShare ? {} : { ':id': key }) },
        mayShare ? undefined : 'attribute_not_exists(#ids) OR contains(#ids, :id)',
        { '#ids': idsOfSystem(key) },
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  async function removeId(contact: ContactRef, key: LinkKey): Promise<void> {
    await update(contactKey(contact), 'DELETE #ids :key', { ':key': new Set([key]) }, undefined, {
      '#ids': idsOfSystem(key),
    });
  }

  async function pointTo(
    key: LinkKey,
    { workspace, contactId, origin, at, before }: NewLink,
  ): Promise<Link> {
    const contact = `${workspace}#${contactId}`;
    const values = { ':contact': contact, ':origin': origin, ':at': new Date(at).toISOString() };
    const isAsSeen = before === undefined ? 'attribute_not_exists(contact)' : 'contact = :before';
    const isOneItself = isByHand(origin) ? '' : 'attribute_not_exists(mergedInto) AND ';
    const condition = `${isOneItself}(${isAsSeen} OR contact = :contact)`;
    const item = await update(
      linkKey(key),
      'SET contact = :contact, settledAt = :at, origin = :origin REMOVE mergedInto, disputed, expiresAt',
      before === undefined ? values : { ...values, ':before': `${workspace}#${before}` },
      condition,
    );
    return toLink(key, unmarshall(item));
  }

  async function take(name: string, token: string, now: number, until: number): Promise<Claim> {
    try {
      const old = await update(
        claimKey(name),
        'SET claimToken = :token, claimUntil = :until, claimedAt = :now, expiresAt = if_not_exists(erasedUntil, :expires)',
        {
          ':token': token,
          ':until': until,
          ':now': now,
          ':expires': Math.ceil((until + contestedMs) / 1000),
        },
        'attribute_not_exists(claimUntil) OR claimUntil <= :now OR claimToken = :token',
        {},
        'ALL_OLD',
      );
      const { claimToken, claimedAt, erasedAt } = unmarshall(old);
      const isContested =
        claimToken !== undefined && claimToken !== token && Number(claimedAt) > now - contestedMs;
      return {
        isTaken: false,
        isContested,
        ...(erasedAt === undefined ? {} : { erasedAt: Number(erasedAt) }),
      };
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { isTaken: true };
      throw error;
    }
  }

  async function letGo(name: string, token: string): Promise<void> {
    await unlessRefused(
      update(
        claimKey(name),
        'SET claimUntil = :zero',
        { ':zero': 0, ':token': token },
        'claimToken = :token',
      ),
    );
  }

  return {
    readLink: (key) => asLedgerFailure(() => readLink(key)),
    idsOf: (contact, key) =>
      asLedgerFailure(async () => {
        const ids = (await readItem(contactKey(contact)))[idsOfSystem(key)];
        return ids instanceof Set ? [...ids].map(String) : [];
      }),
    learnLink: (key, link) =>
      asLedgerFailure(async () => {
        if (!(await addId(link, key, link.mayShare))) return undefined;
        const learned = await pointTo(key, link).catch(async (error: unknown) => {
          if (error instanceof ConditionalCheckFailedException) await removeId(link, key);
          throw error;
        });
        if (link.before !== undefined && link.before !== link.contactId) {
          await removeId({ workspace: link.workspace, contactId: link.before }, key);
        }
        return learned;
      }),
    dropLink: (key, contactId) =>
      asLedgerFailure(async () => {
        const contact = { workspace: workspaceOf(key), contactId };
        const values = { ':contact': `${contact.workspace}#${contactId}` };
        await unlessRefused(
          update(linkKey(key), 'REMOVE contact, settledAt, origin', values, 'contact = :contact'),
        );
        await removeId(contact, key);
      }),
    disputeLink: (key) =>
      asLedgerFailure(async () => {
        await unlessRefused(
          update(
            linkKey(key),
            'SET disputed = :yes REMOVE expiresAt',
            { ':yes': true },
            'attribute_not_exists(contact)',
          ),
        );
      }),
    mergeLink: (key, into, at, before) =>
      asLedgerFailure(async () => {
        const contact = before === undefined ? {} : { ':before': `${workspaceOf(key)}#${before}` };
        const values = { ':into': into, ':at': new Date(at).toISOString(), ...contact };
        const condition = `attribute_not_exists(contact)${before === undefined ? '' : ' OR contact = :before'}`;
        const item = await update(
          linkKey(key),
          'SET mergedInto = :into, mergedAt = :at REMOVE contact, settledAt, origin, expiresAt',
          values,
          condition,
        );
        return toLink(key, unmarshall(item)).waiting;
      }),
    waitForLink: (key, eventId) =>
      asLedgerFailure(async () => {
        const condition = 'attribute_not_exists(waiting) OR size(waiting) < :max';
        await unlessRefused(
          update(
            linkKey(key),
            'ADD waiting :id REMOVE expiresAt',
            { ':id': new Set([eventId]), ':max': maxWaiting },
            condition,
          ),
        );
      }),
    stopWaiting: (key, eventIds) =>
      asLedgerFailure(async () => {
        await update(linkKey(key), 'DELETE waiting :ids', { ':ids': new Set(eventIds) });
      }),
    claim: (names, token, now, until) =>
      asLedgerFailure(async () => {
        let all: Taken = { isTaken: false, isContested: false };
        for (const [index, name] of names.entries()) {
          const claim = await take(name, token, now, until);
          if (claim.isTaken) {
            for (const taken of names.slice(0, index)) await letGo(taken, token);
            return claim;
          }
          all = bothClaims(all, claim);
        }
        return all;
      }),
    erasedAt: (names) =>
      asLedgerFailure(async () => {
        const items = await Promise.all(names.map((name) => readItem(claimKey(name))));
        const times = items.flatMap(({ erasedAt }) =>
          typeof erasedAt === 'number' ? [erasedAt] : [],
        );
        return times.length === 0 ? undefined : Math.max(...times);
      }),
    unclaim: (names, token) =>
      asLedgerFailure(async () => {
        await Promise.all(names.map((name) => letGo(name, token)));
      }),
  };
}

/** Where the condition does not hold, there is nothing to do. */
async function unlessRefused(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
  });
}

type Taken = Extract<Claim, { isTaken: false }>;

function bothClaims(a: Taken, b: Taken): Taken {
  const erasedAt = Math.max(a.erasedAt ?? 0, b.erasedAt ?? 0);
  return {
    isTaken: false,
    isContested: a.isContested || b.isContested,
    ...(erasedAt === 0 ? {} : { erasedAt }),
  };
}

function toLink(key: LinkKey, item: Record<string, unknown>): Link {
  const { contact, origin, settledAt, waiting, disputed, erasedAt } = item;
  return {
    key,
    waiting: waiting instanceof Set ? [...waiting].map(String) : [],
    ...(typeof contact === 'string' ? { contactId: contact.slice(contact.indexOf('#') + 1) } : {}),
    ...(disputed === true ? { isDisputed: true } : {}),
    ...(typeof erasedAt === 'number' ? { erasedAt } : {}),
    ...(typeof origin === 'string' ? { origin: origin as NonNullable<Link['origin']> } : {}),
    ...(typeof settledAt === 'string' ? { learnedAt: Date.parse(settledAt) } : {}),
  };
}
