import type { AttributeDefinition } from './bridge-answer.ts';
import { findDefinition } from './custom-attributes.ts';

/** The custom attributes of a workspace, read when first needed. */
export interface AttributeCatalogue {
  /** An active definition by its name; the list is read again for a name it lacks, at most once a minute. */
  find(name: string): Promise<AttributeDefinition | undefined>;
  all(): Promise<AttributeDefinition[]>;
}

const keepMs = 10 * 60_000;
const rereadMs = 60_000;

export function createAttributeCatalogue(read: () => Promise<AttributeDefinition[]>, now: () => number): AttributeCatalogue {
  let known: { at: number; definitions: AttributeDefinition[] } | undefined;

  async function noOlderThan(ms: number): Promise<AttributeDefinition[]> {
    if (known === undefined || now() - known.at >= ms) known = { at: now(), definitions: await read() };
    return known.definitions;
  }

  return {
    async find(name) {
      return findDefinition(await noOlderThan(keepMs), name, now()) ?? findDefinition(await noOlderThan(rereadMs), name, now());
    },
    all: () => noOlderThan(keepMs),
  };
}
