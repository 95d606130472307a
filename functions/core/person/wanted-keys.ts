import type { Contact } from '../bridge/bridge-answer.ts';
import type { Bridge } from '../bridge/bridge-calls.ts';
import type { MatchKey, Source } from '../config/source-schema.ts';
import { PermanentFailure } from '../errors.ts';
import { evaluate, type Scope } from '../expression.ts';
import { normaliseKey } from '../map/convert-value.ts';
import type { FieldResult } from '../map/map-to-patch.ts';
import { spellingsOf } from '../map/phone/renumbered.ts';
import { toOneText } from '../visible-text.ts';

/** A number or an address that somebody is known by, normalised. */
export interface KnownValue {
  field: 'email' | 'cellphone';
  value: string;
}

/** One that a contact is looked for by. `rank` is its place in the source's list. */
export interface WantedKey extends KnownValue {
  rank: number;
}

/**
 * The numbers and addresses among what is to be written, whether or not anybody is looked for by
 * them. The map has normalised them.
 */
export function valuesKnownBy(fields: FieldResult[]): KnownValue[] {
  return fields.flatMap((result) => {
    const { field } = result;
    const isKey = field === 'cellphone' || field === 'email';
    return isKey && result.kind === 'set' && typeof result.value === 'string'
      ? [{ field, value: result.value }]
      : [];
  });
}

/**
 * What the source's match keys amount to for one event, in their order. Keys without a value are
 * left out.
 * @throws PermanentFailure `bad-expression`
 */
export async function readWantedKeys(
  source: Source,
  scope: Scope,
  fields: FieldResult[],
  country: string | undefined,
): Promise<WantedKey[]> {
  const mapped = valuesKnownBy(fields);
  const wanted: WantedKey[] = [];
  for (const [rank, key] of (source.contact.match ?? []).entries()) {
    const known =
      typeof key === 'string'
        ? mapped.find(({ field }) => field === key)
        : await readKey(key, scope, country);
    if (known !== undefined) wanted.push({ ...known, rank });
  }
  return wanted;
}

async function readKey(
  key: Exclude<MatchKey, string>,
  scope: Scope,
  country: string | undefined,
): Promise<KnownValue | undefined> {
  const [field, expression] =
    'email' in key
      ? (['email', key.email] as const)
      : (['cellphone', key.cellphone] as const);
  const result = await evaluate(expression, scope);
  if (!result.ok)
    throw new PermanentFailure('bad-expression', {
      detail: `contact.match ${field}: ${result.code}`,
    });
  const text = toOneText(result.value);
  const value = text === undefined ? undefined : normaliseKey(field, text, country);
  return value === undefined ? undefined : { field, value };
}

/** Whether a contact has the value, however it is written there. */
export function hasKey(
  contact: Contact,
  { field, value }: KnownValue,
  country: string | undefined,
): boolean {
  const own = contact[field];
  return (
    own === value ||
    (typeof own === 'string' && normaliseKey(field, own, country) === value)
  );
}

/**
 * The contacts that have a value, and whether all that Bridge found could be read. Bridge searches
 * by spelling: where nobody has a number as it is dialled today, it is asked for the earlier one.
 * @throws TransientFailure
 */
export async function searchByKey(
  key: KnownValue,
  country: string | undefined,
  { searchContacts }: Pick<Bridge, 'searchContacts'>,
): Promise<{ contacts: Contact[]; complete: boolean }> {
  for (const spelling of key.field === 'cellphone'
    ? spellingsOf(key.value)
    : [key.value]) {
    const { contacts, complete } = await searchContacts(spelling);
    const withKey = contacts.filter((contact) => hasKey(contact, key, country));
    if (withKey.length > 0 || !complete) return { contacts: withKey, complete };
  }
  return { contacts: [], complete: true };
}
