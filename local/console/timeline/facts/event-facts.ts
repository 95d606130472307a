import { eventEnds, type TimelineEvent } from '../../api/timeline.ts';
import { endWords, putOffWords } from '../words.ts';
import { newer, type Said } from './facts.ts';

/** All that lines have said of an event of a request, in whatever order. */
export interface EventFacts {
  id: string;
  /** The request that named it, if it did. */
  queuedAt: number | undefined;
  /** What was said last; not that it was a repetition. */
  last: Said | undefined;
  /** What was said last of a repetition of it: it counts where nothing else ended. */
  repeated: Said | undefined;
  putOffs: Times;
  endings: Times;
  /** The queue dropped it, because another request had just brought it: no line says so. */
  isDropped: boolean;
}

/** When something happened, each time once; the newest. */
type Times = Set<number>;

/** Who wants to know more than that it were many? */
const mostTimes = 500;

export function createEvent(id: string): EventFacts {
  return {
    id,
    queuedAt: undefined,
    last: undefined,
    repeated: undefined,
    putOffs: new Set(),
    endings: new Set(),
    isDropped: false,
  };
}

/** Adds what a line says; the same line again changes nothing. */
export function addToEvent(event: EventFacts, said: Said): void {
  if (said.outcome === 'duplicate') {
    event.repeated = newer(event.repeated, said);
    return;
  }
  event.last = newer(event.last, said);
  addTime(said.message === 'event settled' ? event.endings : event.putOffs, said.at);
}

function addTime(times: Times, at: number): void {
  times.add(at);
  if (times.size > mostTimes) times.delete(Math.min(...times));
}

/** What has become of it: how it ended last, or why it has not. */
function stateSaid({ last, repeated, endings }: EventFacts): Said | undefined {
  if (repeated === undefined || endings.size > 0) return last;
  return newer(last, repeated);
}

export function stateOf(event: EventFacts): TimelineEvent['state'] {
  const said = stateSaid(event);
  if (said === undefined) return event.isDropped ? 'duplicate' : 'queued';
  if (said.message === 'event waits for its workspace') return 'waits';
  return eventEnds.find((end) => end === said.outcome) ?? 'retry';
}

/** The event as the timeline shows it. */
export function showEvent(event: EventFacts, at: number): TimelineEvent {
  const said = stateSaid(event);
  const state = stateOf(event);
  const isPutOff = state === 'retry' || state === 'waits';
  const { retryAfterSeconds } = said ?? {};
  const retryAt =
    isPutOff && said !== undefined && retryAfterSeconds !== undefined
      ? said.at + retryAfterSeconds * 1000
      : undefined;
  return {
    id: event.id,
    state,
    reason: said?.reason,
    detail: said?.detail,
    contactId: said?.contactId,
    sent: said?.sent ?? [],
    stale: said?.stale ?? [],
    at: said?.at ?? event.queuedAt ?? at,
    putOffs: event.putOffs.size,
    endings: event.endings.size,
    retryAt,
    words: wordsOf(state, said),
  };
}

function wordsOf(state: TimelineEvent['state'], said: Said | undefined): string {
  const reason = said?.reason;
  if (said === undefined && state === 'duplicate')
    return endWords(state, 'of one that came less than 5 min before');
  if (state === 'retry' || state === 'waits')
    return endWords(state, said && putOffWords(said, reason ?? ''));
  return endWords(state, reason);
}
