import { createHash } from 'node:crypto';
import { describeNote } from '../words.ts';
import { describeCrash } from './crash.ts';
import { type LineFields, type LogLine, lineFieldsSchema, objectIn } from './log-line.ts';

/** What a line says, and when. */
export interface Said extends LineFields {
  at: number;
  /** The line as it was written: two that say the same at one time are one. */
  text: string;
}

/** A line that is about a row, by the row's key. */
export type Fact =
  | { kind: 'request'; key: string; said: Said }
  | { kind: 'event'; key: string; eventId: string; said: Said }
  | { kind: 'note'; key: string; note: string; said: Said }
  | { kind: 'crash'; key: string; at: number; words: string };

const ofRequest = new Set([
  'request accepted',
  'request refused',
  'request put off',
  'handshake answered',
  'bug',
]);
const ofEvent = new Set([
  'event settled',
  'event put off',
  'event waits for its workspace',
]);

/** What a line of a function says for the timeline; `undefined` if nothing. */
export function factIn(line: LogLine): Fact | undefined {
  const { at, text, parsed } = line;
  const { data } = lineFieldsSchema.safeParse(parsed ?? objectIn(text));
  if (data === undefined) return crashIn(line);
  const said = { ...data, at, text };
  const { message, requestId, eventId } = data;
  if (ofEvent.has(message) && eventId !== undefined)
    return { kind: 'event', key: requestId ?? keyOfEvent(eventId), eventId, said };
  if (requestId === undefined) return undefined;
  if (ofRequest.has(message)) return { kind: 'request', key: requestId, said };
  const note = describeNote(data)?.[1];
  return note === undefined ? undefined : { kind: 'note', key: requestId, note, said };
}

/** The key of a row for an event whose request is not known. */
export function keyOfEvent(eventId: string): string {
  return `event:${eventId}`;
}

function crashIn({ at, text, functionName }: LogLine): Fact | undefined {
  const words = describeCrash(text);
  if (words === undefined) return undefined;
  const hash = createHash('sha256').update(`${at} ${functionName} ${text}`).digest('hex');
  const key = `crash:${hash.slice(0, 16)}`;
  return { kind: 'crash', key, at, words: `${functionName}: ${words}` };
}

/** The later of two; of one time, always the same one, whichever came first. */
export function newer<T extends { at: number; text: string }>(
  known: T | undefined,
  next: T,
): T {
  if (known === undefined || next.at > known.at) return next;
  return next.at === known.at && next.text > known.text ? next : known;
}

/** The ids of the events that it names. */
export function eventsIn(fact: Fact): readonly string[] {
  if (fact.kind === 'event') return [fact.eventId];
  return fact.kind === 'request' ? (fact.said.eventIds ?? []) : [];
}
