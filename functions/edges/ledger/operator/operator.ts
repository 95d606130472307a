import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ContactRef } from '../../../core/memory/contact-ref.ts';
import type { EventRecord } from '../../../core/memory/event-record.ts';
import type { LinkKey } from '../../../core/memory/links.ts';
import type { Message } from '../../../core/message/message.ts';
import { createDrift, type Drift } from '../counts/drift.ts';
import { contactName } from '../keys.ts';
import { createTable } from '../table.ts';
import {
  emptyEvent,
  endParked,
  type HandEnding,
  type Payload,
  payloadOf,
  payloadsOf,
} from './end-by-hand.ts';
import {
  allEvents,
  eventsOf,
  findWaiting,
  namesIn,
  type Trace,
  traces,
  type WaitingEvent,
} from './look-around.ts';
import { allKeysIn, keysIn } from './pages.ts';
import { createTombstones, type Tombstones } from './tombstones.ts';

/**
 * What people do with the ledger and the functions never: looking around, ending events by hand,
 * erasing. Every method throws TransientFailure('ledger') when the table does not answer.
 */
export interface Operator {
  /** Ids of the parked events of a source. */
  parkedOf(source: string): Promise<string[]>;
  /** Ids of all parked events, also of sources that are not configured any more. */
  allParked(): Promise<string[]>;
  /** Ids of the events that were written to a contact, or found it. Reads the whole table. */
  eventsOf(contact: ContactRef): Promise<string[]>;
  /** Keys of links that lead to a contact, or did so a moment ago; oldest first. */
  linkKeysOf(contact: ContactRef): Promise<LinkKey[]>;
  /** All events, those that still wait among them. Reads the whole table. */
  allEvents(): Promise<EventRecord[]>;
  /** Each of these events that waits, in the message that failed last with it. Reads the table. */
  findWaiting(eventIds: readonly string[]): Promise<Map<string, WaitingEvent>>;
  /** Every payload that is kept, and every merge. Reads the whole table. */
  traces(): AsyncGenerator<Trace>;
  /** The messages of those events whose payload is still kept. */
  payloadsOf(records: EventRecord[]): Promise<Message[]>;
  /** The payload of an event that has ended, as long as it is kept. */
  payloadOf(record: EventRecord): Promise<Payload | undefined>;
  /**
   * Ends a parked event without delivering it: its payload goes, that it was there is remembered.
   * `false` if it is not parked any more as it was seen.
   */
  endParked(record: EventRecord, ending: HandEnding): Promise<boolean>;
  /** Removes the payload and the contact of an event that has ended, if it is as it was seen. */
  emptyEvent(record: EventRecord): Promise<void>;
  tombstones: Tombstones;
  /** What was counted of a source in those hours among these in which anything was. */
  readDrift: Drift['read'];
}

export function createOperator(client: DynamoDBClient, tableName: string): Operator {
  const table = createTable(client, tableName);
  return {
    parkedOf: (source) => namesIn('event', keysIn(table, 'parked', source)),
    allParked: () => namesIn('event', allKeysIn(table, 'parked')),
    eventsOf: (contact) => eventsOf(table, contact),
    linkKeysOf: (contact) =>
      namesIn('link', keysIn(table, 'byContact', contactName(contact))),
    allEvents: () => allEvents(table),
    findWaiting: (eventIds) => findWaiting(table, eventIds),
    traces: () => traces(table),
    payloadsOf: (records) => payloadsOf(table, records),
    payloadOf: (record) => payloadOf(table, record),
    endParked: (record, ending) => endParked(table, record, ending),
    emptyEvent: (record) => emptyEvent(table, record),
    tombstones: createTombstones(client, tableName),
    readDrift: createDrift(table).read,
  };
}
