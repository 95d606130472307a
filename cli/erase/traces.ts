import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import type { LinkKey } from '../../functions/core/memory/links.ts';
import type { Message } from '../../functions/core/message.ts';
import type { OpenLedger } from '../place/open-ledger.ts';
import { isOf, learnFrom, type Person } from './person.ts';
import { whoseEvent } from './whose-event.ts';

/** Events that are about somebody. */
export interface Traces {
  events: EventRecord[];
  /** Those of them whose payload is kept. */
  payloads: Set<string>;
}

export interface TraceDeps {
  config: DeployedConfig;
  ledger: OpenLedger;
  /** Events that were received later are left alone, ms since 1970. */
  until: number;
}

/**
 * Finds the events of a person that were received until then: those that were written to the
 * contact, and every other whose payload is kept. What these say about the person is learned on the
 * way; ids that were merged into the person's are the person's too. Reads the whole table, again if
 * it learned something on the way.
 */
export async function findTraces(person: Person, deps: TraceDeps): Promise<Traces> {
  const { ledger, until } = deps;
  const { memory, operator, pepper } = ledger;
  const records = await memory.events.read(await operator.eventsOf(person.contact));
  const written = [...records.values()].filter(
    (record) => record.contactId === person.contact.contactId && record.receivedAt <= until,
  );
  const kept = await operator.payloadsOf(written);
  for (const message of kept)
    await learnFrom(await whoseEvent(message, deps.config, pepper), person, memory.links);
  const payloads = new Set(kept.flatMap(({ events }) => events.map(({ id }) => id)));
  const events = new Map(written.map((record) => [record.id, record]));
  let known: number;
  do {
    known = person.linkKeys.size + person.values.size;
    for (const record of await findUnwritten(person, new Set(events.keys()), deps)) {
      events.set(record.id, record);
      payloads.add(record.id);
    }
  } while (person.linkKeys.size + person.values.size > known);
  return { events: [...events.values()], payloads };
}

/** Events of the person that were not written to its contact, among all whose payload is kept. */
async function findUnwritten(
  person: Person,
  known: ReadonlySet<string>,
  deps: TraceDeps,
): Promise<EventRecord[]> {
  const { memory, operator, pepper } = deps.ledger;
  const isTheirs = async (message: Message, text: string) =>
    message.workspace === person.contact.workspace &&
    message.receivedAt <= deps.until &&
    isOf(person, await whoseEvent(message, deps.config, pepper), text, memory.links);
  const found: string[] = [];
  const merges = new Map<LinkKey, LinkKey>();
  for await (const trace of operator.traces()) {
    if ('merged' in trace) merges.set(trace.merged, trace.into);
    else if (!known.has(trace.eventId) && (await isTheirs(trace.message, trace.text)))
      found.push(trace.eventId);
  }
  addMerged(person, merges);
  const records = [...(await memory.events.read(found)).values()].filter(
    ({ contactId }) => contactId === undefined,
  );
  for (const message of await operator.payloadsOf(records)) {
    const { linkKeys } = await whoseEvent(message, deps.config, pepper);
    await learnFrom({ contactId: undefined, linkKeys, values: [] }, person, memory.links);
  }
  return records;
}

/** An id that became one of the person's is the person's. */
function addMerged({ linkKeys }: Person, merges: ReadonlyMap<LinkKey, LinkKey>): void {
  const endOf = (key: LinkKey, steps = 0): LinkKey => {
    const next = merges.get(key);
    return next === undefined || steps > merges.size ? key : endOf(next, steps + 1);
  };
  for (const key of merges.keys()) if (linkKeys.has(endOf(key))) linkKeys.add(key);
}
