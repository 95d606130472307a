import { parseContactId } from '../../functions/core/bridge/contact-id.ts';
import { runSample, type SampleEvent } from '../../functions/core/check/run-sample.ts';
import { mapEntries } from '../../functions/core/check/source-expressions.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { evaluate } from '../../functions/core/expression.ts';
import { attributeName } from '../../functions/core/map/patch.ts';
import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import { parseSaved } from '../../lib/config/saved-request.ts';
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

/** What is known of a custom attribute: every value seen, and whether some sample gave a list. */
interface AttributeUse {
  options: Set<string>;
  isList: boolean;
}

/**
 * Reads the seed from the maps and the samples. An attribute that gets a list anywhere is closed,
 * with the values seen as its options.
 */
export async function seedFromSamples(
  sources: readonly ConfiguredSource[],
): Promise<SimulatorSeed> {
  const uses = new Map<string, AttributeUse>();
  const contacts = new Map<string, KnownContact>();
  for (const { source, samples } of sources) {
    noteMap(source, uses);
    for (const { request } of samples) {
      const { events } = await runSample(source, parseSaved(request, source));
      for (const event of events) {
        noteValues(event, uses);
        const id = await contactId(source, event);
        if (id !== undefined)
          contacts.set(id, {
            ...found(event),
            ...contacts.get(id),
            id,
            workspace: source.workspace,
          });
      }
    }
  }
  return {
    attributes: [...uses].map(([name, use], index) => toDefinition(name, use, index)),
    contacts: [...contacts.values()],
  };
}

function noteMap(source: Source, uses: Map<string, AttributeUse>): void {
  for (const name of Object.keys(source.map.customAttributes ?? {}))
    if (!uses.has(name)) uses.set(name, { options: new Set(), isList: false });
  for (const { field, entry } of mapEntries(source)) {
    const use = uses.get(field.replace(/^customAttributes\./, ''));
    if (typeof entry === 'string' || use === undefined || !field.startsWith('customAttributes.'))
      continue;
    for (const value of Object.values(entry.lookup ?? {})) use.options.add(value);
    if (entry.default !== undefined) use.options.add(entry.default);
  }
}

function noteValues({ fields }: SampleEvent, uses: Map<string, AttributeUse>): void {
  for (const result of fields) {
    const use = uses.get(attributeName(result.field) ?? '');
    if (use === undefined || result.kind !== 'set') continue;
    if (Array.isArray(result.value)) use.isList = true;
    for (const value of [result.value].flat())
      if (typeof value === 'string') use.options.add(value);
  }
}

function found({ fields }: SampleEvent): Pick<KnownContact, 'email' | 'cellphone'> {
  const known = fields.flatMap((result) =>
    result.kind === 'set' && (result.field === 'email' || result.field === 'cellphone')
      ? [[result.field, result.value]]
      : [],
  );
  return Object.fromEntries(known);
}

async function contactId({ contact }: Source, { scope }: SampleEvent): Promise<string | undefined> {
  if (contact.id === undefined || scope === undefined) return undefined;
  const id = await evaluate(contact.id, scope);
  return id.ok && typeof id.value === 'string' ? parseContactId(id.value) : undefined;
}

function toDefinition(
  name: string,
  { options, isList }: AttributeUse,
  index: number,
): AttributeSeed {
  const id = `attribute-${index + 1}`;
  if (!isList) return { id, category: 'OPEN', keyName: name };
  const closedAttributesValues = [...options].map((value, option) => ({
    id: `${id}-option-${option + 1}`,
    value,
  }));
  return { id, category: 'CLOSED', keyName: name, closedAttributesValues };
}
