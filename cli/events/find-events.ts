import { paginateQuery, paginateScan } from '@aws-sdk/client-dynamodb';
import type { ContactRef, EventRecord } from '../../functions/core/memory/event-record.ts';
import { fromItem } from '../../functions/edges/ledger-items.ts';
import type { OpenLedger } from '../ledger.ts';

/** Which events; what is left out does not matter. */
export interface EventFilter {
  workspace: string;
  /** Names of the sources looked at. */
  sources: string[];
  parked: boolean;
  contact: string | undefined;
  /** When they were received at the earliest, ms since 1970. */
  since: number | undefined;
}

/**
 * The events that a filter lets through, newest first. Parked ones and those of a contact are found by an index; for any others
 * the whole table is read, which costs half a read unit for every 4 KB in it.
 */
export async function findEvents(ledger: OpenLedger, filter: EventFilter): Promise<EventRecord[]> {
  const found = await candidates(ledger, filter);
  const { workspace, sources, parked, contact, since = 0 } = filter;
  return found
    .filter(
      (record) =>
        record.workspace === workspace &&
        sources.includes(record.source) &&
        record.receivedAt >= since,
    )
    .filter(({ outcome }) => !parked || outcome?.kind === 'parked')
    .filter(({ contactId }) => contact === undefined || contactId === contact)
    .sort((a, b) => b.receivedAt - a.receivedAt);
}

async function candidates(
  ledger: OpenLedger,
  { workspace, sources, parked, contact }: EventFilter,
): Promise<EventRecord[]> {
  if (contact !== undefined)
    return recallAll(ledger, await idsOfContact(ledger, { workspace, contactId: contact }));
  if (!parked) return scanEvents(ledger);
  const ids = await Promise.all(
    sources.map((source) => idsIn(ledger, 'parked', 'parkedSource', source)),
  );
  return recallAll(ledger, ids.flat());
}

/** The events that were written to a contact, or found it. */
export function idsOfContact(
  ledger: OpenLedger,
  { workspace, contactId }: ContactRef,
): Promise<string[]> {
  return idsIn(ledger, 'byContact', 'contact', `${workspace}#${contactId}`);
}

async function idsIn(
  { table }: OpenLedger,
  index: string,
  attribute: string,
  value: string,
): Promise<string[]> {
  const ids: string[] = [];
  const query = {
    TableName: table.name,
    IndexName: index,
    KeyConditionExpression: '#key = :value',
    ExpressionAttributeNames: { '#key': attribute },
    ExpressionAttributeValues: { ':value': { S: value } },
  };
  for await (const { Items = [] } of paginateQuery({ client: table.client }, query))
    for (const { pk } of Items)
      if (pk?.S?.startsWith('event#')) ids.push(pk.S.slice('event#'.length));
  return ids;
}

async function recallAll({ ledger }: OpenLedger, ids: string[]): Promise<EventRecord[]> {
  return [...(await ledger.recall(ids)).values()];
}

async function scanEvents({ table }: OpenLedger): Promise<EventRecord[]> {
  const found: EventRecord[] = [];
  const scan = {
    TableName: table.name,
    FilterExpression: 'begins_with(pk, :event)',
    ExpressionAttributeValues: { ':event': { S: 'event#' } },
  };
  for await (const { Items = [] } of paginateScan({ client: table.client }, scan))
    found.push(...Items.map(fromItem));
  return found;
}
