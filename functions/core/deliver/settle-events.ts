import {
  type Ending,
  type EventRecord,
  messageOf,
  waitsForLink,
  withId,
} from '../memory/event-record.ts';
import type { LinkKey } from '../memory/links.ts';
import type { OpenMessage } from './delivery.ts';
import { rememberSeconds } from './recall-events.ts';
import { joinWaitingList, requeueWaiting } from './requeue-waiting.ts';

/**
 * Writes to the ledger how events ended, and reports it; duplicates leave no record. A parked event
 * that waits for its sender's id is put on the id's list, and then the id is looked at: a run that
 * links it meanwhile sees one or the other. A repetition of an event that waits does so again, in
 * case the function died before it had.
 * @throws TransientFailure
 */
export async function settleEvents(endings: Ending[], opened: OpenMessage): Promise<void> {
  const records = toRecords(endings, await withRepetitions(endings, opened));
  if (records.length > 0) await opened.memory.events.settle(records);
  opened.report(endings);
  await takeOffLists(endedBefore(records, opened), opened);
  await waitOnLists(
    [...records, ...repeated(endings, opened)].filter(waitsForLink),
    opened,
  );
}

/** Ids of events by the sender's id they wait for. */
function groupByKey(records: EventRecord[]): Map<LinkKey, string[]> {
  const lists = new Map<LinkKey, string[]>();
  for (const { id, waitsFor } of records)
    if (waitsFor !== undefined) lists.set(waitsFor, [...(lists.get(waitsFor) ?? []), id]);
  return lists;
}

/** The events that were parked and waited before, and have ended otherwise now. */
function endedBefore(records: EventRecord[], opened: OpenMessage): EventRecord[] {
  return records
    .filter(({ outcome }) => outcome?.kind !== 'parked')
    .map(({ id }) => opened.records.get(id))
    .filter((before) => before !== undefined);
}

async function takeOffLists(
  before: EventRecord[],
  { memory: { links } }: OpenMessage,
): Promise<void> {
  for (const [key, ids] of groupByKey(before)) {
    const { key: end } = await links.readLink(key);
    for (const list of new Set([key, end])) await links.stopWaiting(list, ids);
  }
}

function repeated(endings: Ending[], opened: OpenMessage): EventRecord[] {
  return endings
    .filter(({ outcome }) => outcome.kind === 'duplicate')
    .map(({ event }) => opened.records.get(event.id))
    .filter((record) => record !== undefined);
}

async function waitOnLists(parked: EventRecord[], opened: OpenMessage): Promise<void> {
  for (const [key, ids] of groupByKey(parked)) {
    const link = await joinWaitingList(key, ids, opened);
    await requeueWaiting({ ...link, waiting: ids }, opened);
  }
}

type SettleInput = Pick<
  OpenMessage,
  'message' | 'config' | 'records' | 'attemptsOf' | 'now'
>;

/**
 * The ledger's records for events that have ended; none for duplicates. A parked event is kept
 * whole and without an end, others for `keepEvents`. Where a new event takes over the id of a
 * parked one (the same content again, long after), the parked one moves to an id of its own.
 */
export function toRecords(endings: Ending[], opened: SettleInput): EventRecord[] {
  return endings.flatMap((ending) => {
    const record = toRecord(ending, opened);
    if (record === undefined) return [];
    const before = opened.records.get(record.id);
    const isReplacingParked =
      before?.outcome?.kind === 'parked' && before.receivedAt !== record.receivedAt;
    const moved = isReplacingParked
      ? [withId(before, `${before.id}.${before.receivedAt}`)]
      : [];
    return [...moved, record, ...ofRepetition(record, ending, opened)];
  });
}

/** With what is remembered under the ids that a sender's repetitions of replayed events get. */
async function withRepetitions(
  endings: Ending[],
  opened: OpenMessage,
): Promise<OpenMessage> {
  const ids = endings
    .map(({ event }) => event.repetitionId)
    .filter((id) => id !== undefined);
  if (ids.length === 0) return opened;
  const known = await opened.memory.events.read(ids);
  return { ...opened, records: new Map([...opened.records, ...known]) };
}

/**
 * What makes the sender's repetition of a replayed event a duplicate, where it gets another id
 * (G3).
 */
function ofRepetition(
  { source, workspace, receivedAt, outcome, settledAt, forgetAt }: EventRecord,
  { event: { repetitionId } }: Ending,
  { records }: SettleInput,
): EventRecord[] {
  const hasEnded =
    outcome !== undefined && settledAt !== undefined && forgetAt !== undefined;
  if (repetitionId === undefined || !hasEnded) return [];
  if (records.get(repetitionId)?.outcome !== undefined) return [];
  const known = { source, workspace, receivedAt, outcome, attempts: [] };
  return [{ ...known, id: repetitionId, settledAt, forgetAt }];
}

function toRecord(
  { event, outcome, contactId, foundBy, reasons, waitsFor }: Ending,
  opened: SettleInput,
): EventRecord | undefined {
  if (outcome.kind === 'duplicate') return undefined;
  const { message, config } = opened;
  const settledAt = opened.now();
  const { keepEventsSeconds } = config.delivery;
  const isParked = outcome.kind === 'parked';
  const isErased = outcome.kind === 'ignored' && outcome.reason === 'erased';
  const isKept = !isParked && !isErased && keepEventsSeconds > 0;
  const rememberedMs = rememberSeconds(event, config.delivery) * 1000;
  return {
    id: event.id,
    source: message.source,
    workspace: message.workspace,
    receivedAt: message.receivedAt,
    requestId: message.requestId,
    outcome,
    settledAt,
    attempts: opened.attemptsOf(event.id),
    contactId,
    foundBy,
    reasons: isErased ? undefined : reasons,
    waitsFor: waitsFor ?? (isParked ? waitedFor(event.id, opened) : undefined),
    // Its id led to this contact, and the event is parked all the same: it waits for another one.
    putBackFor: waitsFor === undefined ? undefined : contactId,
    message: isParked || isKept ? messageOf(message, event) : undefined,
    keptUntil: isKept ? settledAt + keepEventsSeconds * 1000 : undefined,
    forgetAt: isParked ? undefined : settledAt + rememberedMs,
  };
}

/** What the same event waited for before it was parked for another reason: it is on that list. */
function waitedFor(
  eventId: string,
  { records, message }: Pick<OpenMessage, 'records' | 'message'>,
): LinkKey | undefined {
  const before = records.get(eventId);
  return before?.receivedAt === message.receivedAt ? before.waitsFor : undefined;
}
