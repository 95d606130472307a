import type { Source } from '../config/source-schema.ts';
import { evaluate, type Scope } from '../expression.ts';
import { badExpression, type EventIdentity, identifyEvent } from './identify-event.ts';

/**
 * What receive makes of an event, and a replay again: whether it is wanted, and what it is known
 * by. A filter that fails leaves nothing out: it makes the event `unreadable` (G1).
 */
export async function readEvent(
  source: Source,
  scope: Scope,
  pepper: string,
): Promise<EventIdentity | 'filtered'> {
  const { filter } = source.events;
  const wanted = filter === undefined ? undefined : await evaluate(filter, scope);
  if (wanted?.ok && wanted.value !== true) return 'filtered';
  const identity = await identifyEvent(source, scope, pepper);
  return wanted === undefined || wanted.ok
    ? identity
    : { ...identity, unreadable: badExpression('events.filter', wanted) };
}
