import { UserError } from '../../../lib/report.ts';
import type { EventView, RequestView } from '../../../local/console/api/event.ts';
import type { TimelineRow } from '../../../local/console/api/timeline.ts';
import { keyOfEvent } from '../../../local/console/timeline/facts/facts.ts';
import { type OpenEvent, openEvent, openEvents, showEvent } from './show-event.ts';
import type { OpenViews } from './views-setup.ts';

/**
 * A request with all that is known of its events.
 * @param event is among those that are shown, if it is one of the request's
 * @throws UserError if nothing is known of it any more
 */
export async function showRequest(
  { key, event }: { key: string; event: string | undefined },
  reveal: boolean,
  setup: OpenViews,
): Promise<RequestView> {
  const row = setup.timeline.row(key, event) ?? (await rowOfEvent(key, setup));
  if (row === undefined)
    throw new UserError(
      'Nothing is known of this request any more: its events are found by their ids, or by who ' +
        'they are about.',
    );
  const events: EventView[] = [];
  const ids = row.events.map(({ id }) => id);
  for (const opened of await openEvents(ids, setup))
    events.push(await showEvent(opened, reveal, setup));
  const http = setup.timeline.showHttpOf(row.key);
  const isShown = setup.isLocal || reveal;
  return {
    row,
    http: isShown ? http : undefined,
    isMasked: !isShown && http !== undefined,
    events,
    notes: notesOn(row, http !== undefined, setup),
  };
}

/** The row of an event whose request is not known any more. */
async function rowOfEvent(
  key: string,
  setup: OpenViews,
): Promise<TimelineRow | undefined> {
  const id = key.slice(keyOfEvent('').length);
  return key === keyOfEvent(id) ? toRow(key, await openEvent(id, setup)) : undefined;
}

function toRow(key: string, { event, found: { record } }: OpenEvent): TimelineRow {
  return {
    key,
    version: 0,
    at: record.receivedAt,
    source: record.source,
    state: 'unknown',
    accepted: 1,
    ignored: 0,
    events: [event],
    outcomes: { [event.state]: 1 },
    notes: [],
    words: event.words,
  };
}

function notesOn(
  { accepted, events, state }: TimelineRow,
  hasHttp: boolean,
  { isLocal, recordsCalls }: OpenViews,
): string[] {
  const isMany = accepted > events.length;
  return [
    ...(isMany
      ? [`${events.length} of its ${accepted} events are shown: parked ones first.`]
      : []),
    ...(hasHttp || state === 'stray' ? [] : [isLocal ? letGo : notKept]),
    ...(isLocal && !recordsCalls && accepted > 0 ? [onlyStatuses] : []),
  ];
}

const onlyStatuses =
  'Of calls to a real Bridge only their statuses are recorded, not what was sent and answered.';
const letGo = 'The request itself is not kept any more.';
const notKept = 'Of a deployed stack the request itself is not kept, only its events.';
