import type { Source } from './config/source-schema.ts';
import { evaluate, type FailedEvaluation, type Scope } from './expression.ts';
import type { Message, QueuedEvent } from './message/message.ts';
import { joinRequest, splitStepsOf } from './split-request.ts';

/**
 * What the expressions of one event see. Receive, deliver, preview and the samples all make it
 * here.
 */
export function scopeOf(
  source: Source,
  message: Pick<Message, 'headers' | 'query' | 'receivedAt'>,
  event: Pick<QueuedEvent, 'body' | 'envelope' | 'eventCount'>,
): Scope {
  return {
    event: event.body,
    request: joinRequest(event.envelope, splitStepsOf(source), event.body),
    eventCount: event.eventCount,
    headers: message.headers,
    query: message.query,
    receivedAt: message.receivedAt,
  };
}

/**
 * The scope with the event rewritten by the source's transform: what the map and the contact
 * expressions see.
 */
export async function transformed(
  source: Source,
  scope: Scope,
): Promise<{ ok: true; scope: Scope } | FailedEvaluation> {
  if (source.events.transform === undefined) return { ok: true, scope };
  const result = await evaluate(source.events.transform, scope);
  return result.ok ? { ok: true, scope: { ...scope, event: result.value } } : result;
}
