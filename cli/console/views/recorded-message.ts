import type { Source } from '../../../functions/core/config/source-schema.ts';
import { Rejection } from '../../../functions/core/errors.ts';
import type { EventRecord } from '../../../functions/core/memory/event-record.ts';
import type { Message } from '../../../functions/core/message/message.ts';
import { messageBase } from '../../../functions/core/receive/pack-messages.ts';
import { readEvents } from '../../../functions/core/receive/read-events.ts';
import { parseSaved } from '../../../lib/config/samples/saved-request.ts';
import type { TimelineRow } from '../../../local/console/api/timeline.ts';
import type { KeptHttp } from '../../../local/console/timeline/kept-http.ts';
import type { ViewsSetup } from './views-setup.ts';

/**
 * The message with just one event, made anew from the request that brought it, as receive made it.
 * `undefined` where this machine does not have the request, or the event is not found in it.
 */
export async function recordedMessage(
  { id }: Pick<EventRecord, 'id'>,
  row: TimelineRow | undefined,
  source: Source | undefined,
  { timeline, readPepper }: Pick<ViewsSetup, 'timeline' | 'readPepper'>,
): Promise<Message | undefined> {
  const kept = row && timeline.httpOf(row.key);
  if (kept === undefined || source === undefined) return undefined;
  try {
    return await readKept(id, kept, source, await readPepper());
  } catch (failure) {
    if (failure instanceof Rejection) return undefined;
    throw failure;
  }
}

async function readKept(
  id: string,
  kept: KeptHttp,
  source: Source,
  pepper: string,
): Promise<Message | undefined> {
  const { receivedAt } = kept;
  const request = { ...(await parseSaved(kept, source)), receivedAt };
  const { events } = await readEvents(source, request, pepper);
  const found = events.find((event) => event.id === id);
  if (found === undefined) return undefined;
  const { contactKey: _, ...event } = found;
  return { ...messageBase(source, request, { enqueuedAt: receivedAt }), events: [event] };
}
