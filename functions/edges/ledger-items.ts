import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { EventRecord } from '../core/memory/event-record.ts';

const options = { removeUndefinedValues: true, convertEmptyValues: false };

/**
 * The items of an event. `message` is kept as JSON text: payloads nest deeper than DynamoDB allows. While the event is parked it lies
 * with the event; else it is an item of its own, because it may go before the event is forgotten. `parkedSource`/`parkedAt` and
 * `contact`/`settledAt` exist only where the sparse indexes `parked` and `byContact` should find the item.
 */
export function toItems(record: EventRecord): Record<string, AttributeValue>[] {
  const { id, message, forgetAt, keptUntil, settledAt, contactId, outcome, ...rest } = record;
  const settled = settledAt === undefined ? undefined : new Date(settledAt).toISOString();
  const isParked = outcome?.kind === 'parked';
  const text = message === undefined ? undefined : JSON.stringify(message);
  const event = {
    ...rest,
    pk: `event#${id}`,
    outcome,
    settledAt: settled,
    message: keptUntil === undefined ? text : undefined,
    contact: contactId === undefined ? undefined : `${record.workspace}#${contactId}`,
    parkedSource: isParked ? record.source : undefined,
    parkedAt: isParked ? settled : undefined,
    expiresAt: inSeconds(forgetAt),
  };
  const kept =
    keptUntil === undefined
      ? []
      : [{ pk: keptKey(id), message: text, expiresAt: inSeconds(keptUntil) }];
  return [event, ...kept].map((item) => marshall(item, options));
}

/** The key of the item that keeps the payload of an event that has ended. */
export function keptKey(id: string): string {
  return `kept#${id}`;
}

function inSeconds(time: number | undefined): number | undefined {
  return time === undefined ? undefined : Math.ceil(time / 1000);
}

export function fromItem(item: Record<string, AttributeValue>): EventRecord {
  const {
    pk,
    message,
    settledAt,
    contact,
    parkedSource: _,
    parkedAt: __,
    expiresAt,
    ...rest
  } = unmarshall(item);
  return {
    attempts: [],
    ...(rest as Omit<EventRecord, 'id' | 'attempts'>),
    id: String(pk).slice('event#'.length),
    ...(typeof message === 'string'
      ? { message: JSON.parse(message) as EventRecord['message'] & object }
      : {}),
    ...(typeof settledAt === 'string' ? { settledAt: Date.parse(settledAt) } : {}),
    ...(typeof contact === 'string' ? { contactId: contact.slice(contact.indexOf('#') + 1) } : {}),
    ...(typeof expiresAt === 'number' ? { forgetAt: expiresAt * 1000 } : {}),
  };
}
