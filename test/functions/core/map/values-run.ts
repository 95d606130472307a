import { isDeepStrictEqual } from 'node:util';
import type {
  AttributeDefinition,
  Contact,
} from '../../../../functions/core/bridge/bridge-answer.ts';
import type { AttributesWrite } from '../../../../functions/core/bridge/custom-attributes.ts';
import type { Ending } from '../../../../functions/core/memory/event-record.ts';
import { buildEvent, buildMessage, buildSource } from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';
import type { ValueTable } from './values-document.ts';

type SourceMap = ValueTable['map'];
type Policy = 'whenEmpty' | 'whenInvalid' | 'overwrite' | 'lookup' | 'default';

/**
 * A column: the policies an entry has in it, those of the document by name, and what Bridge has.
 */
interface Column {
  policies: Partial<Record<Policy, string | boolean>>;
  bridge: 'has a value' | 'has none' | 'has no contact';
}

export const columns: Record<string, Column> = {
  'no policy': { policies: {}, bridge: 'has a value' },
  '`whenEmpty: clear`': { policies: { whenEmpty: 'clear' }, bridge: 'has a value' },
  '`whenInvalid: skip`': { policies: { whenInvalid: 'skip' }, bridge: 'has a value' },
  '`overwrite: false`, Bridge has a value': {
    policies: { overwrite: false },
    bridge: 'has a value',
  },
  '`overwrite: false`, Bridge has none': {
    policies: { overwrite: false },
    bridge: 'has none',
  },
  '`default`, contact created': {
    policies: { default: 'of the document' },
    bridge: 'has no contact',
  },
  '`default`, contact exists': {
    policies: { default: 'of the document' },
    bridge: 'has none',
  },
  '`lookup`': { policies: { lookup: 'of the document' }, bridge: 'has a value' },
};

const contactId = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const cellphone = '+34600000000';

const option = (value: string) => ({ id: `id of ${value}`, value });
const definitions: AttributeDefinition[] = [
  { id: 'open-id', category: 'OPEN', keyName: 'Lead source' },
  {
    id: 'closed-id',
    category: 'CLOSED',
    keyName: 'Interests',
    closedAttributesValues: ['Tennis', 'Golf', 'Chess', 'Padel', 'Polo'].map(option),
  },
];

/**
 * Delivers an event with the value to a Bridge in memory, and says what came of it in the words of
 * the document.
 */
export async function runCell(
  { map, bridgeHas }: ValueTable,
  { policies, bridge }: Column,
  value: unknown,
): Promise<string> {
  const isCreated = bridge === 'has no contact';
  const entries = withPolicies(map, policies);
  const source = buildSource({
    contact: { id: 'id', match: ['cellphone'], ifNotFound: 'create' },
    defaults: { country: 'ES' },
    map: isCreated ? { cellphone: 'phone', ...entries } : entries,
  });
  const existing: Contact = {
    id: contactId,
    ...(bridge === 'has a value' ? bridgeHas : {}),
  };
  const delivery = createDelivery(source, isCreated ? [] : [existing], definitions);
  const body = {
    ...(isCreated ? { phone: cellphone } : { id: contactId }),
    ...(value === undefined ? {} : { value }),
  };

  const { endings, failure } = await delivery.deliver(
    buildMessage([buildEvent({ id: 'e1', body })]),
  );

  const sent = delivery.bridge.patches().map(readPatch);
  const created = delivery.bridge.calls
    .filter(({ kind }) => kind === 'create')
    .map((call) => call.body);
  const fields = fieldsOf(map);
  const sentBeside: Record<string, string> =
    isCreated && !fields.includes('cellphone') ? { cellphone: inJson(cellphone) } : {};
  return describe(
    fields,
    { sentBeside, isCreated },
    { outcome: endings.e1, failure, sent, created },
  );
}

/** The document's entry with nothing but the policies of the column. */
function withPolicies(map: SourceMap, policies: Column['policies']): SourceMap {
  const { customAttributes, ...fields } = map;
  const reduce = (entries: object) =>
    Object.fromEntries(
      Object.entries(entries).map(([field, entry]) => {
        const chosen = Object.entries(policies).map(([name, value]) => [
          name,
          value === 'of the document' ? entry[name] : value,
        ]);
        return [field, { from: entry.from, ...Object.fromEntries(chosen) }];
      }),
    );
  return {
    ...reduce(fields),
    ...(customAttributes === undefined
      ? {}
      : { customAttributes: reduce(customAttributes) }),
  };
}

function fieldsOf({ customAttributes, fullName, ...fields }: SourceMap): string[] {
  const attributes = Object.keys(customAttributes ?? {}).map(
    (name) => `customAttributes.${name}`,
  );
  return [
    ...Object.keys(fields),
    ...(fullName === undefined ? [] : ['firstName', 'lastName']),
    ...attributes,
  ];
}

/** A PATCH as field → value in the document's notation. */
function readPatch({
  ownerIdentifier,
  customAttributes,
  ...fields
}: Record<string, unknown>): Record<string, string> {
  const read = Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [field, inJson(value)]),
  );
  if (ownerIdentifier !== undefined) {
    const { identifier, identifierType, ...more } = ownerIdentifier as Record<
      string,
      unknown
    >;
    read.owner = `${inJson(identifier)} as ${identifierType}${Object.keys(more).join()}`;
  }
  const { openAttributes = [], closedAttributes = [] } = (customAttributes ??
    {}) as Partial<AttributesWrite>;
  for (const { customAttributeId, content } of openAttributes)
    read[attributeField('OPEN', customAttributeId)] = inJson(content);
  for (const { customAttributeId, closedCustomAttributeIds } of closedAttributes)
    read[attributeField('CLOSED', customAttributeId)] = inJson(
      closedCustomAttributeIds.map((id) => id.replace('id of ', '')),
    );
  return read;
}

function inJson(value: unknown): string {
  return Array.isArray(value)
    ? `[${value.map(inJson).join(', ')}]`
    : String(JSON.stringify(value));
}

function attributeField(category: 'OPEN' | 'CLOSED', id: string): string {
  return `customAttributes.${definitions.find((definition) => definition.id === id && definition.category === category)?.keyName}`;
}

/** What is right beside the field itself. */
interface Around {
  sentBeside: Record<string, string>;
  isCreated: boolean;
}

interface Happened {
  outcome: Ending['outcome'] | undefined;
  failure: unknown;
  sent: Record<string, string>[];
  created: unknown[];
}

/**
 * The cell for what happened; whatever the document has no word for is told in full, which equals
 * no cell.
 */
function describe(
  fields: string[],
  { sentBeside, isCreated }: Around,
  happened: Happened,
): string {
  const { outcome, failure, sent, created } = happened;
  const [patch = {}, second] = sent;
  const values = fields.map((field) => patch[field]);
  const others = Object.fromEntries(
    Object.entries(patch).filter(([field]) => !fields.includes(field)),
  );
  const createdBy = created.map((body) => Object.keys(body as object).join());
  const isCreatedByPhone = isDeepStrictEqual(
    createdBy,
    isCreated ? sent.map(() => 'cellphone') : [],
  );
  const isAsExpected =
    failure === undefined &&
    second === undefined &&
    isCreatedByPhone &&
    isDeepStrictEqual(others, sentBeside);
  return (
    (isAsExpected && wordFor(fields, values, outcome)) ||
    `unexpected: ${JSON.stringify(happened)}`
  );
}

function wordFor(
  fields: string[],
  values: (string | undefined)[],
  outcome: Ending['outcome'] | undefined,
): string | undefined {
  if (values.some((value) => value !== undefined))
    return outcome?.kind === 'delivered'
      ? `sends ${values.map((value) => value ?? 'nothing').join(' and ')}`
      : undefined;
  if (outcome?.kind === 'unchanged') return 'unchanged';
  if (outcome?.kind === 'ignored' && outcome.reason === 'nothing-to-send')
    return 'ignored';
  if (outcome?.kind !== 'parked' || outcome.reason !== 'invalid-value') return undefined;
  const code = outcome.detail?.split(': ').at(-1);
  return outcome.detail === fields.map((field) => `${field}: ${code}`).join(', ')
    ? `parked: ${code}`
    : undefined;
}
