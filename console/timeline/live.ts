import { effect, signal } from '@preact/signals';
import type { Timeline, TimelineRow } from '../../local/console/api/timeline.ts';
import { client, Failure, streamUrl } from '../client.ts';
import { connection, refreshState } from '../page-state.ts';
import { atMost, filter, isFiltered } from './filter.ts';
import {
  isAnyFurtherDown,
  noRows,
  type Rows,
  withAnswer,
  withChanges,
  withHeldBack,
} from './rows.ts';

/** What the timeline shows. */
export const rows = signal<Rows>(noRows);
export const notes = signal<readonly string[]>([]);
export const failure = signal<Failure | undefined>(undefined);
/** Why the server cannot read what comes, while it cannot. */
export const trouble = signal<readonly string[]>([]);
export const isAsked = signal(false);
/** The rows that changed last, whichever are shown: what else is open may ask again. */
export const changed = signal<readonly TimelineRow[]>([]);

/** Ms in which changes are gathered: a burst of thousands is a few renderings. */
const gatheredFor = 100;
/** Ms after a change before the server is asked which rows a filter lets through now. */
const askedAfter = 300;
/** Ms before a stream that was refused is tried again. */
const triedAfter = 3000;

let stream: EventSource | undefined;
let asked = 0;
let changes: TimelineRow[] = [];
let isReading = () => false;

/** Starts with the rows that the URL means, and follows what changes. */
export function startLive(): void {
  effect(() => {
    // Read here, so that the effect runs again with each change of it.
    const isFirst = filter.value !== undefined && !isAsked.peek();
    later('ask', isFirst ? 0 : askedAfter, () => ask(false));
  });
}

/** Says how to find out whether somebody reads further down. */
export function readingIs(find: () => boolean): void {
  isReading = find;
}

/** Shows what came while somebody read. */
export function showHeldBack(): void {
  rows.value = withHeldBack(rows.value, atMost);
}

export function pause(): void {
  stream?.close();
  stream = undefined;
  stop('retry');
  connection.value = 'paused';
}

/** Goes on where it was paused. */
export function resume(): void {
  connection.value = 'connecting';
  void ask(true);
}

/** Asks for the rows anew. @param keepsPlace whether what is read stays where it is */
async function ask(keepsPlace: boolean): Promise<void> {
  asked += 1;
  const mine = asked;
  try {
    const answer = await client.timeline({ ...filter.value, limit: atMost });
    if (mine !== asked) return;
    take(answer, keepsPlace);
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    if (mine !== asked) return;
    failure.value = thrown;
    if (stream === undefined && connection.value !== 'paused') retry();
  }
}

function take(answer: Timeline, keepsPlace: boolean): void {
  failure.value = undefined;
  notes.value = answer.notes;
  rows.value = withAnswer(rows.value, answer, keepsPlace && isReading());
  isAsked.value = true;
  if (stream === undefined && connection.value !== 'paused') follow(answer.version);
}

function follow(from: number): void {
  const source = new EventSource(streamUrl(from));
  stream = source;
  source.onopen = () => {
    connection.value = 'live';
    // The server says it anew if it is still so.
    trouble.value = [];
  };
  source.onerror = () => {
    connection.value = 'reconnecting';
    // Otherwise the browser connects again by itself, and says what it saw last.
    if (source.readyState === EventSource.CLOSED) retry();
  };
  source.addEventListener('row', ({ data }: MessageEvent<string>) => {
    changes.push(JSON.parse(data));
    gather();
  });
  source.addEventListener('trouble', ({ data }: MessageEvent<string>) => {
    trouble.value = JSON.parse(data);
  });
  source.addEventListener('reset', restart);
}

/** The server has lost what changed since then, or is another one: all is asked for again. */
function restart(): void {
  stream?.close();
  stream = undefined;
  void ask(true);
}

function retry(): void {
  connection.value = 'reconnecting';
  stop('retry');
  later('retry', triedAfter, restart);
}

function gather(): void {
  soon('gather', gatheredFor, () => {
    const arrived = changes;
    changes = [];
    changed.value = arrived;
    // What goes on coming must not put it off for ever.
    if (isFiltered.value || isAnyFurtherDown(rows.value, arrived))
      soon('ask', askedAfter, () => ask(true));
    if (!isFiltered.value)
      rows.value = withChanges(rows.value, arrived, isReading(), atMost);
    soon('state', 1000, refreshState);
  });
}

const timers = new Map<string, number>();

/** Does something after a while; sooner if it was wished for before. */
function soon(name: string, ms: number, act: () => unknown): void {
  if (!timers.has(name)) later(name, ms, act);
}

/** Does something once it has not been wished for again for a while. */
function later(name: string, ms: number, act: () => unknown): void {
  stop(name);
  const timer = window.setTimeout(() => {
    timers.delete(name);
    act();
  }, ms);
  timers.set(name, timer);
}

function stop(name: string): void {
  window.clearTimeout(timers.get(name));
  timers.delete(name);
}
