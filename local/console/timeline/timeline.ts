import type { Timeline, TimelineFilter, TimelineRow } from '../api/timeline.ts';
import { type Changes, createChanges } from './changes.ts';
import { createEventIndex, type EventIndex } from './event-index.ts';
import { eventsIn, factIn } from './facts/facts.ts';
import type { LogLine } from './facts/log-line.ts';
import { addFact, type HttpFacts } from './facts/row-facts.ts';
import { matcherOf } from './filter.ts';
import {
  type Exchange,
  type KeptHttp,
  type RecordedRequest,
  showHttp,
} from './kept-http.ts';
import { createKeptRows, type KeptRows, type Row } from './kept-rows.ts';
import { defaultLimits, type TimelineLimits } from './limits.ts';
import { createRecordings, type Recordings } from './recordings.ts';
import { createRepetitions, type Repetitions } from './repetitions.ts';
import { showRow } from './show-row.ts';
import { describeGone } from './words.ts';

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
  /** @param eventId is among the events that are shown, if it is one of the row's */
  row(key: string, eventId?: string): TimelineRow | undefined;
  /** The newest row that has the event, which is shown in it. */
  rowOfEvent(eventId: string): TimelineRow | undefined;
  /** The request as this machine keeps it; `undefined` where it does not. */
  httpOf(key: string): KeptHttp | undefined;
  /** The same, as a page shows it. */
  showHttpOf(key: string): ReturnType<typeof showHttp> | undefined;
  /**
   * The request as `preview` and `send` take one, and the source that it came to; `undefined` where
   * it came to none.
   */
  recorded(key: string): RecordedRequest | undefined;
  /** The calls to Bridge for an event or a request, oldest first. */
  exchangesOf(eventIdOrKey: string): Exchange[];
}

interface Parts {
  rows: KeptRows;
  index: EventIndex;
  repetitions: Repetitions;
  recordings: Recordings;
  changes: Changes;
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
  const recordings = createRecordings(limits.bytes);
  const changes = createChanges(startedAt * 1000, limits.changes);
  const index = createEventIndex();
  const rows = createKeptRows({
    most: limits,
    changes,
    onForget({ key, events }) {
      recordings.forget(key);
      index.forget(key, events.keys());
      repetitions.forget(events.keys());
    },
  });
  const repetitions = createRepetitions(rows, index);
  const parts = { rows, index, repetitions, recordings, changes };
  return { ...adding(parts), ...listing(parts), ...recalling(parts) };
}

type Adding = 'addLine' | 'addRequest' | 'setLikely' | 'addExchange';

function adding({
  rows,
  index,
  repetitions,
  recordings,
}: Parts): Pick<TimelineStore, Adding> {
  return {
    addLine(line) {
      const fact = factIn(line);
      if (fact === undefined) return;
      const work = (row: Row) => {
        addFact(row, fact);
        index.add(row.key, eventsIn(fact));
      };
      const eventId = fact.kind === 'event' ? fact.eventId : undefined;
      rows.change(fact.key, line.at, work, eventId);
      if (fact.kind === 'request') repetitions.note(fact.key, eventsIn(fact));
    },
    addRequest(key, facts, kept) {
      rows.change(key, facts.at, (row) => {
        row.at = Math.min(row.at, facts.at);
        row.http = facts;
      });
      if (kept !== undefined && rows.get(key) !== undefined) recordings.addHttp(key, kept);
    },
    setLikely(key, likely) {
      const row = rows.get(key);
      if (row !== undefined)
        rows.change(key, row.at, (one) => {
          one.likely = likely;
        });
    },
    // It can be known before the request's own lines are.
    addExchange: recordings.addExchange,
  };
}

type Listing = 'list' | 'follow' | 'isFollowed' | 'rows' | 'row' | 'rowOfEvent';

function listing({
  rows,
  index,
  recordings,
  changes,
}: Parts): Pick<TimelineStore, Listing> {
  const rowAt = (key: string, eventId?: string) => show(rows.get(key), eventId);
  return {
    list(filter) {
      const isMeant = matcherOf(filter);
      const found: TimelineRow[] = [];
      let total = 0;
      for (const row of rows.newestFirst()) {
        if (!isMeant(row, () => recordings.textOf(row.key))) continue;
        total += 1;
        if (found.length < filter.limit) found.push(showRow(row, row.version));
      }
      const notes = describeGone(rows.lastGone(), recordings.isFull());
      return { rows: found, total, version: changes.version(), notes };
    },
    follow(version, onChange, signal) {
      const tell = (key: string) => {
        const row = rowAt(key);
        if (row !== undefined) onChange(row);
      };
      return changes.follow(version, tell, signal);
    },
    isFollowed: changes.isFollowed,
    rows: () => Array.from(rows.newestFirst(), (row) => showRow(row, row.version)),
    row: rowAt,
    rowOfEvent(eventId) {
      const having = index.keysOf(eventId).flatMap((key) => rows.get(key) ?? []);
      return show(having.sort((a, b) => b.at - a.at)[0], eventId);
    },
  };
}

type Recalling = 'httpOf' | 'showHttpOf' | 'recorded' | 'exchangesOf';

function recalling({ rows, index, recordings }: Parts): Pick<TimelineStore, Recalling> {
  return {
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
      if (rows.get(id) !== undefined) return recordings.exchangesOf(id);
      const made = index.keysOf(id).flatMap((key) => {
        const contactId = rows.get(key)?.events.get(id)?.last?.contactId;
        return recordings.exchangesOf(key, { id, contactId });
      });
      return made.sort((a, b) => a.at - b.at);
    },
  };
}

function show(row: Row | undefined, eventId?: string): TimelineRow | undefined {
  return row && showRow(row, row.version, eventId);
}
