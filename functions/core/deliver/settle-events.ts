import type { DeployedConfig } from '../config/bridge-schema.ts';
import type { Message } from '../message.ts';
import { type Ending, type EventRecord, messageOf } from './ledger.ts';
import { rememberSeconds } from './recall-events.ts';

interface SettleInput {
  config: DeployedConfig;
  records: ReadonlyMap<string, EventRecord>;
  /** Times at which a PATCH was sent in this delivery, by event id. */
  attempts: ReadonlyMap<string, number[]>;
  now(): number;
}

/**
 * The ledger's records for events that have ended; none for duplicates. A parked event is kept whole and for ever. Where a new
 * event takes over the id of a parked one (the same content again, long after), the parked one moves to an id of its own.
 */
export function toRecords(message: Message, endings: Ending[], input: SettleInput): EventRecord[] {
  return endings.flatMap((ending) => {
    const record = toRecord(message, ending, input);
    if (record === undefined) return [];
    const before = input.records.get(record.id);
    const isReplacingParked = before?.outcome?.kind === 'parked' && before.receivedAt !== record.receivedAt;
    return isReplacingParked ? [{ ...before, id: `${before.id}.${before.receivedAt}` }, record] : [record];
  });
}

function toRecord(
  message: Message,
  { event, outcome, contactId, sent, stale }: Ending,
  { config, records, attempts, now }: SettleInput,
): EventRecord | undefined {
  if (outcome.kind === 'duplicate') return undefined;
  const settledAt = now();
  const isParked = outcome.kind === 'parked';
  return {
    id: event.id,
    source: message.source,
    workspace: message.workspace,
    receivedAt: message.receivedAt,
    outcome,
    settledAt,
    attempts: [...(records.get(event.id)?.attempts ?? []), ...(attempts.get(event.id) ?? [])],
    ...(contactId === undefined ? {} : { contactId }),
    ...(sent === undefined ? {} : { sent }),
    ...(stale === undefined ? {} : { stale }),
    ...(isParked ? { message: messageOf(message, event) } : { forgetAt: settledAt + rememberSeconds(event, config.delivery) * 1000 }),
  };
}
