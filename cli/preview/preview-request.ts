import { runSample, type SampleRun } from '../../functions/core/check/run-sample.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { Rejection } from '../../functions/core/errors.ts';
import {
  countUnknownTypes,
  type UnknownTypeCount,
} from '../../functions/core/receive/event-type.ts';
import type { ParsedRequest } from '../../functions/core/receive/read-events.ts';
import { parseSaved, type SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { refusedPayload } from '../place/payload.ts';
import { describeEvent, type EventPreview } from './describe-event.ts';

/** What a payload comes to. */
export interface Preview {
  /** As the expressions see it. */
  body: unknown;
  events: EventPreview[];
  /** How many the filter leaves out, and which of these are of types that nothing knows. */
  leftOut: number;
  unknownTypes: UnknownTypeCount;
}

/**
 * What a saved request comes to, event by event.
 * @param path what the request is called where it would be refused
 * @throws UserError where receive would refuse it
 */
export async function previewRequest(
  path: string,
  saved: SavedRequest,
  source: Source,
): Promise<Preview> {
  const { parsed, ran } = await run(path, saved, source);
  const events: EventPreview[] = [];
  for (const event of ran.events) events.push(await describeEvent(source, event));
  return {
    body: parsed.body,
    events,
    leftOut: ran.summaries.length - ran.events.length,
    unknownTypes: countUnknownTypes(ran.unknownTypes),
  };
}

async function run(
  path: string,
  saved: SavedRequest,
  source: Source,
): Promise<{ parsed: ParsedRequest; ran: SampleRun }> {
  try {
    const parsed = await parseSaved(saved, source);
    return { parsed, ran: await runSample(source, parsed) };
  } catch (error) {
    if (error instanceof Rejection) throw refusedPayload(path, error);
    throw error;
  }
}

/** What to call the nth of a payload's events, counted from 0. */
export function nameOfEvent(index: number, { events }: Pick<Preview, 'events'>): string {
  return events.length === 1 ? 'event' : `event ${index + 1} of ${events.length}`;
}

/** What of a payload is no event, in lines. */
export function describeLeftOut({ events, leftOut, unknownTypes }: Preview): string[] {
  const lines: string[] = [];
  if (leftOut > 0)
    lines.push(
      `${leftOut} ${leftOut === 1 ? 'event is' : 'events are'} left out by events.filter`,
    );
  if (unknownTypes.count > 0)
    lines.push(
      `${unknownTypes.count} of these: unknown-type ${unknownTypes.types.join(', ')}`.trimEnd(),
    );
  if (events.length + leftOut === 0) lines.push('The request holds no event.');
  return lines;
}
