import type {
  EventRecord,
  Parked as ParkedOutcome,
} from '../../functions/core/memory/event-record.ts';
import { loadSettings } from '../../lib/config/settings.ts';
import type { Discarded, Parked, ParkedEvent } from '../../local/console/api/parked.ts';
import { describeDiscarded, discardAll, pickParked } from '../discard/discard.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { cures } from '../selection/cures.ts';
import { describeEnd } from '../selection/describe-event.ts';
import {
  assertKnownWorkspace,
  describeLeftBehind,
  isLeftBehind,
} from '../selection/left-behind.ts';
import type { Around } from './around.ts';

type ParkedRecord = EventRecord & { outcome: ParkedOutcome; settledAt: number };

/**
 * The events that wait for a person, of all workspaces, those included that the configuration does
 * not have any more; newest first.
 * @throws UserError
 */
export async function showParked(around: Around): Promise<Parked> {
  const configured = await around.configured();
  const records = await around.withAnyLedger(readParked);
  const behind = records.filter((record) => isLeftBehind(record, configured));
  return {
    events: records.map(toEvent),
    groups: groupsOf(records),
    notes: behind.length === 0 ? [] : [describeLeftBehind(behind)],
  };
}

/** All parked events of an instance, newest first. @throws TransientFailure `ledger` */
export async function readParked({
  memory,
  operator,
}: OpenLedger): Promise<ParkedRecord[]> {
  const records = await memory.events.read(await operator.allParked());
  return [...records.values()]
    .filter(isParked)
    .sort((a, b) => b.receivedAt - a.receivedAt);
}

function isParked(record: EventRecord): record is ParkedRecord {
  return record.outcome?.kind === 'parked' && record.settledAt !== undefined;
}

function toEvent(record: ParkedRecord): ParkedEvent {
  const { id, source, workspace, requestId, receivedAt, settledAt, contactId } = record;
  const { reason, detail } = record.outcome;
  return {
    id,
    source,
    workspace,
    requestId,
    receivedAt,
    parkedAt: settledAt,
    reason,
    detail,
    contactId,
    words: describeEnd(record),
  };
}

/** By reason and source, the largest first. */
function groupsOf(records: ParkedRecord[]): Parked['groups'] {
  const groups = Map.groupBy(
    records,
    ({ source, outcome }) => `${outcome.reason} ${source}`,
  );
  return [...groups.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { reason } = first.outcome;
      const oldestAt = Math.min(...group.map(({ settledAt }) => settledAt));
      const { source } = first;
      return { reason, source, count: group.length, oldestAt, cure: cures[reason] };
    })
    .sort((a, b) => b.count - a.count);
}

/**
 * Ends parked events without delivering them.
 * @throws UserError if one is not parked, or of a workspace that the configuration does not have
 */
export async function discardEvents(around: Around, ids: string[]): Promise<Discarded> {
  around.assertMayWrite();
  const { call, dir, terminal } = around;
  const { deployed } = await loadSettings(dir);
  const ending = {
    now: terminal.now(),
    rememberSeconds: deployed.delivery.dedupeForSeconds,
  };
  const configured = await around.configured();
  const unique = [...new Set(ids)];
  const discarded = await around.withAnyLedger(async (ledger) => {
    const read = await ledger.memory.events.read(unique);
    for (const record of read.values()) assertKnownWorkspace(record, configured);
    const parked = [...read.values()].filter(isParked);
    const records = unique.map((id) => pickParked(id, parked, call));
    const ended = new Set(await discardAll(records, ending, ledger));
    return records.filter(({ id }) => ended.has(id));
  });
  tellTimeline(discarded, ending.now, around);
  return {
    discarded: discarded.map(({ id }) => id),
    message: describeDiscarded(unique.length, discarded.length),
  };
}

/** No function writes a line of what is ended from here. What no row is about, needs none. */
function tellTimeline(discarded: EventRecord[], at: number, { timeline }: Around): void {
  for (const { id, source, requestId, contactId } of discarded) {
    if (timeline.rowOfEvent(id) === undefined) continue;
    const line = {
      message: 'event settled',
      source,
      requestId,
      eventId: id,
      contactId,
      outcome: 'ignored',
      reason: 'discarded',
    };
    timeline.addLine({ at, text: JSON.stringify(line), functionName: 'console' });
  }
}
