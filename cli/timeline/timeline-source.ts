import { setTimeout as delay } from 'node:timers/promises';
import {
  type Timeline,
  type TimelineFilter,
  timelineSchema,
} from '../../local/console/api/timeline.ts';
import { openConsoleApi } from '../place/console-api.ts';
import type { StackOptions } from '../place/place-options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** The timeline of an instance, wherever it is. */
export interface TimelineSource extends AsyncDisposable {
  list(filter: TimelineFilter): Promise<Timeline>;
  /** Yields when something can have changed after a version, until it is aborted. */
  changes(version: number, signal: AbortSignal): AsyncIterable<void>;
}

/** @throws UserError if there is no such instance, or none that can be asked */
export async function openTimeline(
  options: StackOptions,
  terminal: Terminal,
): Promise<TimelineSource> {
  const { stack } = options;
  return stack === undefined ? ofConsole(options, terminal) : ofStack(stack, terminal);
}

const pollMs = 3_000;

async function ofStack(stack: string, { now }: Terminal): Promise<TimelineSource> {
  const { openDeployedTimeline } = await import('./deployed-timeline.ts');
  const deployed = await openDeployedTimeline(stack, now);
  return {
    list: deployed.timeline,
    async *changes(_, signal) {
      while (!signal.aborted) {
        await delay(pollMs, undefined, { signal }).catch(() => undefined);
        if (!signal.aborted) yield;
      }
    },
    [Symbol.asyncDispose]: async () => deployed.close(),
  };
}

async function ofConsole(
  options: StackOptions,
  terminal: Terminal,
): Promise<TimelineSource> {
  const ask = await openConsoleApi(options, terminal);
  return {
    async list(filter) {
      const response = await ask('/timeline', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(filter),
      });
      return timelineSchema.parse(await response.json());
    },
    async *changes(version, signal) {
      const response = await ask(`/timeline/stream?version=${version}`, { signal });
      yield* eventsIn(response, signal);
    },
    async [Symbol.asyncDispose]() {},
  };
}

/** One for each event of the stream, until it ends or is aborted. */
async function* eventsIn({ body }: Response, signal: AbortSignal): AsyncGenerator<void> {
  if (body === null) return;
  try {
    let text = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (/^event: (row|reset)$/m.test(text)) yield;
      text = text.slice(text.lastIndexOf('\n') + 1);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
