import { unmarshall } from '@aws-sdk/util-dynamodb';
import { messageSchema } from '../../functions/core/message.ts';
import type { ServiceApi } from '../../local/aws/endpoint.ts';
import type { Contact } from '../../local/bridge-simulator/contact.ts';
import { localHeaders } from './aws.ts';

/** What the outside world sees of one event: where it was first put on durable storage, and how it ended, each time it was said. */
export interface Observed {
  /** The id the product gave it. */
  id: string;
  receivedAt: number;
  index: number;
  /** Outcomes as they were written to the ledger, without repetitions of one write. */
  outcomes: string[];
  sent: string[];
  /** How often it was put back into the queue. */
  replays: number;
}

/** A message of the queue: how often it was handed over, and how many PATCHes were sent for it. */
export interface Handled {
  events: string[];
  deliveries: number;
  patches: number;
  /** PATCHes that were answered 401 or 404: once the key is known to be good, or the contact to be another, they are sent again. */
  repeatable: number;
}

/** All that a run left behind. */
export interface Observations {
  /** Events by the sender's id. */
  events: Map<string, Observed>;
  messages: Map<string, Handled>;
  contacts: Contact[];
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
  /** How long it took, in ms of the timeline. */
  took: number;
}

export function nothingObserved(): Observations {
  return {
    events: new Map(),
    messages: new Map(),
    contacts: [],
    calls: [],
    edges: new Set(),
    strangers: [],
    deadLetters: 0,
    bugs: [],
    faultsPlaced: 0,
    took: 0,
  };
}

/** Notes a message that was put on durable storage, and its events where they are there for the first time. */
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
  messages.set(messageId, { events: labels, deliveries: 0, patches: 0, repeatable: 0 });
}

/** Notes how an event ended, by its item in the ledger. */
export function noteOutcome(
  { events }: Observations,
  { pk, outcome, sent, settledAt }: Record<string, unknown>,
): void {
  const observed = [...events.values()].find(({ id }) => `event#${id}` === pk);
  if (outcome === undefined || observed === undefined) return;
  const { kind, reason } = outcome as { kind: string; reason?: string };
  const said = `${[kind, reason].filter(Boolean).join(' ')} at ${settledAt}`;
  if (observed.outcomes.at(-1) !== said) observed.outcomes.push(said);
  observed.sent = (sent ?? []) as string[];
}

/** The ledger's table, observed: after each write that names events, their outcomes are looked at. */
export function watchOutcomes(
  observations: Observations,
  tableName: string,
  api: ServiceApi,
): ServiceApi {
  async function look(id: string): Promise<void> {
    const input = { TableName: tableName, Key: { pk: { S: `event#${id}` } }, ConsistentRead: true };
    const { body } = await api({
      action: 'GetItem',
      input,
      body: Buffer.from(JSON.stringify(input)),
      headers: localHeaders,
    });
    noteOutcome(observations, unmarshall((body as { Item?: Record<string, never> }).Item ?? {}));
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
