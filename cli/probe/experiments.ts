import type { AttributeDefinition, Contact } from '../../functions/core/bridge/bridge-answer.ts';
import {
  type AttributeValue,
  attributeOf,
  textsOf,
  toAttributesWrite,
} from '../../functions/core/bridge/custom-attributes.ts';
import type { Behaviour } from '../../functions/core/config/bridge-schema.ts';
import { type ScalarField, scalarFields } from '../../functions/core/map/patch.ts';
import type { FieldWrite } from '../../functions/core/write/field-write.ts';
import { differences } from './compare-contacts.ts';
import type { Trial } from './trial.ts';

/** What an experiment came to. Without `value` it is not settled, and `note` says why. */
export interface Finding {
  value?: string;
  note: string;
  /** Nothing can be found out after this. */
  endsAll?: true;
}

/**
 * What is tried, in this order: each one writes as those before it found right. None needs a field
 * without a value to be cleared again.
 */
export const experiments: { setting: keyof Behaviour; run(trial: Trial): Promise<Finding> }[] = [
  { setting: 'omittedFields', run: tryOmitting },
  { setting: 'attributeList', run: tryOneAttribute },
  { setting: 'emptyAttribute', run: tryEmptying },
  { setting: 'optionList', run: tryOtherOptions },
  { setting: 'nulls', run: tryNull },
  { setting: 'unknownOwner', run: tryStranger },
];

const unsettled = (note: string): Finding => ({ note });

/** The phone and the email are sent as they are, so that whatever happens they are kept. */
async function tryOmitting({ original, attempt }: Trial): Promise<Finding> {
  const present = scalarFields.filter((field) => original[field]);
  const kept = present.filter((field) => field === 'cellphone' || field === 'email');
  const sent = kept.length > 0 ? kept : present.slice(0, 1);
  const others = differences({ ...bare(original), ...only(original, sent) }, original);
  if (sent.length === 0 || others.length === 0)
    return unsettled('the contact has too few values; give it a first and a last name');
  const now = await attempt(only(original, sent));
  if (isRefused(now)) return unsettled(`a PATCH of ${sent.join(' and ')} alone was refused`);
  const gone = others.filter((path) => differences(original, now).includes(path));
  if (gone.length === 0)
    return { value: 'kept', note: `${sent.join(' and ')} alone left the rest as it was` };
  return { value: 'cleared', note: `${sent.join(' and ')} alone cleared ${gone.join(', ')}` };
}

/** What a contact has besides fields that can be written. */
function bare(contact: Contact): Contact {
  const empty = Object.fromEntries(scalarFields.map((field) => [field, null]));
  return { ...contact, ...empty, ownerId: null, customAttributes: [] };
}

function only(contact: Contact, fields: ScalarField[]): Partial<Contact> {
  return Object.fromEntries(fields.map((field) => [field, contact[field]]));
}

/** One attribute is sent, as it is: what becomes of the others? */
async function tryOneAttribute(trial: Trial): Promise<Finding> {
  const [one, ...others] = filled(trial);
  if (one === undefined || others.length === 0)
    return unsettled('the contact needs values in two attributes');
  const now = await trial.attempt({
    ...(await trial.bodyOf([])),
    customAttributes: toAttributesWrite([one]),
  });
  if (isRefused(now)) return unsettled(`a list of ${pathOf(one)} alone was refused`);
  const gone = others.filter(({ definition }) => textsOf(now, definition).length === 0);
  if (gone.length === 0)
    return { value: 'merges', note: `${pathOf(one)} alone left the others as they were` };
  return { value: 'replaces', note: `${pathOf(one)} alone cleared ${gone.map(pathOf).join(', ')}` };
}

async function tryEmptying(trial: Trial): Promise<Finding> {
  const answers = [await tryEmpty(trial, 'OPEN'), await tryEmpty(trial, 'CLOSED')].filter(
    (answer) => answer !== undefined,
  );
  const note = answers.map((answer) => answer.note).join('; ');
  const values = new Set(answers.map(({ value }) => value));
  const [value] = values;
  if (value === undefined) return unsettled(note === '' ? 'the workspace has no attributes' : note);
  return values.size === 1 ? { value, note } : unsettled(note);
}

/** `undefined` if the workspace has no attribute of the category. */
async function tryEmpty(
  trial: Trial,
  category: AttributeDefinition['category'],
): Promise<Finding | undefined> {
  if (trial.definitions.every((definition) => definition.category !== category)) return undefined;
  const one = filled(trial).find(({ definition }) => definition.category === category);
  if (one === undefined)
    return unsettled(`the contact has no value in an attribute that is ${category}`);
  const { definition } = one;
  const empty = category === 'OPEN' ? { definition, content: '' } : { definition, optionIds: [] };
  const now = await trial.attempt(await trial.bodyOf([toWrite(empty)]));
  if (isRefused(now))
    return { value: 'ignored', note: `${category}: clearing ${pathOf(one)} was refused` };
  if (textsOf(now, definition).length > 0)
    return { value: 'ignored', note: `${category}: ${pathOf(one)} was not cleared` };
  await trial.restore();
  return { value: 'clears', note: `${category}: ${pathOf(one)} was cleared` };
}

/** Fewer of the chosen options, else another one: are those that were left out still chosen? */
async function tryOtherOptions(trial: Trial): Promise<Finding> {
  const closed = filled(trial).filter((value) => 'optionIds' in value);
  const several = closed.find(({ optionIds }) => optionIds.length > 1);
  const [chosen, wanted] = several ? [several, several.optionIds.slice(0, 1)] : otherOption(closed);
  if (
    trial.definitions.every(
      ({ closedAttributesValues }) => (closedAttributesValues ?? []).length < 2,
    )
  )
    return unsettled('the workspace has no CLOSED attribute with two options');
  if (chosen === undefined)
    return unsettled('the contact has no option chosen in a CLOSED attribute that has two');
  if (several === undefined && trial.knows.emptyAttribute !== 'clears')
    return unsettled(
      'the contact needs two options chosen in one CLOSED attribute, ' +
        'because another one could not be taken off again',
    );
  const now = await trial.attempt(
    await trial.bodyOf([toWrite({ definition: chosen.definition, optionIds: wanted })]),
  );
  if (isRefused(now)) return unsettled(`other options of ${pathOf(chosen)} were refused`);
  const after = attributeOf(now, chosen.definition);
  const left = chosen.optionIds.filter(
    (id) =>
      !wanted.includes(id) &&
      after !== undefined &&
      'optionIds' in after &&
      after.optionIds.includes(id),
  );
  if (left.length === 0)
    return {
      value: 'replaces',
      note: `other options of ${pathOf(chosen)} took the place of those before`,
    };
  return { value: 'adds', note: `other options of ${pathOf(chosen)} joined those before` };
}

function otherOption(
  closed: (AttributeValue & { optionIds: string[] })[],
): [(AttributeValue & { optionIds: string[] }) | undefined, string[]] {
  for (const value of closed) {
    const other = value.definition.closedAttributesValues?.find(
      ({ id }) => !value.optionIds.includes(id),
    );
    if (other !== undefined) return [value, [other.id]];
  }
  return [undefined, []];
}

async function tryNull(trial: Trial): Promise<Finding> {
  const field = (['lastName', 'firstName', 'languageCode', 'email'] as const).find(
    (name) => trial.original[name],
  );
  if (field === undefined)
    return unsettled('the contact has no value that could be cleared; give it a last name');
  const now = await trial.attempt(await trial.bodyOf([{ field, value: null, overwrite: true }]));
  if (isRefused(now)) return { value: 'ignored', note: `null for ${field} was refused` };
  return now[field]
    ? { value: 'ignored', note: `${field} was not cleared` }
    : { value: 'clears', note: `${field} was cleared` };
}

/** `.invalid` will always be nobody's (RFC 2606). */
const stranger = { identifier: 'nobody@bridgehook.invalid', identifierType: 'EMAIL' as const };

async function tryStranger(trial: Trial): Promise<Finding> {
  const { ownerId } = trial.original;
  if (!ownerId)
    return unsettled('the contact has no owner, and one could not be taken off again; give it one');
  const now = await trial.attempt(
    await trial.bodyOf([{ field: 'owner', value: stranger, overwrite: true }]),
  );
  if (isRefused(now))
    return {
      value: 'refused',
      note: `an owner who does not exist was refused (${now.refusedBecause})`,
    };
  if (now.ownerId === ownerId)
    return { value: 'ignored', note: 'an owner who does not exist changed nothing' };
  return unsettled(
    now.ownerId
      ? 'an owner who does not exist was taken'
      : 'an owner who does not exist took the owner off',
  );
}

function isRefused(
  answer: Contact | { refusedBecause: string },
): answer is { refusedBecause: string } {
  return 'refusedBecause' in answer;
}

/** The attributes of the contact that have a value. */
function filled({ original, definitions }: Trial): AttributeValue[] {
  return definitions
    .map((definition) => attributeOf(original, definition))
    .filter((value) => value !== undefined);
}

function toWrite(attribute: AttributeValue): FieldWrite {
  return { field: pathOf(attribute), value: null, overwrite: true, attribute };
}

function pathOf({ definition }: AttributeValue): `customAttributes.${string}` {
  return `customAttributes.${definition.keyName}`;
}
