/**
 * The value at a plain path, and the same value without it: how a secret leaves a body before
 * anything is made of it.
 */
export function takeOut(value: unknown, steps: string[]): { taken: unknown; rest: unknown } {
  const [step, ...inner] = steps;
  if (step === undefined) return { taken: value, rest: undefined };
  if (
    typeof value !== 'object' ||
    value === null ||
    Array.isArray(value) ||
    !Object.hasOwn(value, step)
  )
    return { taken: undefined, rest: value };
  const { [step]: found, ...others } = value as Record<string, unknown>;
  const { taken, rest } = takeOut(found, inner);
  return { taken, rest: rest === undefined ? others : { ...others, [step]: rest } };
}

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
 * body itself.
 * `undefined` when the text is anything else, because then nobody could say what `$request` is for
 * one event.
 */
export function parseSplitPath(path: string): string[] | undefined {
  if (path === '$') return [];
  const steps: string[] = [];
  stepPattern.lastIndex = 0;
  for (;;) {
    const found = stepPattern.exec(path);
    if (found === null) return undefined;
    steps.push(found[1] ?? found[2] ?? '');
    const next = stepPattern.lastIndex;
    if (next === path.length) return steps;
    if (path[next] !== '.') return undefined;
    stepPattern.lastIndex = next + 1;
  }
}

/**
 * Splits a request body into its events. Without a path the body is the one event.
 * `undefined` when the path is missing from the body: the whole request then has an unexpected
 * shape.
 */
export function splitRequest(body: unknown, steps: string[] | undefined): SplitEvent[] | undefined {
  if (steps === undefined) return [{ body }];
  return walk(body, steps);
}

function walk(value: unknown, steps: string[]): SplitEvent[] | undefined {
  const [step, ...rest] = steps;
  if (Array.isArray(value)) {
    if (step === undefined) return value.map((body) => ({ body, envelope: [] }));
    const inner = value.map((item) => walk(item, steps));
    if (inner.some((events) => events === undefined)) return undefined;
    return inner.flatMap((events) =>
      (events ?? []).map((event) => ({ ...event, envelope: [event.envelope] })),
    );
  }
  if (
    step === undefined ||
    typeof value !== 'object' ||
    value === null ||
    !Object.hasOwn(value, step)
  )
    return undefined;
  const object = value as Record<string, unknown>;
  return walk(object[step], rest)?.map((event) => ({
    ...event,
    envelope: { ...object, [step]: event.envelope },
  }));
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
  const object = envelope as Record<string, unknown>;
  return { ...object, [step]: joinRequest(object[step], rest, event) };
}
