import type { Contact } from '../../functions/core/bridge/bridge-answer.ts';
import type { Behaviour } from '../../functions/core/config/bridge-schema.ts';
import { type ScalarField, scalarFields } from '../../functions/core/map/patch.ts';
import { tryEmptying, tryOneAttribute, tryOtherOptions } from './attribute-experiments.ts';
import { differences } from './compare-contacts.ts';
import { type Finding, unsettled } from './finding.ts';
import { isRefused, type Trial } from './trial.ts';

/**
 * What is tried, in this order: each one writes as those before it found right. None needs a field
 * without a value to be cleared again.
 */
export const experiments: {
  setting: keyof Behaviour;
  run(trial: Trial): Promise<Finding>;
}[] = [
  { setting: 'omittedFields', run: tryOmitting },
  { setting: 'attributeList', run: tryOneAttribute },
  { setting: 'emptyAttribute', run: tryEmptying },
  { setting: 'optionList', run: tryOtherOptions },
  { setting: 'nulls', run: tryNull },
  { setting: 'unknownOwner', run: tryStranger },
];

/** The phone and the email are sent as they are, so that whatever happens they are kept. */
async function tryOmitting({ original, attempt }: Trial): Promise<Finding> {
  const present = scalarFields.filter((field) => original[field]);
  const kept = present.filter((field) => field === 'cellphone' || field === 'email');
  const sent = kept.length > 0 ? kept : present.slice(0, 1);
  const others = differences({ ...bare(original), ...only(original, sent) }, original);
  if (sent.length === 0 || others.length === 0)
    return unsettled('the contact has too few values; give it a first and a last name');
  const now = await attempt(only(original, sent));
  if (isRefused(now))
    return unsettled(`a PATCH of ${sent.join(' and ')} alone was refused`);
  const gone = others.filter((path) => differences(original, now).includes(path));
  if (gone.length === 0)
    return { value: 'kept', note: `${sent.join(' and ')} alone left the rest as it was` };
  return {
    value: 'cleared',
    note: `${sent.join(' and ')} alone cleared ${gone.join(', ')}`,
  };
}

/** What a contact has besides fields that can be written. */
function bare(contact: Contact): Contact {
  const empty = Object.fromEntries(scalarFields.map((field) => [field, null]));
  return { ...contact, ...empty, ownerId: null, customAttributes: [] };
}

function only(contact: Contact, fields: ScalarField[]): Partial<Contact> {
  return Object.fromEntries(fields.map((field) => [field, contact[field]]));
}

async function tryNull(trial: Trial): Promise<Finding> {
  const field = (['lastName', 'firstName', 'languageCode', 'email'] as const).find(
    (name) => trial.original[name],
  );
  if (field === undefined)
    return unsettled(
      'the contact has no value that could be cleared; give it a last name',
    );
  const now = await trial.attempt(
    await trial.bodyOf([{ field, value: null, overwrite: true }]),
  );
  if (isRefused(now)) return { value: 'ignored', note: `null for ${field} was refused` };
  return now[field]
    ? { value: 'ignored', note: `${field} was not cleared` }
    : { value: 'clears', note: `${field} was cleared` };
}

/** `.invalid` will always be nobody's (RFC 2606). */
const stranger = {
  identifier: 'nobody@bridgehook.invalid',
  identifierType: 'EMAIL' as const,
};

async function tryStranger(trial: Trial): Promise<Finding> {
  const { ownerId } = trial.original;
  if (!ownerId)
    return unsettled(
      'the contact has no owner, and one could not be taken off again; give it one',
    );
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
