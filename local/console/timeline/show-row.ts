import type { TimelineRow } from '../api/timeline.ts';
import { type Cause, causeWords } from './causes.ts';
import { showEvent } from './facts/event-facts.ts';
import { type RowFacts, shownOf } from './facts/row-facts.ts';
import { leftOutWords, statusWords } from './words.ts';

/**
 * The row as the timeline shows it.
 * @param eventId is among the events that are shown, if it is one of the row's
 */
export function showRow(row: RowFacts, version: number, eventId?: string): TimelineRow {
  const { key, at, place, request, http } = row;
  const { state, cause } = fateOf(row);
  const status = request?.status ?? http?.status;
  return {
    key,
    version,
    at,
    source: place?.source ?? '',
    state,
    status,
    cause,
    causeWords: causeWords(cause),
    detail: request?.detail,
    likely: row.likely,
    keyUsed: request?.keyUsed,
    accepted: request?.accepted ?? 0,
    ignored: request?.ignored ?? 0,
    bytes: http?.bytes,
    events: shownOf(row, eventId).flatMap((id) => {
      const event = row.events.get(id);
      return event === undefined ? [] : [showEvent(event, at)];
    }),
    outcomes: Object.fromEntries(row.counts),
    notes: [...row.notes].sort(),
    words: wordsOf(row, status, cause),
  };
}

/** What became of a request, and why. */
export function fateOf({ request, http, crash }: RowFacts): {
  state: TimelineRow['state'];
  cause: string | undefined;
} {
  switch (request?.message) {
    case 'request accepted':
      return { state: 'accepted', cause: undefined };
    case 'handshake answered':
      return { state: 'handshake', cause: undefined };
    case 'request put off':
      return { state: 'put-off', cause: request.reason };
    case 'bug':
      return { state: 'put-off', cause: 'bug' satisfies Cause };
    case 'request refused': {
      const isStray = request.reason === 'unknown-source';
      return { state: isStray ? 'stray' : 'refused', cause: request.reason };
    }
    default:
      return crash === undefined
        ? fateByStatus(http)
        : { state: 'unknown', cause: 'crashed' };
  }
}

function fateByStatus(http: RowFacts['http']): ReturnType<typeof fateOf> {
  if (http === undefined) return { state: 'unknown', cause: undefined };
  const { status, isRouted } = http;
  const because = (cause: Cause) => cause;
  if (status === 413) return { state: 'refused', cause: because('body-too-large') };
  if (isRouted) return { state: 'unknown', cause: because('no-answer') };
  if (status === 403) return { state: 'stray', cause: because('foreign-host') };
  const isTaken = status < 400;
  return { state: 'stray', cause: because(isTaken ? 'recorded-only' : 'not-found') };
}

function wordsOf(
  { request, crash }: RowFacts,
  status: number | undefined,
  cause: string | undefined,
): string {
  if (crash !== undefined) return `failed ${crash}`;
  switch (request?.message) {
    case 'request accepted': {
      const { accepted = 0, ignored = 0 } = request;
      const words = statusWords({ status }, `accepted ${accepted}`);
      return ignored > 0 ? `${words}, ${leftOutWords(request)}` : words;
    }
    case 'handshake answered':
      return statusWords({ status }, 'answered');
    default:
      return statusWords({ status }, cause ?? 'request not known');
  }
}
