import type { AttributeDefinition, Contact } from './bridge-answer.ts';
import { activeDefinitions, findDefinition } from './custom-attributes.ts';

/** The custom attributes of a workspace, read when first needed. */
export interface AttributeCatalogue {
  /** An active definition by its name; the list is read again for a name it lacks, at most once a minute. */
  find(name: string): Promise<AttributeDefinition | undefined>;
  /**
   * The active definitions. The list is read again if the contact has an attribute it lacks: that one was defined since, and a set without it
   * could wipe it.
   */
  allFor(contact: Contact): Promise<AttributeDefinition[]>;
}

const keepMs = 10 * 60_000;
const rereadMs = 60_000;
const rereadForContactMs = 5_000;

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
    async allFor({ customAttributes }) {
      const definitions = await noOlderThan(keepMs);
      const isKnown = (key: string) => definitions.some(({ keyName }) => keyName === key);
      const isComplete = (customAttributes ?? []).every(({ key }) => isKnown(key));
      return activeDefinitions(isComplete ? definitions : await noOlderThan(rereadForContactMs), now());
    },
  };
}
