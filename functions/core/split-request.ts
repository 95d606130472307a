import { isRecord } from './json.ts';

/**
 * One event of a request, and the request around it with the event taken out (absent when the body
 * is the event).
 */
export interface SplitEvent {
  body: unknown;
  envelope?: unknown;
  /** How many events the request holds; absent where it is the only one. */
  eventCount?: number | undefined;
}

const plainStep = /`([^`]+)`|([A-Za-z_][A-Za-z0-9_]*)/y;
const listStep = /(?:`([^`]+)`|([A-Za-z_][A-Za-z0-9_]*))(?:\[\])?/y;

/**
 * Reads a split path: names with dots between them, backticks around unusual ones, or `$` for the
 * body itself. `[]` can stand after what is a list, and says nothing more. `undefined` when the
 * text is anything else, because then nobody could say what `$request` is for one event.
 */
export function parseSplitPath(path: string): string[] | undefined {
  return path === '$' ? [] : parseSteps(path, listStep);
}

/** Reads the path of one place: as a split path, but without `$` and `[]`. */
export function parsePlainPath(path: string): string[] | undefined {
  return parseSteps(path, plainStep);
}

function parseSteps(path: string, pattern: RegExp): string[] | undefined {
  const steps: string[] = [];
  pattern.lastIndex = 0;
  for (;;) {
    const [, quoted, plain] = pattern.exec(path) ?? [];
    const step = quoted ?? plain;
    if (step === undefined) return undefined;
    steps.push(step);
    const next = pattern.lastIndex;
    if (next === path.length) return steps;
    if (path[next] !== '.') return undefined;
    pattern.lastIndex = next + 1;
  }
}

/** By path, as the sources of the configuration write it: each is read once. */
const knownSteps = new Map<string, string[] | undefined>();

/** The steps to the events of a source's requests; `undefined` where the body is the one event. */
export function splitStepsOf({
  events,
}: {
  events: { split?: string | undefined };
}): string[] | undefined {
  const { split } = events;
  if (split === undefined) return undefined;
  if (!knownSteps.has(split)) knownSteps.set(split, parseSplitPath(split));
  return knownSteps.get(split);
}

/**
 * Splits a request body into its events. Without a path the body is the one event.
 * `undefined` when the path is missing from the body: the whole request then has an unexpected
 * shape.
 * @param listless for a format that has no lists: one item is written as what it is, and none as
 *   an empty text
 */
export function splitRequest(
  body: unknown,
  steps: string[] | undefined,
  listless = false,
): SplitEvent[] | undefined {
  if (steps === undefined) return [{ body }];
  const events = walk(body, steps, listless);
  if (events === undefined || events.length < 2) return events;
  return events.map((event) => ({ ...event, eventCount: events.length }));
}

function walk(
  value: unknown,
  steps: string[],
  listless: boolean,
): SplitEvent[] | undefined {
  if (Array.isArray(value)) return walkList(value, steps, listless);
  const [step, ...rest] = steps;
  if (listless && value === '') return [];
  if (step === undefined) return listless ? walkList([value], [], listless) : undefined;
  if (!isRecord(value) || !Object.hasOwn(value, step)) return undefined;
  const events = walk(value[step], rest, listless);
  return events && around(events, (inner) => ({ ...value, [step]: inner }));
}

function walkList(
  list: unknown[],
  steps: string[],
  listless: boolean,
): SplitEvent[] | undefined {
  if (steps.length === 0) {
    const envelope: unknown[] = [];
    return list.map((body) => ({ body, envelope }));
  }
  const all: SplitEvent[] = [];
  for (const item of list) {
    const events = walk(item, steps, listless);
    if (events === undefined) return undefined;
    for (const event of around(events, (inner) => [inner])) all.push(event);
  }
  return all;
}

/** Widens the envelopes; events of one envelope go on sharing one. */
function around(
  events: SplitEvent[],
  widen: (envelope: unknown) => unknown,
): SplitEvent[] {
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
export function takeOut(
  value: unknown,
  steps: string[],
): { taken: unknown; rest: unknown } {
  const [step, ...inner] = steps;
  if (step === undefined) return { taken: value, rest: undefined };
  if (!isRecord(value) || !Object.hasOwn(value, step))
    return { taken: undefined, rest: value };
  const { [step]: found, ...others } = value;
  const { taken, rest } = takeOut(found, inner);
  return { taken, rest: rest === undefined ? others : { ...others, [step]: rest } };
}

/** The value without what stands at a path; a list on the way is walked through. */
export function withoutPath(value: unknown, steps: string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutPath(item, steps));
  const [step, ...inner] = steps;
  if (step === undefined || !isRecord(value) || !Object.hasOwn(value, step)) return value;
  const { [step]: found, ...others } = value;
  return inner.length === 0 ? others : { ...others, [step]: withoutPath(found, inner) };
}
