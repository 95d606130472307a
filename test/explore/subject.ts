import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { BridgeAnswer } from '../../functions/core/bridge/bridge-answer.ts';
import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import type { Doubt } from '../../functions/core/memory/clock.ts';
import type { Contacts, Memory } from '../../functions/core/memory/memory.ts';
import { messageSchema } from '../../functions/core/message/message-schema.ts';
import { createConsumer } from '../../functions/edges/consumer.ts';
import { createMemory } from '../../functions/edges/ledger/create-memory.ts';
import { doubtTextSchema } from '../../functions/edges/ledger/rows.ts';
import { noDrift } from '../support/no-drift.ts';
import { bridgeKey } from './bridge.ts';
import type { Item } from './expressions.ts';
import { type Machine, toOutput } from './live-run.ts';

// All that the exploration knows of the code it explores.

export type Consume = ReturnType<typeof createConsumer>;

/** Takes something out of the ledger, to see whether the exploration finds what it was for. */
export type Weakening = (memory: Memory) => Memory;

export const weakenings = {
  /** Nothing is noted of what is about to be written. */
  'the doubts': (memory) =>
    withContacts(memory, ({ lease }) => ({
      lease: (contact, wanted) => lease(contact, { ...wanted, doubts: [] }),
    })),
  /** Everybody takes back whatever doubts there are. */
  'the rule who may take a doubt back': (memory) =>
    withContacts(memory, ({ lease, free }) => {
      let known: Doubt[] = [];
      return {
        async lease(contact, wanted) {
          const taken = await lease(contact, wanted);
          known = 'doubts' in taken ? taken.doubts : known;
          return taken;
        },
        free: (contact, token, how) =>
          free(contact, token, {
            ...how,
            doubts: how.doubts.filter(
              (one) => !known.some((other) => isDeepStrictEqual(other, one)),
            ),
          }),
      };
    }),
  /** Everybody takes a contact, at any time. */
  'the lease': (memory) =>
    withContacts(memory, ({ lease }) => ({
      lease: (contact, wanted) => lease(contact, { ...wanted, now: wanted.until * 2 }),
    })),
  /** It ends at once, although what was sent may still be applied. */
  'the lease that is kept after an ambiguous answer': (memory) =>
    withContacts(memory, ({ free }) => ({
      free: (contact, token, how) => free(contact, token, { ...how, until: undefined }),
    })),
  /** Nothing is remembered of what was written. */
  'the clocks': (memory) =>
    withContacts(memory, ({ free }) => ({
      free: (contact, token, how) => free(contact, token, { ...how, clocks: undefined }),
    })),
} satisfies Record<string, Weakening>;

function withContacts(
  memory: Memory,
  change: (contacts: Contacts) => Partial<Contacts>,
): Memory {
  return { ...memory, contacts: { ...memory.contacts, ...change(memory.contacts) } };
}

/**
 * The items that a message's first receipt reads in one call that is eventually consistent: it may
 * find any of them as it was before the last write. No other read of the code is so, and none of a
 * replay.
 */
export function eventualKeys(body: string): string[] {
  const { workspace, events, replay } = messageSchema.parse(JSON.parse(body));
  if (replay === true) return [];
  return [`workspace#${workspace}`, ...events.map(({ id }) => `event#${id}`)];
}

/** functions/deliver.ts, from its INIT on, on a machine whose every call is the exploration's. */
export function startConsumer(
  config: DeployedConfig,
  { call, now, random, newToken, onBug }: Machine,
  weaken: Weakening = (memory) => memory,
): Consume {
  const table = {
    send: async ({
      constructor: { name },
      input,
    }: {
      constructor: { name: string };
      input: object;
    }) => toOutput(await call({ to: 'table', name, input: { ...input } })),
  } as unknown as DynamoDBClient;
  return createConsumer({
    config,
    memory: weaken(createMemory(table, 'table', now)),
    drift: noDrift,
    pepper: fixed('fake-pepper'),
    transport: async (request) =>
      (await call({ to: 'bridge', call: request })) as BridgeAnswer,
    bridgeKeys: fixed({ main: { current: bridgeKey } }),
    enqueue: async (_, messages) =>
      (await call({ to: 'enqueue', messages })).kind === 'done' ? [] : messages,
    queueUrls: { main: 'main' },
    delay: async (_, __, seconds) => {
      const { kind } = await call({ to: 'delay', seconds });
      if (kind !== 'done') throw new Error('ServiceUnavailable');
    },
    now,
    random,
    newToken,
    log: (_, { message, reason, detail }) => {
      if (message === 'bug' || reason === 'bug') onBug(`${message}: ${detail}`);
    },
  });
}

function fixed<T>(value: T) {
  return { get: async () => value, reread: async () => value, prefetch: async () => {} };
}

/** How an event ended, by its item; `undefined` for other items, and while it has not ended. */
export function outcomeOf(
  pk: string,
  item: Item,
): { id: string; outcome: string } | undefined {
  if (!pk.startsWith('event#') || item.outcome === undefined) return undefined;
  const { kind, reason } = unmarshall({ outcome: item.outcome } as never).outcome;
  return {
    id: pk.slice('event#'.length),
    outcome: [kind, reason].filter(Boolean).join(' '),
  };
}

/**
 * The items that only who delivers this message writes, if nobody else delivers these events.
 * Others read an event's item only while they see its doubt.
 */
export function ownItems(label: string, eventIds: readonly string[]): string[] {
  return [`message#${label}`, ...eventIds.flatMap((id) => [`event#${id}`, `kept#${id}`])];
}

/** The items of the events whose doubts an item has. */
export function doubtedEvents({ doubts }: Item): string[] {
  return (doubts?.SS ?? [])
    .flatMap((text) => doubtTextSchema.parse(text))
    .map(({ clock }) => `event#${clock.eventId}`);
}

/** Times at which an item means something else, ms since 1970. */
export function dueTimes(item: Item): number[] {
  return ['leaseUntil', 'holdUntil', 'claimUntil']
    .flatMap((name) => item[name]?.N ?? [])
    .map(Number);
}
