import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { EventRecord } from '../core/deliver/ledger.ts';

const options = { removeUndefinedValues: true, convertEmptyValues: false };

/**
 * The item of an event. `message` is kept as JSON text: payloads nest deeper than DynamoDB allows. `parkedSource`/`parkedAt` and
 * `contact`/`settledAtKey` exist only where the sparse indexes `parked` and `byContact` should find the item.
 */
export function toItem(record: EventRecord): Record<string, AttributeValue> {
  const { id, message, forgetAt, settledAt, contactId, outcome, ...rest } = record;
  const settled = settledAt === undefined ? undefined : new Date(settledAt).toISOString();
  const isParked = outcome?.kind === 'parked';
  return marshall(
    {
      ...rest,
      pk: `event#${id}`,
      outcome,
      settledAt: settled,
      message: message === undefined ? undefined : JSON.stringify(message),
      contact: contactId === undefined ? undefined : `${record.workspace}#${contactId}`,
      parkedSource: isParked ? record.source : undefined,
      parkedAt: isParked ? settled : undefined,
      expiresAt: forgetAt === undefined ? undefined : Math.ceil(forgetAt / 1000),
    },
    options,
  );
}

export function fromItem(item: Record<string, AttributeValue>): EventRecord {
  const { pk, message, settledAt, contact, parkedSource: _, parkedAt: __, expiresAt, ...rest } = unmarshall(item);
  return {
    attempts: [],
    ...(rest as Omit<EventRecord, 'id' | 'attempts'>),
    id: String(pk).slice('event#'.length),
    ...(typeof message === 'string' ? { message: JSON.parse(message) as EventRecord['message'] & object } : {}),
    ...(typeof settledAt === 'string' ? { settledAt: Date.parse(settledAt) } : {}),
    ...(typeof contact === 'string' ? { contactId: contact.slice(contact.indexOf('#') + 1) } : {}),
    ...(typeof expiresAt === 'number' ? { forgetAt: expiresAt * 1000 } : {}),
  };
}
