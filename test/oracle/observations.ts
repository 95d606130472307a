import { unmarshall } from '@aws-sdk/util-dynamodb';
import { messageSchema } from '../../functions/core/message/message-schema.ts';
import { fieldOf } from '../../functions/edges/ledger/packed/field-names.ts';
import type {
  Contact,
  ContactChange,
} from '../../local/bridge-simulator/contacts/contact.ts';
import type { ServiceApi } from '../../local/cloud/services.ts';
import { localHeaders } from './aws.ts';
import type { Run } from './runs.ts';

/**
 * What the outside world sees of one event: where it was first put on durable storage, and how it
 * ended, each time it was said.
 */
export interface Observed {
  /** The id the product gave it. */
  id: string;
  receivedAt: number;
  index: number;
  /** Outcomes as they were written to the ledger, without repetitions of one write. */
  outcomes: Ended[];
  sent: string[];
  /** How often it was put back into the queue. */
  replays: number;
}

/** A message of the queue, and its deliveries in order. */
export interface Handled {
  events: string[];
  runs: Run[];
}

/** How an event ended, and when, ms since 1970. */
export interface Ended {
  how: string;
  at: number;
}

/** What went wrong with a call, from when to when, ms since 1970. */
export interface Disturbance {
  from: number;
  until: number;
}

/** A PATCH that Bridge has applied. */
export interface Applied {
  /** When, ms since 1970; as late as Bridge did it. */
  at: number;
  contactId: string;
  /** The contact as it was before. */
  before: Contact;
  body: ContactChange;
  /** The events of the message whose delivery sent it. */
  carried: readonly string[];
}

/** A contact that a person deleted in Bridge. */
export interface Deleted {
  at: number;
  contactId: string;
  cellphone: string | null;
}

/** All that a run left behind. */
export interface Observations {
  /** Events by the sender's id. */
  events: Map<string, Observed>;
  messages: Map<string, Handled>;
  contacts: Contact[];
  /** In the order in which Bridge has applied them. */
  applied: Applied[];
  deleted: Deleted[];
  /** The names of the edge calls, in order; faults are placed by this number. */
  calls: string[];
  /** The methods of ledger and links that were called. */
  edges: Set<string>;
  /** Items of events in the ledger that belong to no event of a sender. */
  strangers: string[];
  deadLetters: number;
  /** What must never happen, in words. */
  bugs: string[];
  faultsPlaced: number;
  /** The faults that were met and the outages, by when they began. */
  disturbances: Disturbance[];
  /** How long it took, in ms of the timeline. */
  took: number;
}

export function nothingObserved(): Observations {
  return {
    events: new Map(),
    messages: new Map(),
    contacts: [],
    applied: [],
    deleted: [],
    calls: [],
    edges: new Set(),
    strangers: [],
    deadLetters: 0,
    bugs: [],
    faultsPlaced: 0,
    disturbances: [],
    took: 0,
  };
}

/**
 * Notes a message that was put on durable storage, and its events where they are there for the
 * first time.
 */
export function noteStored(
  { events, messages }: Observations,
  messageId: string,
  body: string,
): void {
  if (messages.has(messageId)) return;
  const message = messageSchema.parse(JSON.parse(body));
  const labels = message.events.map(({ id, index, body: value }) => {
    const label = (value as { id: string }).id;
    const observed = events.get(label) ?? {
      id,
      index,
      receivedAt: message.receivedAt,
      outcomes: [],
      sent: [],
      replays: 0,
    };
    events.set(label, observed);
    if (message.replay) observed.replays += 1;
    return label;
  });
  messages.set(messageId, { events: labels, runs: [] });
}

/** Notes how an event ended, by its item in the ledger. */
export function noteOutcome(
  { events }: Observations,
  { pk, outcome, sent, settledAt }: Record<string, unknown>,
): void {
  const observed = [...events.values()].find(({ id }) => `event#${id}` === pk);
  if (outcome === undefined || observed === undefined) return;
  const { kind, reason } = outcome as { kind: string; reason?: string };
  const how = [kind, reason].filter(Boolean).join(' ');
  const at = Date.parse(String(settledAt));
  const last = observed.outcomes.at(-1);
  if (last?.how !== how || last.at !== at) observed.outcomes.push({ how, at });
  observed.sent = ((sent ?? []) as string[]).map(fieldOf);
}

/**
 * The ledger's table, observed: after each write that names events, their outcomes are looked at.
 */
export function watchOutcomes(
  observations: Observations,
  tableName: string,
  api: ServiceApi,
): ServiceApi {
  async function look(id: string): Promise<void> {
    const input = {
      TableName: tableName,
      Key: { pk: { S: `event#${id}` } },
      ConsistentRead: true,
    };
    const { body } = await api({
      action: 'GetItem',
      input,
      body: Buffer.from(JSON.stringify(input)),
      headers: localHeaders,
    });
    noteOutcome(
      observations,
      unmarshall((body as { Item?: Record<string, never> }).Item ?? {}),
    );
  }
  return async (call) => {
    const answer = await api(call);
    if (/^(BatchGet|Get|Query|Scan)/.test(call.action)) return answer;
    const ids = new Set(
      [...call.body.toString().matchAll(/"event#([^"]+)"/g)].map(([, id = '']) => id),
    );
    for (const id of ids) await look(id);
    return answer;
  };
}
