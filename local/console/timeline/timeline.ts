import type { SavedRequest } from '../../../lib/config/samples/saved-request.ts';
import type { Timeline, TimelineFilter, TimelineRow } from '../api/timeline.ts';
import { createChanges } from './changes.ts';
import { type Fact, factIn } from './facts/facts.ts';
import { matcherOf } from './filter.ts';
import { type Exchange, type KeptHttp, showHttp } from './kept-http.ts';
import type { LogLine } from './facts/log-line.ts';
import { createRecordings } from './recordings.ts';
import {
  addFact,
  createRow,
  type HttpFacts,
  type RowFacts,
  stampOf,
} from './facts/row-facts.ts';
import { showRow } from './show-row.ts';
import { createSortedRows } from './sorted-rows.ts';

export interface TimelineLimits {
  /** How many rows are kept, the newest. */
  rows: number;
  /** How many events in all rows. */
  events: number;
  /** Of bodies, in all. */
  bytes: number;
  /** How many changes can be asked for again. */
  changes: number;
}

const defaultLimits: TimelineLimits = {
  rows: 10_000,
  events: 50_000,
  bytes: 64 * 1024 * 1024,
  changes: 20_000,
};

interface Row extends RowFacts {
  version: number;
}

/** A request that came to a source, without secrets. */
interface RecordedRequest {
  source: string;
  /** Ms since 1970. */
  at: number;
  request: SavedRequest;
}

/** What happened lately, request by request. Kept in memory alone. */
export interface TimelineStore {
  /** Adds what a line of a function says. Lines may come in any order, and again. */
  addLine(line: LogLine): void;
  /** Adds a request that this machine's server has answered. */
  addRequest(key: string, facts: HttpFacts, kept?: KeptHttp | undefined): void;
  /** Says what differs from its source, most likely, where a request was refused. */
  setLikely(key: string, likely: string): void;
  /** Adds a call to Bridge, and the events that it can have been made for. */
  addExchange(key: string, exchange: Exchange, eventIds: readonly string[]): void;
  list(filter: TimelineFilter): Timeline;
  /** As `Operations.follow`. */
  follow(
    version: number | undefined,
    onChange: (row: TimelineRow) => void,
    signal: AbortSignal,
  ): boolean;
  /** Whether anybody follows. */
  isFollowed(): boolean;
  /** All of them, newest first. */
  rows(): TimelineRow[];
  row(key: string): TimelineRow | undefined;
  /** The newest row that has the event. */
  rowOfEvent(eventId: string): TimelineRow | undefined;
  /** The request as this machine keeps it; `undefined` where it does not. */
  httpOf(key: string): KeptHttp | undefined;
  /** The same, as a page shows it. */
  showHttpOf(key: string): ReturnType<typeof showHttp> | undefined;
  /** The request as `preview` and `send` take one, and the source that it came to. */
  recorded(key: string): RecordedRequest | undefined;
  /** The calls to Bridge for an event or a request, oldest first. */
  exchangesOf(eventIdOrKey: string): Exchange[];
}

/**
 * @param startedAt ms since 1970; versions count from there, so that none of an earlier run is
 *   taken for one of this
 */
export function createTimeline(
  startedAt: number,
  given: Partial<TimelineLimits> = {},
): TimelineStore {
  const limits = { ...defaultLimits, ...given };
  const rows = new Map<string, Row>();
  const sorted = createSortedRows<Row>();
  const recordings = createRecordings(limits.bytes);
  const changes = createChanges(startedAt * 1000, limits.changes);
  /** The keys of the rows that have an event. */
  const keysOfEvent = new Map<string, Set<string>>();
  let eventCount = 0;
  let lastGone: number | undefined;

  function change(
    key: string,
    at: number,
    work: (row: Row) => void,
    eventId?: string,
  ): void {
    const known = rows.get(key);
    if (known === undefined && at <= (lastGone ?? -Infinity)) return;
    const row = known ?? { ...createRow(key), version: 0 };
    const before = known && stampOf(known, eventId);
    const atBefore = known?.at;
    const eventsBefore = row.events.size;
    work(row);
    place(row, atBefore);
    rows.set(key, row);
    eventCount += row.events.size - eventsBefore;
    if (before !== undefined && areSame(before, stampOf(row, eventId))) return;
    row.version = changes.note(key);
    makeRoom();
    changes.tell(key);
  }

  /** Sorts a row in that is new, or whose time has changed. */
  function place(row: Row, before: number | undefined): void {
    const { at } = row;
    if (at === before) return;
    if (before !== undefined) {
      row.at = before;
      sorted.remove(row);
      row.at = at;
    }
    sorted.add(row);
  }

  function makeRoom(): void {
    while (rows.size > limits.rows || (eventCount > limits.events && rows.size > 1)) {
      const oldest = sorted.oldest();
      if (oldest === undefined) return;
      forget(oldest);
    }
  }

  function forget(row: Row): void {
    sorted.remove(row);
    rows.delete(row.key);
    recordings.forget(row.key);
    eventCount -= row.events.size;
    for (const id of row.events.keys()) {
      const keys = keysOfEvent.get(id);
      keys?.delete(row.key);
      if (keys?.size === 0) keysOfEvent.delete(id);
    }
    lastGone = Math.max(row.at, lastGone ?? row.at);
  }

  function index(row: Row, eventIds: readonly string[]): void {
    for (const id of eventIds) {
      const keys = keysOfEvent.get(id) ?? new Set();
      keysOfEvent.set(id, keys.add(row.key));
    }
  }

  const show = (row: Row | undefined) => row && showRow(row, row.version);

  function newestWith(eventId: string): Row | undefined {
    return [...(keysOfEvent.get(eventId) ?? [])]
      .flatMap((key) => rows.get(key) ?? [])
      .sort((a, b) => b.at - a.at)[0];
  }

  return {
    addLine(line) {
      const fact = factIn(line);
      if (fact === undefined) return;
      const work = (row: Row) => {
        addFact(row, fact);
        index(row, eventsIn(fact));
      };
      change(fact.key, line.at, work, fact.kind === 'event' ? fact.eventId : undefined);
    },
    addRequest(key, facts, kept) {
      change(key, facts.at, (row) => {
        row.at = Math.min(row.at, facts.at);
        row.http = facts;
      });
      if (kept !== undefined && rows.has(key)) recordings.addHttp(key, kept);
    },
    setLikely(key, likely) {
      const row = rows.get(key);
      if (row !== undefined)
        change(key, row.at, (one) => {
          one.likely = likely;
        });
    },
    // It can be known before the request's own lines are.
    addExchange: recordings.addExchange,
    list(filter) {
      const isMeant = matcherOf(filter);
      const found: TimelineRow[] = [];
      let total = 0;
      for (const row of sorted.newestFirst()) {
        if (!isMeant(row, () => recordings.textOf(row.key))) continue;
        total += 1;
        if (found.length < filter.limit) found.push(showRow(row, row.version));
      }
      return { rows: found, total, version: changes.version(), notes: notes() };
    },
    follow: (version, onChange, signal) =>
      changes.follow(
        version,
        (key) => {
          const row = show(rows.get(key));
          if (row !== undefined) onChange(row);
        },
        signal,
      ),
    isFollowed: changes.isFollowed,
    rows: () => [...sorted.newestFirst()].map((row) => showRow(row, row.version)),
    row: (key) => show(rows.get(key)),
    rowOfEvent: (eventId) => show(newestWith(eventId)),
    httpOf: recordings.httpOf,
    showHttpOf(key) {
      const kept = recordings.httpOf(key);
      return kept && showHttp(kept);
    },
    recorded(key) {
      const source = rows.get(key)?.place?.source;
      const kept = recordings.httpOf(key);
      if (source === undefined || kept === undefined) return undefined;
      const { method, target: path, headers, query, body, receivedAt: at } = kept;
      return { source, at, request: { method, path, headers, query, body } };
    },
    exchangesOf(id) {
      if (rows.has(id)) return recordings.exchangesOf(id);
      return [...(keysOfEvent.get(id) ?? [])]
        .flatMap((key) => {
          const contactId = rows.get(key)?.events.get(id)?.last?.contactId;
          return recordings.exchangesOf(key, { id, contactId });
        })
        .sort((a, b) => a.at - b.at);
    },
  };

  function notes(): string[] {
    return [
      ...(lastGone === undefined
        ? []
        : [`Requests before ${new Date(lastGone).toISOString()} were let go of.`]),
      ...(recordings.isFull()
        ? [
            'Bodies of older requests were let go of: a person or a text is not found in them.',
          ]
        : []),
    ];
  }
}

function areSame(before: unknown[], after: unknown[]): boolean {
  return before.every((value, place) => value === after[place]);
}

function eventsIn(fact: Fact): readonly string[] {
  if (fact.kind === 'event') return [fact.eventId];
  return fact.kind === 'request' ? (fact.said.eventIds ?? []) : [];
}
