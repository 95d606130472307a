import type { Contact } from '../bridge/bridge-answer.ts';
import type { Bridge } from '../bridge/bridge-calls.ts';
import type { MatchKey, Source } from '../config/source-schema.ts';
import { PermanentFailure } from '../errors.ts';
import { evaluate, type Scope } from '../expression.ts';
import { normaliseKey } from '../map/convert-value.ts';
import { type FieldResult, readCountry } from '../map/map-to-patch.ts';

/** Which contact an event is about. `search` is asked for, never cached: numbers and addresses change hands. */
export type Resolution = { contactId: string; how: 'id' | 'match' } | { notFound: true };

interface WantedKey {
  field: 'email' | 'cellphone';
  value: string;
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Finds the contact: Bridge's id where the event carries it, else the match keys in their order. One hit wins, none tries the next
 * key, several are narrowed by the next.
 * @throws PermanentFailure `ambiguous` when several remain, `invalid-value` when the id is none, `bad-expression`
 */
export async function resolveContact(
  source: Source,
  scope: Scope,
  fields: FieldResult[],
  bridge: Pick<Bridge, 'searchContacts'>,
): Promise<Resolution> {
  const contactId = source.contact.id === undefined ? undefined : await readContactId(source.contact.id, scope);
  if (contactId !== undefined) return { contactId, how: 'id' };
  const country = await readCountry(source, scope);
  const wanted: WantedKey[] = [];
  for (const key of source.contact.match ?? []) {
    const found = await wantedKey(key, scope, fields, country);
    if (found !== undefined) wanted.push(found);
  }
  return search(wanted, country, bridge);
}

async function readContactId(expression: string, scope: Scope): Promise<string | undefined> {
  const result = await evaluate(expression, scope);
  if (!result.ok) throw new PermanentFailure('bad-expression', { detail: `contact.id: ${result.code}` });
  if (result.value === undefined || result.value === null || result.value === '') return undefined;
  if (typeof result.value !== 'string' || !uuid.test(result.value.trim()))
    throw new PermanentFailure('invalid-value', { detail: 'contact.id: not-a-uuid' });
  return result.value.trim().toLowerCase();
}

async function wantedKey(key: MatchKey, scope: Scope, fields: FieldResult[], country: string | undefined): Promise<WantedKey | undefined> {
  if (typeof key === 'string') {
    const mapped = fields.find((result) => result.field === key);
    const value = mapped?.kind === 'set' && typeof mapped.value === 'string' ? normaliseKey(key, mapped.value, country) : undefined;
    return value === undefined ? undefined : { field: key, value };
  }
  const [field, expression] = 'email' in key ? (['email', key.email] as const) : (['cellphone', key.cellphone] as const);
  const result = await evaluate(expression, scope);
  if (!result.ok) throw new PermanentFailure('bad-expression', { detail: `contact.match ${field}: ${result.code}` });
  const text = typeof result.value === 'string' || typeof result.value === 'number' ? String(result.value) : '';
  const value = normaliseKey(field, text, country);
  return value === undefined ? undefined : { field, value };
}

async function search(wanted: WantedKey[], country: string | undefined, bridge: Pick<Bridge, 'searchContacts'>): Promise<Resolution> {
  for (const [index, key] of wanted.entries()) {
    const { contacts, complete } = await bridge.searchContacts(key.value);
    let hits = contacts.filter((contact) => hasKey(contact, key, country));
    if (!complete) throw new PermanentFailure('ambiguous', { detail: `${key.field}: too many search results` });
    for (const next of wanted.slice(index + 1)) if (hits.length > 1) hits = narrow(hits, next, country);
    const [hit, second] = hits;
    if (hit !== undefined && second === undefined) return { contactId: hit.id, how: 'match' };
    if (second !== undefined) throw new PermanentFailure('ambiguous', { detail: `${key.field}: ${hits.length} contacts` });
  }
  return { notFound: true };
}

/** Those that have the next key too; all of them when none has it. */
function narrow(hits: Contact[], key: WantedKey, country: string | undefined): Contact[] {
  const narrowed = hits.filter((contact) => hasKey(contact, key, country));
  return narrowed.length === 0 ? hits : narrowed;
}

function hasKey(contact: Contact, { field, value }: WantedKey, country: string | undefined): boolean {
  const own = contact[field];
  return typeof own === 'string' && normaliseKey(field, own, country) === value;
}
