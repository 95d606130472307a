import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type LinkKey,
  type Links,
  toLinkKey,
} from '../../../../functions/core/memory/links.ts';
import { createMemory } from '../../../../functions/edges/ledger/create-memory.ts';
import { openLedgerTable } from '../../../support/ledger-table.ts';
import { newName } from './implementations.ts';

let table: Awaited<ReturnType<typeof openLedgerTable>>;
beforeAll(async () => {
  table = await openLedgerTable();
});
afterAll(() => table.close());

const newKey = (): LinkKey => toLinkKey('fake-pepper', 'main', 'crm', newName('person'));

/** The real links; each call to the table waits for its turn. */
function linksThat(awaitTurn: () => Promise<void>): Links {
  const client = new Proxy(table.client, {
    get(target, name) {
      if (name !== 'send') return Reflect.get(target, name);
      return async (...args: Parameters<DynamoDBClient['send']>) => {
        await awaitTurn();
        return target.send(...args);
      };
    },
  });
  return createMemory(client, table.name).links;
}

type Run = (links: Links) => Promise<unknown>;

/**
 * Two runs, call by call in the given order; then the first goes first. Gives the order, and at
 * which calls the other could have gone instead.
 */
async function runTogether(order: number[], runs: Run[]) {
  const waiting = new Map<number, () => void>();
  const open = new Set(runs.keys());
  const taken: number[] = [];
  const choices: number[] = [];
  let wake = () => {};
  const ended = runs.map(async (run, index) => {
    const awaitTurn = () =>
      new Promise<void>((go) => {
        waiting.set(index, go);
        wake();
      });
    await run(linksThat(awaitTurn));
    open.delete(index);
    wake();
  });
  for (;;) {
    while (waiting.size < open.size)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    if (open.size === 0) break;
    const next = open.size > 1 ? (order[taken.length] ?? 0) : Math.max(...open);
    if (open.size > 1) choices.push(taken.length);
    taken.push(next);
    const go = waiting.get(next);
    waiting.delete(next);
    go?.();
  }
  await Promise.all(ended);
  return { taken, choices };
}

/** Every order of two runs' calls to the table, each once; gives how many there are. */
async function inEveryOrder(
  start: () => Promise<{ runs: Run[]; check(): Promise<void> }>,
): Promise<number> {
  const orders: number[][] = [[]];
  let made = 0;
  for (let order = orders.pop(); order !== undefined; order = orders.pop()) {
    const from = order.length;
    const { runs, check } = await start();
    const { taken, choices } = await runTogether(order, runs);
    await check();
    made += 1;
    for (const at of choices.filter((call) => call >= from))
      orders.push([...taken.slice(0, at), 1]);
  }
  return made;
}

const at = Date.UTC(2026, 0, 1);

/** As a merge event is applied: where the ids lead is read, then the one becomes the other. */
const merge = (from: LinkKey, into: LinkKey) => async (links: Links) => {
  const [gone, stays] = [await links.readLink(from), await links.readLink(into)];
  if (gone.key !== stays.key)
    await links.mergeLink(gone.key, stays.key, at, gone.contactId);
};

async function endsOf(...keys: LinkKey[]): Promise<LinkKey[]> {
  const { links } = createMemory(table.client, table.name);
  const ends = await Promise.all(keys.map((key) => links.readLink(key)));
  return ends.map(({ key }) => key);
}

async function makeCircle(): Promise<[LinkKey, LinkKey]> {
  const [a = '', b = ''] = [newKey(), newKey()].sort();
  const { links } = createMemory(table.client, table.name);
  await links.mergeLink(a, b, at, undefined);
  await links.mergeLink(b, a, at, undefined);
  return [a, b];
}

test('opposite merges, in every order of their calls: both ids lead to one (A8)', async () => {
  const orders = await inEveryOrder(async () => {
    const [a, b] = [newKey(), newKey()];
    return {
      runs: [merge(a, b), merge(b, a)],
      async check() {
        const [endOfA, endOfB] = await endsOf(a, b);
        expect(endOfA).toBe(endOfB);
        expect([a, b]).toContain(endOfA);
      },
    };
  });

  expect(orders).toBe(20);
});

test('who finds a circle, in every order of their calls, opens it at one id (A8)', async () => {
  const orders = await inEveryOrder(async () => {
    const [a, b] = await makeCircle();
    const found: LinkKey[] = [];
    const read = (key: LinkKey) => async (links: Links) => {
      found.push((await links.readLink(key)).key);
    };
    return {
      runs: [read(a), read(b)],
      async check() {
        expect([...found, ...(await endsOf(a, b))]).toEqual([a, a, a, a]);
      },
    };
  });

  expect(orders).toBeGreaterThan(10);
});

test('an id that is linked while its circle is opened keeps its contact (A8)', async () => {
  const contact = {
    workspace: 'main',
    contactId: 'c1',
    mayShare: true,
    origin: 'set' as const,
  };
  await inEveryOrder(async () => {
    const [a, b] = await makeCircle();
    return {
      runs: [
        (links) => links.learnLink(a, { ...contact, at }),
        (links) => links.readLink(b),
      ],
      async check() {
        const { links } = createMemory(table.client, table.name);
        const both = [await links.readLink(a), await links.readLink(b)];
        expect(both).toMatchObject([
          { key: a, contactId: 'c1' },
          { key: a, contactId: 'c1' },
        ]);
      },
    };
  });
});

test('an id that is merged while its circle is opened stays merged (A8)', async () => {
  await inEveryOrder(async () => {
    const [a, b] = await makeCircle();
    const c = newKey();
    return {
      runs: [
        (links) => links.readLink(b),
        async (links) => {
          await links.readLink(a);
          await links.mergeLink(a, c, at, undefined);
        },
      ],
      check: async () => expect(await endsOf(a, b, c)).toEqual([c, c, c]),
    };
  });
});
