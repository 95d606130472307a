import { afterAll, beforeAll } from 'vitest';
import { createDryMemory } from '../../../../cli/replay/dry-memory.ts';
import type { LinkKey } from '../../../../functions/core/memory/links.ts';
import type { Memory } from '../../../../functions/core/memory/memory.ts';
import * as inTable from '../../../../functions/edges/ledger/create-memory.ts';
import { createTombstones } from '../../../../functions/edges/ledger/operator/tombstones.ts';
import { openLedgerTable } from '../../../support/ledger-table.ts';
import { createMemory } from '../../../support/memory.ts';

/** An implementation of the ports, as the contract tests see it. */
export interface Subject {
  memory: Memory;
  /** What is written here is seen there. The same, but for the one that writes nothing. */
  real: Memory;
  /** Somebody known by these links and names asked to be forgotten. */
  erasePerson(keys: LinkKey[], names: string[], at: number): Promise<void>;
}

type Open = () => Subject;

export const day = Date.UTC(2026, 0, 1);

let table: Awaited<ReturnType<typeof openLedgerTable>> | undefined;

function openInTable(): Subject {
  if (table === undefined) throw new Error('the table is opened before the tests');
  const memory = inTable.createMemory(table.client, table.name, () => day);
  const tombstones = createTombstones(table.client, table.name);
  return {
    memory,
    real: memory,
    async erasePerson(keys, names, at) {
      const erasure = { at, forgetAt: at + 86_400_000 };
      for (const key of keys) await tombstones.ofLink(key, erasure);
      for (const name of names) await tombstones.ofName(name, erasure);
    },
  };
}

function openInMemory(): Subject {
  const { memory, erasePerson } = createMemory();
  return { memory, real: memory, erasePerson: async (...args) => erasePerson(...args) };
}

function openDry(): Subject {
  const { real, erasePerson } = openInMemory();
  return { memory: createDryMemory(real), real, erasePerson };
}

/** What delivers, and what stands for it in tests: the whole contract. */
export const writing: [string, Open][] = [
  ['in the table', openInTable],
  ['in memory', openInMemory],
];

/** The one that plans a replay reads as the others do, and writes nothing. */
export const reading: [string, Open][] = [...writing, ['of a plan', openDry]];

/** Opens the table for the tests of a file. */
export function useTable(): void {
  beforeAll(async () => {
    table = await openLedgerTable();
  });
  afterAll(async () => {
    await table?.close();
  });
}

let made = 0;
/** A name that no other test has. */
export const newName = (kind: string) => `${kind}-${++made}`;
