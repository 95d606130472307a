import type { AttributeDefinition, Contact } from './bridge-answer.ts';
import { activeDefinitions, findDefinition, isNamed } from './custom-attributes.ts';

/**
 * The custom attributes of a workspace, read when first needed and kept for ten minutes. What is
 * archived is not in it.
 */
export interface AttributeCatalogue {
  /**
   * A definition by its name, as `findDefinition` finds it. For a name it lacks, or one that does
   * not fit, the list is read again, at most once a minute.
   */
  find(
    name: string,
    fits?: (definition: AttributeDefinition) => boolean,
  ): Promise<AttributeDefinition | undefined>;
  /**
   * All definitions. The list is read again if the contact has an attribute or an option it lacks:
   * that one was defined since, and a set without it could wipe it.
   */
  allFor(contact: Contact): Promise<AttributeDefinition[]>;
  /** Reads the list again, at most once a minute: Bridge refused what was made from it. */
  reread(): Promise<void>;
}

const keepMs = 10 * 60_000;
const rereadMs = 60_000;
const mostUnlisted = 1_000;

export function createAttributeCatalogue(
  read: () => Promise<AttributeDefinition[]>,
  now: () => number,
): AttributeCatalogue {
  let known: { at: number; definitions: AttributeDefinition[] } | undefined;
  /**
   * Attributes and options that contacts have and a newer list did not: reading it again for them
   * would be in vain.
   */
  const unlisted = new Set<string>();

  async function noOlderThan(ms: number): Promise<AttributeDefinition[]> {
    if (known === undefined || now() - known.at >= ms)
      known = { at: now(), definitions: await read() };
    return known.definitions;
  }

  return {
    async find(name, fits = () => true) {
      const definition = findDefinition(await noOlderThan(keepMs), name, now());
      return definition !== undefined && fits(definition)
        ? definition
        : findDefinition(await noOlderThan(rereadMs), name, now());
    },
    async allFor(contact) {
      const missing = missingFrom(await noOlderThan(keepMs), contact).filter(
        (name) => !unlisted.has(name),
      );
      if (missing.length > 0) {
        if (unlisted.size > mostUnlisted) unlisted.clear();
        for (const name of missingFrom(await noOlderThan(0), contact)) unlisted.add(name);
      }
      return activeDefinitions(await noOlderThan(keepMs), now());
    },
    async reread() {
      await noOlderThan(rereadMs);
    },
  };
}

/**
 * What a contact has and a list does not know, archived or not: attributes, and options of closed
 * ones.
 */
function missingFrom(
  definitions: AttributeDefinition[],
  { customAttributes }: Contact,
): string[] {
  return (customAttributes ?? []).flatMap(({ key, values }) => {
    const definition = definitions.find(({ keyName }) => isNamed(keyName, key));
    if (definition === undefined) return [key];
    const options = definition.category === 'CLOSED' ? (values ?? []) : [];
    return options
      .filter(
        (text) => !definition.closedAttributesValues?.some(({ value }) => value === text),
      )
      .map((text) => `${key}\n${text}`);
  });
}
