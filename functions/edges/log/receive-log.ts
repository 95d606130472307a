import { Rejection, TransientFailure } from '../../core/errors.ts';
import { countUnknownTypes } from '../../core/receive/event-type.ts';
import type { FoundRequest } from '../../core/receive/find-source.ts';
import type { ReadEvents } from '../../core/receive/read-events.ts';
import type { Verified } from '../../core/verify/verdict.ts';
import { describeBug, type Log } from './log.ts';

/** The key that has proved the sender; none where nobody is, or the source verifies nothing. */
export type KeyUsed = Exclude<Verified['by'], 'nothing'> | undefined;

/** What a line says of the key. */
export function keyUsedIn(verified: Verified | undefined): KeyUsed {
  return verified === undefined || verified.by === 'nothing' ? undefined : verified.by;
}

/** A handshake is answered: nothing of it is stored. */
export function logGreeted(
  log: Log,
  request: FoundRequest,
  { status, keyUsed }: { status: number; keyUsed: KeyUsed },
): void {
  log('info', { message: 'handshake answered', ...placeOf(request), status, keyUsed });
}

/** A line of CloudWatch holds more, but nobody reads it. `accepted` says how many there are. */
const maxIds = 20;

/** All events of a request are stored. */
export function logAccepted(
  log: Log,
  request: FoundRequest,
  read: ReadEvents,
  keyUsed: KeyUsed,
): void {
  const place = placeOf(request);
  const { events, ignored, unknownTypes, unreadableTimes } = read;
  const eventIds = events.slice(0, maxIds).map(({ id }) => id);
  const counts = { accepted: events.length, ignored };
  log('info', { message: 'request accepted', ...place, keyUsed, ...counts, eventIds });
  const unknown = countUnknownTypes(unknownTypes);
  if (unknown.count > 0)
    log('warn', {
      message: 'event types unknown',
      ...place,
      reason: 'unknown-type',
      ...unknown,
    });
  if (unreadableTimes > 0)
    log('warn', { message: 'event times unreadable', ...place, count: unreadableTimes });
}

function placeOf({ source, requestId }: FoundRequest) {
  return { source: source.name, requestId };
}

/** A request is answered with an error. */
export function logRefusal(
  log: Log,
  error: unknown,
  place: {
    source: string | undefined;
    requestId: string;
    status: number;
    keyUsed: KeyUsed;
  },
): void {
  if (error instanceof Rejection)
    log('warn', {
      message: 'request refused',
      ...place,
      reason: error.error,
      detail: error.detail,
    });
  else if (error instanceof TransientFailure) {
    const { reason, detail } = error;
    log('error', { message: 'request put off', ...place, reason, detail });
  } else log('error', { message: 'bug', ...place, detail: describeBug(error) });
}
