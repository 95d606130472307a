import type { MapEntry } from '../config/map-schema.ts';
import type { MatchKey, Source } from '../config/source-schema.ts';
import { evaluate, type Scope } from '../expression.ts';
import type { ScalarField } from '../map/patch.ts';
import { toOneText } from '../visible-text.ts';

/** What an event says about whose it is, in the order in which its contact is looked for. */
export interface ContactKeys {
  /** One text for each expression; `undefined` where it has no value. */
  texts: (string | undefined)[];
  /** An expression failed. Deliver evaluates it again and parks the event for it. */
  hasFailed: boolean;
}

/**
 * Reads what an event says about whose it is, normalised cheaply: one person can have two
 * texts, two people never one.
 * @param scope with the event after the source's transform
 * @param isFirstEnough stop at the first that has a value
 */
export async function readContactKeys(
  source: Source,
  scope: Scope,
  isFirstEnough: boolean,
): Promise<ContactKeys> {
  const { contact, map } = source;
  const external = await externalIdExpression(source, scope);
  const candidates = [
    { field: 'id', expression: contact.id },
    { field: `${source.system}`, expression: external.expression },
    ...(contact.match ?? []).map((key) => matchExpression(key, map)),
  ];
  const keys: ContactKeys = { texts: [], hasFailed: external.hasFailed };
  for (const { field, expression } of candidates) {
    const value = expression === undefined ? undefined : await evaluate(expression, scope);
    const text = value?.ok ? keyText(field, value.value) : undefined;
    if (value?.ok === false) keys.hasFailed = true;
    keys.texts.push(text);
    if (isFirstEnough && text !== undefined) break;
  }
  return keys;
}

/** A merge queues behind the events of the id that remains. */
async function externalIdExpression(
  { contact }: Source,
  scope: Scope,
): Promise<{ expression: string | undefined; hasFailed: boolean }> {
  const { merge, externalId } = contact;
  if (merge === undefined) return { expression: externalId, hasFailed: false };
  const isMerge = await evaluate(merge.when, scope);
  const expression = isMerge.ok && isMerge.value === true ? merge.into : externalId;
  return { expression, hasFailed: !isMerge.ok };
}

/** The field a match key searches by and the expression of its value: its own, or the map's. */
export function matchExpression(
  key: MatchKey,
  map: Partial<Record<ScalarField, MapEntry | undefined>>,
): { field: 'email' | 'cellphone'; expression: string | undefined } {
  if (typeof key === 'object')
    return 'email' in key
      ? { field: 'email', expression: key.email }
      : { field: 'cellphone', expression: key.cellphone };
  const entry = map[key];
  return { field: key, expression: typeof entry === 'object' ? entry.from : entry };
}

/** `undefined` for what names nobody: no text, no number, nothing that can be seen, or several. */
export function keyText(kind: string, value: unknown): string | undefined {
  const said = toOneText(value);
  const text = kind === 'cellphone' ? said?.replace(/\D/g, '') : said?.toLowerCase();
  return text ? `${kind}:${text}` : undefined;
}
