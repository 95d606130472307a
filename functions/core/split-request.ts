import type { Source } from './config/source-schema.ts';
import { isRecord } from './json.ts';

/**
 * One event of a request, and the request around it with the event taken out (absent when the body
 * is the event).
 */
export interface SplitEvent {
  body: unknown;
  envelope?: unknown;
}

const stepPattern = /`([^`]+)`|([A-Za-z_][A-Za-z0-9_]*)/y;

/**
 * Reads a split path: names with dots between them, backticks around unusual ones, or `$` for the
 * body itself. `undefined` when the text is anything else, because then nobody could say what
 * `$request` is for one event.
 */
export function parseSplitPath(path: string): string[] | undefined {
  if (path === '$') return [];
  const steps: string[] = [];
  stepPattern.lastIndex = 0;
  for (;;) {
    const [, quoted, plain] = stepPattern.exec(path) ?? [];
    const step = quoted ?? plain;
    if (step === undefined) return undefined;
    steps.push(step);
    const next = stepPattern.lastIndex;
    if (next === path.length) return steps;
    if (path[next] !== '.') return undefined;
    stepPattern.lastIndex = next + 1;
  }
}

/** The steps to the events of a source's requests; `undefined` where the body is the one event. */
export function splitStepsOf({ events }: Pick<Source, 'events'>): string[] | undefined {
  return events.split === undefined ? undefined : parseSplitPath(events.split);
}

/**
 * Splits a request body into its events. Without a path the body is the one event.
 * `undefined` when the path is missing from the body: the whole request then has an unexpected
 * shape.
 */
export function splitRequest(
  body: unknown,
  steps: string[] | undefined,
): SplitEvent[] | undefined {
  if (steps === undefined) return [{ body }];
  return walk(body, steps);
}

function walk(value: unknown, steps: string[]): SplitEvent[] | undefined {
  if (Array.isArray(value)) return walkList(value, steps);
  const [step, ...rest] = steps;
  if (step === undefined || !isRecord(value) || !Object.hasOwn(value, step))
    return undefined;
  const events = walk(value[step], rest);
  return events && around(events, (inner) => ({ ...value, [step]: inner }));
}

function walkList(list: unknown[], steps: string[]): SplitEvent[] | undefined {
  if (steps.length === 0) {
    const envelope: unknown[] = [];
    return list.map((body) => ({ body, envelope }));
  }
  const all: SplitEvent[] = [];
  for (const item of list) {
    const events = walk(item, steps);
    if (events === undefined) return undefined;
    for (const event of around(events, (inner) => [inner])) all.push(event);
  }
  return all;
}

/** Widens the envelopes; events of one envelope go on sharing one. */
function around(events: SplitEvent[], widen: (envelope: unknown) => unknown): SplitEvent[] {
  const wider = new Map<unknown, unknown>();
  return events.map(({ body, envelope }) => {
    if (!wider.has(envelope)) wider.set(envelope, widen(envelope));
    return { body, envelope: wider.get(envelope) };
  });
}

/** Puts an event back into its envelope: the body as if it carried only this event. */
export function joinRequest(
  envelope: unknown,
  steps: string[] | undefined,
  event: unknown,
): unknown {
  if (steps === undefined || envelope === undefined) return event;
  const [step, ...rest] = steps;
  if (Array.isArray(envelope))
    return step === undefined ? [event] : [joinRequest(envelope[0], steps, event)];
  if (step === undefined) return event;
  if (!isRecord(envelope)) return { [step]: event };
  return { ...envelope, [step]: joinRequest(envelope[step], rest, event) };
}

/**
 * The value at a plain path, and the same value without it: how a secret leaves a body before
 * anything is made of it.
 */
export function takeOut(value: unknown, steps: string[]): { taken: unknown; rest: unknown } {
  const [step, ...inner] = steps;
  if (step === undefined) return { taken: value, rest: undefined };
  if (!isRecord(value) || !Object.hasOwn(value, step))
    return { taken: undefined, rest: value };
  const { [step]: found, ...others } = value;
  const { taken, rest } = takeOut(found, inner);
  return { taken, rest: rest === undefined ? others : { ...others, [step]: rest } };
}
