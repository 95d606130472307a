import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';

/** Which events; what is left out does not matter. */
export interface EventFilter {
  workspace: string;
  /** Names of the sources looked at. */
  sources: string[];
  parked: boolean;
  contact: string | undefined;
  /** The request that brought them. */
  request?: string | undefined;
  /** When they were received at the earliest, ms since 1970. */
  since: number | undefined;
}

/**
 * The events that a filter lets through, newest first. Parked ones are found by an index; for any
 * others the whole table is read, which costs half a read unit for every 4 KB in it.
 */
export async function findEvents(
  ledger: OpenLedger,
  filter: EventFilter,
): Promise<EventRecord[]> {
  const found = await candidates(ledger, filter);
  const { workspace, sources, parked, contact, request, since = 0 } = filter;
  return found
    .filter(
      (record) =>
        record.workspace === workspace &&
        sources.includes(record.source) &&
        record.receivedAt >= since,
    )
    .filter(({ outcome }) => !parked || outcome?.kind === 'parked')
    .filter(({ contactId }) => contact === undefined || contactId === contact)
    .filter(({ requestId }) => request === undefined || requestId === request)
    .sort((a, b) => b.receivedAt - a.receivedAt);
}

async function candidates(
  { memory, operator }: OpenLedger,
  { workspace, sources, parked, contact }: EventFilter,
): Promise<EventRecord[]> {
  const read = async (ids: string[]) => [...(await memory.events.read(ids)).values()];
  if (parked)
    return read(
      (await Promise.all(sources.map((source) => operator.parkedOf(source)))).flat(),
    );
  if (contact === undefined) return operator.allEvents();
  return read(await operator.eventsOf({ workspace, contactId: contact }));
}
