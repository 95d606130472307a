import type { Source } from '../config/source-schema.ts';
import { evaluate, type Scope } from '../expression.ts';
import { findUnknownType, type UnknownType } from './event-type.ts';
import { badExpression, type EventIdentity, identifyEvent } from './identify-event.ts';

/** An event that the filter leaves out; `unknown-type` where nobody may have meant that. */
export type LeftOut =
  | { kind: 'left-out'; reason: 'filtered' }
  | { kind: 'left-out'; reason: 'unknown-type'; type: UnknownType };

/**
 * What receive makes of an event, and a replay again: whether it is wanted, and what it is known
 * by. A filter that fails leaves nothing out: it makes the event `unreadable` (G1).
 */
export async function readEvent(
  source: Source,
  scope: Scope,
  pepper: string,
): Promise<{ kind: 'wanted'; identity: EventIdentity } | LeftOut> {
  const { filter } = source.events;
  const wanted = filter === undefined ? undefined : await evaluate(filter, scope);
  if (wanted?.ok && wanted.value !== true) return leaveOut(source, scope);
  const identity = await identifyEvent(source, scope, pepper);
  if (wanted === undefined || wanted.ok) return { kind: 'wanted', identity };
  const unreadable = badExpression('events.filter', wanted);
  return { kind: 'wanted', identity: { ...identity, unreadable } };
}

async function leaveOut(source: Source, scope: Scope): Promise<LeftOut> {
  const type = await findUnknownType(source, scope);
  return type === undefined
    ? { kind: 'left-out', reason: 'filtered' }
    : { kind: 'left-out', reason: 'unknown-type', type };
}
