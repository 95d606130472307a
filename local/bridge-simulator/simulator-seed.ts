import { parseContactId } from '../../functions/core/bridge/contact-id.ts';
import { runSample, type SampleEvent } from '../../functions/core/check/run-sample.ts';
import { mapEntries } from '../../functions/core/check/source-expressions.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { evaluate } from '../../functions/core/expression.ts';
import { attributeName } from '../../functions/core/map/patch.ts';
import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import { parseSaved } from '../../lib/config/samples/saved-request.ts';
import type { AttributeSeed } from './contacts/attributes.ts';

/** What the simulator has to know beforehand so that every sample can be delivered. */
export interface SimulatorSeed {
  attributes: AttributeSeed[];
  /**
   * Contacts the samples name by Bridge's id, with what the samples say they are found by: Bridge
   * knows them already.
   */
  contacts: KnownContact[];
}

interface KnownContact {
  id: string;
  workspace: string;
  email?: string;
  cellphone?: string;
}

/** What a map or a sample says of a custom attribute. */
interface AttributeUse {
  name: string;
  options: string[];
  isList: boolean;
}

/**
 * Reads the seed from the maps and the samples. An attribute that gets a list anywhere is closed,
 * with the values seen as its options.
 */
export async function seedFromSamples(
  sources: readonly ConfiguredSource[],
): Promise<SimulatorSeed> {
  const read = await Promise.all(sources.map(readSource));
  const uses = read.flatMap((source) => source.uses);
  const contacts = read.flatMap((source) => source.contacts);
  return {
    attributes: [...Map.groupBy(uses, ({ name }) => name)].map(toDefinition),
    contacts: [...Map.groupBy(contacts, ({ id }) => id).values()].map(merge),
  };
}

async function readSource({ source, samples }: ConfiguredSource) {
  const results = await Promise.all(
    samples.map(async ({ request }) =>
      runSample(source, await parseSaved(request, source)),
    ),
  );
  const events = results.flatMap((result) => result.events);
  const contacts = await Promise.all(events.map((event) => knownContact(source, event)));
  return {
    uses: [...usesInMap(source), ...events.flatMap(usesInEvent)],
    contacts: contacts.filter((contact) => contact !== undefined),
  };
}

function usesInMap(source: Source): AttributeUse[] {
  const names = Object.keys(source.map.customAttributes ?? {});
  const given = mapEntries(source).flatMap(({ field, entry }) => {
    const name = names.find((candidate) => field === `customAttributes.${candidate}`);
    if (name === undefined || typeof entry === 'string') return [];
    const options = [...Object.values(entry.lookup ?? {}), entry.default ?? []].flat();
    return [{ name, options, isList: false }];
  });
  return [...names.map((name) => ({ name, options: [], isList: false })), ...given];
}

function usesInEvent({ fields }: SampleEvent): AttributeUse[] {
  return fields.flatMap((result) => {
    const name = attributeName(result.field);
    if (name === undefined || result.kind !== 'set') return [];
    const options = [result.value].flat().filter((value) => typeof value === 'string');
    return [{ name, options, isList: Array.isArray(result.value) }];
  });
}

/** The contact that a sample names by Bridge's id. */
async function knownContact(
  { contact, workspace }: Source,
  event: SampleEvent,
): Promise<KnownContact | undefined> {
  if (contact.id === undefined || event.scope === undefined) return undefined;
  const named = await evaluate(contact.id, event.scope);
  const id =
    named.ok && typeof named.value === 'string' ? parseContactId(named.value) : undefined;
  return id === undefined ? undefined : { ...found(event), id, workspace };
}

/** What several samples say of one contact: the first that says something counts. */
function merge(said: KnownContact[]): KnownContact {
  return said.reduceRight((known, earlier) => Object.assign(known, earlier));
}

function found({ fields }: SampleEvent): Pick<KnownContact, 'email' | 'cellphone'> {
  const known = fields.flatMap((result) =>
    result.kind === 'set' && (result.field === 'email' || result.field === 'cellphone')
      ? [[result.field, result.value]]
      : [],
  );
  return Object.fromEntries(known);
}

function toDefinition(
  [keyName, uses]: [name: string, uses: AttributeUse[]],
  index: number,
): AttributeSeed {
  const id = `attribute-${index + 1}`;
  if (!uses.some(({ isList }) => isList)) return { id, category: 'OPEN', keyName };
  const options = [...new Set(uses.flatMap((use) => use.options))];
  const closedAttributesValues = options.map((value, option) => ({
    id: `${id}-option-${option + 1}`,
    value,
  }));
  return { id, category: 'CLOSED', keyName, closedAttributesValues };
}
