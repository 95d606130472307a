import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import {
  type EventRecord,
  type Outcome,
  withId,
} from '../../../core/memory/event-record.ts';
import type { Message } from '../../../core/message/message.ts';
import { callAws } from '../../aws-failure.ts';
import { equals } from '../expressions.ts';
import { keptItemSchema } from '../item-schemas.ts';
import { eventKey, keptKey, linkKey } from '../keys.ts';
import type { Item, Table } from '../table.ts';

/** The payload of an event that has ended. */
export interface Payload {
  message: Message;
  /** Ms since 1970. */
  keptUntil: number;
}

/** How a parked event is ended by hand. */
export interface HandEnding {
  reason: Extract<Outcome, { kind: 'ignored' }>['reason'] & ('discarded' | 'erased');
  /** Ms since 1970. */
  now: number;
  rememberSeconds: number;
}

/**
 * Where an event says who it was written to, as versions before 0.2 did too, and what of them it
 * had.
 */
const personAttributes = ['to', 'contact', 'found', 'why', 'sent', 'stale'];

export async function payloadOf(
  table: Table,
  { id, message, keptUntil }: EventRecord,
): Promise<Payload | undefined> {
  if (message !== undefined && keptUntil !== undefined) return { message, keptUntil };
  const item = await table.get(keptKey(id));
  return item.pk === undefined ? undefined : toPayload(item);
}

export async function payloadsOf(
  table: Table,
  records: EventRecord[],
): Promise<Message[]> {
  const apart = records.filter(({ message }) => message === undefined);
  const keys = apart.map(({ id }) => keptKey(id));
  const items = await table.batchGet(keys, { isConsistent: false });
  return [
    // A parked event whose id came again has moved to an id of its own; its payload may not have.
    ...records.flatMap((record) => withId(record, record.id).message ?? []),
    ...items.map((item) => toPayload(item).message),
  ];
}

function toPayload(item: Item): Payload {
  const { message, expiresAt } = keptItemSchema.parse(item);
  return { message, keptUntil: expiresAt };
}

export async function endParked(
  table: Table,
  { id, settledAt, waitsFor }: EventRecord,
  { reason, now, rememberSeconds }: HandEnding,
): Promise<boolean> {
  const { isRefused } = await table.update({
    key: eventKey(id),
    set: {
      outcome: { kind: 'ignored', reason },
      settledAt: inIso(now),
      expiresAt: Math.ceil(now / 1000) + rememberSeconds,
    },
    remove: [
      ...['message', 'parkedSource', 'parkedAt', 'waitsFor'],
      ...(reason === 'erased' ? personAttributes : []),
    ],
    if: equals('parkedAt', inIso(settledAt)),
  });
  if (isRefused) return false;
  if (waitsFor !== undefined)
    await table.update({ key: linkKey(waitsFor), delete: { waiting: new Set([id]) } });
  return true;
}

export async function emptyEvent(
  table: Table,
  { id, settledAt }: EventRecord,
): Promise<void> {
  await table.update({
    key: eventKey(id),
    remove: [...personAttributes, 'message'],
    if: equals('settledAt', inIso(settledAt)),
  });
  const Key = { pk: { S: keptKey(id) } };
  const command = new DeleteItemCommand({ TableName: table.name, Key });
  await callAws('ledger', () => table.client.send(command));
}

function inIso(time: number | undefined): string {
  return new Date(time ?? 0).toISOString();
}
