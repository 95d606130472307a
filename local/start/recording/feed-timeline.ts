import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { OnAnswer } from '../../bridge-simulator/serve.ts';
import type { FunctionLog, FunctionRun } from '../../cloud/run.ts';
import { keyOfEvent } from '../../console/timeline/facts/facts.ts';
import type { TimelineStore } from '../../console/timeline/timeline.ts';

/** What a run tells its timeline. */
export interface TimelineFeed {
  onLog(line: FunctionLog): void;
  onRun(run: FunctionRun): void;
  onAnswer: OnAnswer;
  /** A request that was for another host. */
  onForeignHost(): void;
}

/** The messages of a run of deliver. */
interface Work {
  /** The key of the row, as `factIn` makes it. */
  key: string;
  eventIds: string[];
}

/** Calls to Bridge are made during a run: older ones are asked about no more. */
const keptRuns = 1000;

/**
 * Feeds a timeline with what the functions write, and with the calls to the simulator: which run
 * has made one is said by its trace id.
 * @param now ms since 1970
 */
export function feedTimeline(timeline: TimelineStore, now: () => number): TimelineFeed {
  const runs = new Map<string, Work[]>();
  return {
    onLog({ functionName, line, parsed }) {
      timeline.addLine({ at: Math.floor(now()), functionName, text: line, parsed });
    },
    onRun({ event, traceId }) {
      const work = workIn(event);
      if (work.length === 0) return;
      runs.set(traceId, work);
      const [oldest] = runs.keys();
      if (runs.size > keptRuns && oldest !== undefined) runs.delete(oldest);
    },
    onAnswer({ at, method, path, query, body: sent, status }, { body, ms, traceId = '' }) {
      const parameters = new URLSearchParams(query).toString();
      const exchange = {
        at,
        method,
        path: parameters === '' ? path : `${path}?${parameters}`,
        status: status ?? undefined,
        ms: Math.round(ms),
        sent,
        answered: body,
      };
      for (const { key, eventIds } of runs.get(traceId) ?? [])
        timeline.addExchange(key, exchange, eventIds);
    },
    onForeignHost() {
      const facts = { at: Math.floor(now()), status: 403, bytes: 0, isRouted: false };
      timeline.addRequest(`stray:${randomUUID()}`, facts);
    },
  };
}

const runSchema = z.object({ Records: z.array(z.object({ body: z.string() })) });
const messageSchema = z.object({
  requestId: z.string().optional(),
  events: z.array(z.object({ id: z.string() })),
});

/** What of a function's event is messages with events. */
function workIn(event: unknown): Work[] {
  const { data } = runSchema.safeParse(event);
  return (data?.Records ?? []).flatMap(({ body }) => {
    const message = messageSchema.safeParse(parse(body)).data;
    if (message === undefined) return [];
    const eventIds = message.events.map(({ id }) => id);
    const { requestId } = message;
    if (requestId !== undefined) return { key: requestId, eventIds };
    return eventIds.map((id) => ({ key: keyOfEvent(id), eventIds: [id] }));
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
