import type { Source } from '../../../functions/core/config/source-schema.ts';
import type { EventRecord } from '../../../functions/core/memory/event-record.ts';
import type { Message } from '../../../functions/core/message/message.ts';
import { bridgehookCommand, type Call } from '../../../lib/command-line.ts';
import type { AttemptView, EventView } from '../../../local/console/api/event.ts';
import type { TimelineEvent, TimelineRow } from '../../../local/console/api/timeline.ts';
import { explainEvent } from '../../events/explain-event.ts';
import {
  answerOf,
  attemptsOf,
  type FoundEvent,
  findEvents,
  linesOf,
  messageOf,
  unknownEvent,
} from '../../events/show-event.ts';
import { recordedMessage } from './recorded-message.ts';
import { showAttempts } from './show-attempts.ts';
import { eventOfRecord } from './timeline-event.ts';
import type { OpenViews } from './views-setup.ts';

/** An event, and where it is known from: the ledger, the timeline, or both. */
export interface OpenEvent {
  found: FoundEvent;
  event: TimelineEvent;
  /** The message with just this event, kept or made from the request that was recorded. */
  message: Message | undefined;
  source: Source | undefined;
}

/** @throws UserError if there is no such event */
export async function openEvent(id: string, setup: OpenViews): Promise<OpenEvent> {
  const [opened] = await openEvents([id], setup);
  if (opened === undefined) throw unknownEvent(id, setup.call);
  return opened;
}

/**
 * Looks for events in the ledger, all at once, and in the timeline for what only lies in the queue.
 * @throws UserError if there is no such event
 */
export async function openEvents(
  ids: readonly string[],
  setup: OpenViews,
): Promise<OpenEvent[]> {
  if (ids.length === 0) return [];
  const inLedger = await setup.withLedger((ledger) =>
    findEvents(ids, ledger, (open) => setup.findWaiting(open, ledger)),
  );
  const sources = await setup.sources();
  const opened: OpenEvent[] = [];
  for (const id of ids)
    opened.push(await openFound(id, { inLedger: inLedger.get(id), sources }, setup));
  return opened;
}

async function openFound(
  id: string,
  { inLedger, sources }: { inLedger: FoundEvent | undefined; sources: Source[] },
  setup: OpenViews,
): Promise<OpenEvent> {
  const row = setup.timeline.rowOfEvent(id);
  const known = row?.events.find((event) => event.id === id);
  const found = inLedger ?? (row && known && queuedEvent(known, row, sources));
  if (found === undefined) throw unknownEvent(id, setup.call);
  const source = sources.find(({ name }) => name === found.record.source);
  return {
    found,
    event: headOf(found, known, setup.now()),
    message: messageOf(found) ?? (await recordedMessage(found.record, row, source, setup)),
    source,
  };
}

/** As the timeline has it, unless it ended in another way since: by hand there is no line of it. */
function headOf(
  found: FoundEvent,
  known: TimelineEvent | undefined,
  now: number,
): TimelineEvent {
  const { outcome, settledAt = 0 } = found.record;
  const hasEndedSince =
    known !== undefined && outcome?.kind !== known.state && settledAt > known.at;
  return known === undefined || hasEndedSince ? eventOfRecord(found, now) : known;
}

/** An event of which the ledger knows nothing yet. */
function queuedEvent(
  { id }: TimelineEvent,
  { key, source, at }: TimelineRow,
  sources: Source[],
): FoundEvent {
  const workspace = sources.find(({ name }) => name === source)?.workspace ?? '';
  const record: EventRecord = {
    id,
    source,
    workspace,
    receivedAt: at,
    requestId: key,
    attempts: [],
  };
  return { record, kept: undefined, waiting: undefined, hold: undefined };
}

/** All that is known of an event. What is masked is not in it. */
export async function showEvent(
  { found, event, message, source }: OpenEvent,
  reveal: boolean,
  setup: OpenViews,
): Promise<EventView> {
  const { isLocal, call, now, timeline } = setup;
  const { record } = found;
  const showValues = isLocal || reveal;
  const explained = await explainEvent({ record, message, source, showValues });
  const answer = answerOf(found);
  const canReplay = record.outcome !== undefined && messageOf(found) !== undefined;
  const canDiscard = record.outcome?.kind === 'parked';
  return {
    event,
    source: record.source,
    workspace: record.workspace,
    ...explained,
    contactId: record.contactId ?? event.contactId,
    attempts: showAttempts(attemptsOf(found), timeline.exchangesOf(record.id)).map(
      (one) => (showValues ? one : withoutBodies(one)),
    ),
    lines: linesOf(found, now()),
    commands: commandsFor(record, { canReplay, canDiscard }, call),
    payload: showValues ? message?.events[0]?.body : undefined,
    hasPayload: message !== undefined,
    answer: showValues ? answer : undefined,
    hasAnswer: answer !== undefined,
    canReplay,
    canDiscard,
  };
}

function withoutBodies({ sent, answered, ...attempt }: AttemptView): AttemptView {
  return { ...attempt, isMasked: sent !== undefined || answered !== undefined };
}

function commandsFor(
  { id, workspace }: EventRecord,
  { canReplay, canDiscard }: Pick<EventView, 'canReplay' | 'canDiscard'>,
  call: Call,
): EventView['commands'] {
  const ofEvent = { ...call, workspace: call.workspace ?? (workspace || undefined) };
  const command = (name: string, words: string[]) => ({
    name,
    command: bridgehookCommand(words, ofEvent),
  });
  return [
    command('show', ['events', 'show', id]),
    ...(canReplay ? [command('replay', ['replay', id])] : []),
    ...(canDiscard ? [command('discard', ['discard', id])] : []),
  ];
}
