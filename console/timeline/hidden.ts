import type { EventView, RequestView } from '../../local/console/api/event.ts';

/** Whether something is known of it that is not shown before it is asked for. */
export function hasHidden({ isMasked, events }: RequestView): boolean {
  return isMasked || events.some(hidesValues);
}

function hidesValues(event: EventView): boolean {
  const hidesPayload = event.hasPayload && event.payload === undefined;
  const hidesAnswer = event.hasAnswer && event.answer === undefined;
  const masked = [...event.fields, ...event.attempts].some(({ isMasked }) => isMasked);
  return hidesPayload || hidesAnswer || masked;
}
