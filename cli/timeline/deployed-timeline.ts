import { setTimeout as delay } from 'node:timers/promises';
import { parseContactId } from '../../functions/core/bridge/contact-id.ts';
import { UserError } from '../../lib/report.ts';
import type { TimelineFilter } from '../../local/console/api/timeline.ts';
import type { Operations } from '../../local/console/operations.ts';
import {
  createTimeline,
  type TimelineStore,
} from '../../local/console/timeline/timeline.ts';
import { inUtc } from '../terminal/utc.ts';
import { type LogLines, openLogLines } from './log-lines.ts';
import { openStack } from '../place/stack.ts';

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
/** What is shown where nobody says since when. */
const firstSpan = 24 * hour;
/** A line can be found only some seconds after its time. */
const lateness = minute;
const pollMs = 3_000;
const longestPauseMs = minute;
/** In one span; more is not read at once. */
const maxLines = 50_000;
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
  let isPolling = false;

  async function poll(): Promise<void> {
    if (isPolling) return;
    isPolling = true;
    let pauseMs = pollMs;
    while (store.isFollowed() && !stopped.signal.aborted) {
      const isRead = await reader.readNew();
      pauseMs = isRead ? pollMs : Math.min(2 * pauseMs, longestPauseMs);
      await time.pause(pauseMs, stopped.signal);
    }
    isPolling = false;
  }

  return {
    ...store,
    async timeline(filter) {
      assertFindable(filter);
      await reader.readFor(filter);
      const { notes, ...found } = store.list(filter);
      return { ...found, notes: [...notes, ...reader.notes(filter)] };
    },
    follow(version, onChange, signal) {
      const isKnown = store.follow(version, onChange, signal);
      void poll();
      return isKnown;
    },
    close() {
      stopped.abort();
      lines.close();
    },
  };
}

/** Reads lines into a timeline, each time what is not known yet. */
function readerOf(lines: LogLines, store: TimelineStore, now: () => number) {
  /** From when on all lines are known, and until when. */
  let known: { from: number; to: number } | undefined;
  let isCut = false;
  let reading: Promise<unknown> = Promise.resolve();

  /** One after the other: what is read twice costs twice. */
  function inTurn<T>(read: () => Promise<T>): Promise<T> {
    const next = reading.then(read, read);
    reading = next.catch(() => undefined);
    return next;
  }

  /**
   * Reads a span; of one with more lines than are read at once its newer half.
   * @returns from when on all of it is known
   */
  async function readSpan(from: number, to: number): Promise<number> {
    if (from >= to) return from;
    const isAll = await lines.read({ from, to, maxLines }, store.addLine);
    isCut ||= !isAll;
    if (isAll || to - from <= minute) return from;
    return readSpan(Math.floor((from + to) / 2), to);
  }

  async function readForward(): Promise<void> {
    const to = now() + lateness;
    if (known === undefined) known = { from: now(), to: now() };
    const from = await readSpan(known.to - lateness, to);
    const isWhole = from <= known.to;
    known = { from: isWhole ? Math.min(known.from, from) : from, to: now() };
  }

  /** Backwards in spans that grow: the newest are there first, and only as far as needed. */
  async function readBack(since: number): Promise<void> {
    for (let span = hour; known !== undefined && known.from > since; span *= 2) {
      const wanted = Math.max(since, known.from - span);
      const from = await readSpan(wanted, known.from);
      known = { ...known, from };
      if (from > wanted || store.list({ limit: 1 }).total >= enoughRows) return;
    }
  }

  return {
    readFor: ({ since = now() - firstSpan }: TimelineFilter) =>
      inTurn(async () => {
        await readForward();
        await readBack(since);
      }),
    /** Gives whether that went well: who asks next is told what goes wrong. */
    readNew: () =>
      inTurn(async () => {
        try {
          await readForward();
          return true;
        } catch (error) {
          if (!(error instanceof UserError)) throw error;
          return false;
        }
      }),
    notes(filter: TimelineFilter): string[] {
      const from = known?.from;
      return [
        ...(from === undefined
          ? []
          : [`Read since ${inUtc(from)} UTC, from the functions' logs.`]),
        ...(isCut
          ? ['There were more lines than are read at once: some are missing.']
          : []),
        ...(filter.text === undefined ? [] : [withoutBodies]),
      ];
    },
  };
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
