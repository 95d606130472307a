import {
  type TimelineFilter,
  timelineFilterSchema,
} from '../../../../local/console/api/timeline.ts';
import type { LogLine } from '../../../../local/console/timeline/facts/log-line.ts';
import {
  createTimeline,
  type TimelineStore,
} from '../../../../local/console/timeline/timeline.ts';

/** A line of a function, as it writes it. */
export function line(at: number, fields: Record<string, unknown>): LogLine {
  const functionName =
    'requestId' in fields && 'eventId' in fields ? 'Deliver' : 'Receive';
  return { at, functionName, text: JSON.stringify({ level: 'info', ...fields }) };
}

const place = { source: 'form', requestId: 'request-1' };

/** A request with one event is accepted. */
export function accepted(at: number, given: Record<string, unknown> = {}): LogLine {
  return line(at, {
    message: 'request accepted',
    ...place,
    keyUsed: 'current',
    accepted: 1,
    ignored: 0,
    eventIds: ['event-1'],
    ...given,
  });
}

/** An event ends. */
export function settled(at: number, given: Record<string, unknown> = {}): LogLine {
  return line(at, {
    message: 'event settled',
    ...place,
    workspace: 'main',
    eventId: 'event-1',
    outcome: 'delivered',
    contactId: '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8',
    sent: ['firstName'],
    ...given,
  });
}

/** An event has to come back. */
export function putOff(at: number, given: Record<string, unknown> = {}): LogLine {
  return line(at, {
    message: 'event put off',
    ...place,
    workspace: 'main',
    eventId: 'event-1',
    outcome: 'retry',
    reason: 'unavailable',
    retryAfterSeconds: 15,
    ...given,
  });
}

export function storeOf(lines: readonly LogLine[]): TimelineStore {
  const timeline = createTimeline(0);
  for (const one of lines) timeline.addLine(one);
  return timeline;
}

export function filter(given: Partial<TimelineFilter> = {}): TimelineFilter {
  return timelineFilterSchema.parse(given);
}

/** The rows, newest first, without their versions. */
export function rowsOf(timeline: TimelineStore, given: Partial<TimelineFilter> = {}) {
  return timeline
    .list(filter({ limit: 500, ...given }))
    .rows.map(({ version: _, ...row }) => row);
}
