import { setTimeout as delay } from 'node:timers/promises';
import { parseContactId } from '../../functions/core/bridge/contact-id.ts';
import { reportOf, UserError } from '../../lib/report.ts';
import type { TimelineFilter } from '../../local/console/api/timeline.ts';
import type { Operations } from '../../local/console/operations.ts';
import {
  createTimeline,
  type TimelineStore,
} from '../../local/console/timeline/timeline.ts';
import { openStack } from '../place/stack.ts';
import { inUtc } from '../terminal/utc.ts';
import { type LogLines, openLogLines } from './log-lines.ts';
import { spansOf } from './read-spans.ts';
import { createTrouble } from './trouble.ts';

/** The timeline of a deployed stack, made of the log lines of its functions. */
export interface DeployedTimeline
  extends Pick<Operations, 'timeline' | 'follow'>,
    Omit<TimelineStore, 'list' | 'follow'> {
  close(): void;
}

/** What time it is, and how to wait: ms. Waiting ends when it is aborted, too. */
interface Time {
  now(): number;
  pause(milliseconds: number, signal: AbortSignal): Promise<void>;
}

const minute = 60_000;
const hour = 60 * minute;
/** What is shown where nobody says since when, before its end. */
const firstSpan = 24 * hour;
/** A line can be found only some seconds after its time. */
const lateness = minute;
const pollMs = 3_000;
const longestPauseMs = minute;
/** Enough for a page: what is older is read once somebody asks for it. */
const enoughRows = 10_000;

/**
 * Opens the timeline of a stack. Nothing is read before it is asked for; while somebody follows, it
 * is read again every three seconds.
 * @param now ms since 1970
 * @throws UserError if the stack is not found, or has no outputs that name its log groups
 */
export async function openDeployedTimeline(
  stack: string,
  now: () => number,
): Promise<DeployedTimeline> {
  const { output } = await openStack(stack);
  const lines = openLogLines([
    { functionName: 'Receive', logGroupName: output('ReceiveLogs') },
    { functionName: 'Deliver', logGroupName: output('DeliverLogs') },
  ]);
  return timelineOf(lines, { now, pause });
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
}

/** The timeline that lines make. */
export function timelineOf(lines: LogLines, time: Time): DeployedTimeline {
  const store = createTimeline(time.now());
  const reader = readerOf(lines, store, time.now);
  const stopped = new AbortController();
  const trouble = createTrouble();
  let isPolling = false;

  async function poll(): Promise<void> {
    if (isPolling) return;
    isPolling = true;
    let pauseMs = pollMs;
    while (store.isFollowed() && !stopped.signal.aborted) {
      trouble.set(await linesOfFailure(reader.readNew));
      pauseMs = trouble.isNone() ? pollMs : Math.min(2 * pauseMs, longestPauseMs);
      await time.pause(pauseMs, stopped.signal);
    }
    isPolling = false;
  }

  return {
    ...store,
    async timeline(filter) {
      assertFindable(filter);
      await reader.readFor(filter);
      trouble.set([]);
      const { notes, ...found } = store.list(filter);
      return { ...found, notes: [...notes, ...reader.notes(filter)] };
    },
    follow(version, onChange, signal, onTrouble) {
      const isKnown = store.follow(version, onChange, signal);
      if (onTrouble !== undefined) trouble.tell(onTrouble, signal);
      void poll();
      return isKnown;
    },
    close() {
      stopped.abort();
      lines.close();
    },
  };
}

/** What is wrong, in lines; none if it goes well. */
async function linesOfFailure(read: () => Promise<void>): Promise<readonly string[]> {
  try {
    await read();
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return reportOf(error).lines;
  }
}

/** From when on all lines are known, and until when: ms since 1970. */
interface Known {
  from: number;
  to: number;
}

/** Reads lines into a timeline, each time what is not known yet. */
function readerOf(lines: LogLines, store: TimelineStore, now: () => number) {
  const spans = spansOf(lines, store);
  const inTurn = createTurns();
  let known: Known | undefined;

  async function readForward(): Promise<void> {
    known ??= { from: now(), to: now() };
    const from = await spans.read(known.to - lateness, now() + lateness);
    const isWhole = from <= known.to;
    known = { from: isWhole ? Math.min(known.from, from) : from, to: now() };
  }

  /** Backwards in spans that grow: the newest are there first, and only as far as needed. */
  async function readBack(since: number): Promise<void> {
    for (let span = hour; known !== undefined && known.from > since; span *= 2) {
      const wanted = Math.max(since, known.from - span);
      const from = await spans.read(wanted, known.from);
      known = { ...known, from };
      if (from > wanted || store.list({ limit: 1 }).total >= enoughRows) return;
    }
  }

  return {
    readFor: ({ until = now(), since = until - firstSpan }: TimelineFilter) =>
      inTurn(async () => {
        await readForward();
        await readBack(since);
      }),
    readNew: () => inTurn(readForward),
    notes: (filter: TimelineFilter) => describeRead(known?.from, spans.isCut(), filter),
  };
}

/** One after the other: what is read twice costs twice. */
function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(read: () => Promise<T>): Promise<T> => {
    const next = last.then(read, read);
    last = next.catch(() => undefined);
    return next;
  };
}

function describeRead(
  from: number | undefined,
  isCut: boolean,
  { text }: TimelineFilter,
): string[] {
  const notes: string[] = [];
  if (from !== undefined)
    notes.push(`Read since ${inUtc(from)} UTC, from the functions' logs.`);
  if (isCut) notes.push('There were more lines than are read at once: some are missing.');
  if (text !== undefined) notes.push(withoutBodies);
  return notes;
}

const withoutBodies =
  'The logs hold no payloads: a text is found in ids, codes and names of fields only.';

function assertFindable({ person }: TimelineFilter): void {
  const isMeant = person !== undefined && person.trim() !== '';
  if (isMeant && parseContactId(person) === undefined)
    throw new UserError(
      "The logs of a stack hold no payloads: write Bridge's id of the contact for a person, " +
        'such as 4e362e2b-67b2-4a7e-a9df-e9ecf9141be8.',
    );
}
