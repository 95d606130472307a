import type {
  AttributeDefinition,
  Contact,
} from '../../functions/core/bridge/bridge-answer.ts';
import {
  type AttributeValue,
  attributeOf,
  emptyAttribute,
  textsOf,
  toAttributesWrite,
} from '../../functions/core/bridge/custom-attributes.ts';
import type { FieldWrite } from '../../functions/core/write/field-write.ts';
import { type Finding, unsettled } from './finding.ts';
import { isRefused, type Trial } from './trial.ts';

/** One attribute is sent, as it is: what becomes of the others? */
export async function tryOneAttribute(trial: Trial): Promise<Finding> {
  const [one, ...others] = filled(trial);
  if (one === undefined || others.length === 0)
    return unsettled('the contact needs values in two attributes');
  const rest = await trial.bodyOf([]);
  const now = await trial.attempt({
    ...rest,
    customAttributes: toAttributesWrite([one]),
  });
  if (isRefused(now)) return unsettled(`a list of ${pathOf(one)} alone was refused`);
  const gone = others.filter(({ definition }) => textsOf(now, definition).length === 0);
  if (gone.length === 0)
    return { value: 'merges', note: `${pathOf(one)} alone left the others as they were` };
  return {
    value: 'replaces',
    note: `${pathOf(one)} alone cleared ${gone.map(pathOf).join(', ')}`,
  };
}

export async function tryEmptying(trial: Trial): Promise<Finding> {
  const answers = [await tryEmpty(trial, 'OPEN'), await tryEmpty(trial, 'CLOSED')].filter(
    (answer) => answer !== undefined,
  );
  const note = answers.map((answer) => answer.note).join('; ');
  const values = new Set(answers.map(({ value }) => value));
  const [value] = values;
  if (value === undefined)
    return unsettled(note === '' ? 'the workspace has no attributes' : note);
  return values.size === 1 ? { value, note } : unsettled(note);
}

/** `undefined` if the workspace has no attribute of the category. */
async function tryEmpty(
  trial: Trial,
  category: AttributeDefinition['category'],
): Promise<Finding | undefined> {
  if (trial.definitions.every((definition) => definition.category !== category))
    return undefined;
  const one = filled(trial).find(({ definition }) => definition.category === category);
  if (one === undefined)
    return unsettled(`the contact has no value in an attribute that is ${category}`);
  const { definition } = one;
  const now = await trial.attempt(
    await trial.bodyOf([toWrite(emptyAttribute(definition))]),
  );
  if (isRefused(now))
    return { value: 'ignored', note: `${category}: clearing ${pathOf(one)} was refused` };
  if (textsOf(now, definition).length > 0)
    return { value: 'ignored', note: `${category}: ${pathOf(one)} was not cleared` };
  await trial.restore();
  return { value: 'clears', note: `${category}: ${pathOf(one)} was cleared` };
}

type ChosenOptions = AttributeValue & { optionIds: string[] };

/** Fewer of the chosen options, else another one: are those that were left out still chosen? */
export async function tryOtherOptions(trial: Trial): Promise<Finding> {
  const closed = filled(trial).filter((value) => 'optionIds' in value);
  const several = closed.find(({ optionIds }) => optionIds.length > 1);
  const choice = several === undefined ? otherOption(closed) : firstOption(several);
  if (!trial.definitions.some(hasTwoOptions))
    return unsettled('the workspace has no CLOSED attribute with two options');
  if (choice === undefined)
    return unsettled(
      'the contact has no option chosen in a CLOSED attribute that has two',
    );
  if (several === undefined && trial.knows.emptyAttribute !== 'clears')
    return unsettled(
      'the contact needs two options chosen in one CLOSED attribute, ' +
        'because another one could not be taken off again',
    );
  const { chosen, wanted } = choice;
  const write = toWrite({ definition: chosen.definition, optionIds: wanted });
  const now = await trial.attempt(await trial.bodyOf([write]));
  if (isRefused(now)) return unsettled(`other options of ${pathOf(chosen)} were refused`);
  const kept = optionsIn(now, chosen.definition);
  const leftOut = chosen.optionIds.filter((id) => !wanted.includes(id));
  return leftOut.some((id) => kept.includes(id))
    ? { value: 'adds', note: `other options of ${pathOf(chosen)} joined those before` }
    : {
        value: 'replaces',
        note: `other options of ${pathOf(chosen)} took the place of those before`,
      };
}

function hasTwoOptions({ closedAttributesValues }: AttributeDefinition): boolean {
  return (closedAttributesValues ?? []).length > 1;
}

/** An attribute as it is, and the options that are chosen instead. */
interface Choice {
  chosen: ChosenOptions;
  wanted: string[];
}

function firstOption(chosen: ChosenOptions): Choice {
  return { chosen, wanted: chosen.optionIds.slice(0, 1) };
}

function otherOption(closed: ChosenOptions[]): Choice | undefined {
  for (const chosen of closed) {
    const options = chosen.definition.closedAttributesValues ?? [];
    const other = options.find(({ id }) => !chosen.optionIds.includes(id));
    if (other !== undefined) return { chosen, wanted: [other.id] };
  }
  return undefined;
}

function optionsIn(contact: Contact, definition: AttributeDefinition): string[] {
  const value = attributeOf(contact, definition);
  return value !== undefined && 'optionIds' in value ? value.optionIds : [];
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
