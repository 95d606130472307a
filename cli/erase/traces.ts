import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import type { LinkKey } from '../../functions/core/memory/links.ts';
import type { Message } from '../../functions/core/message/message.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { isOf, knowsMore, learnFrom, type Person, withKnown } from './person.ts';
import { whoseEvent } from './whose-event.ts';

/** Events that are about a person. */
export interface Traces {
  /** With what the events say about them. */
  person: Person;
  events: EventRecord[];
  /** Ids of the events whose payload is kept. */
  payloads: ReadonlySet<string>;
}

export interface Search {
  config: DeployedConfig;
  ledger: OpenLedger;
  /** Events that were received later are left alone, ms since 1970. */
  until: number;
}

/**
 * Finds the events of a person that were received until then: those that were written to the
 * contact, and every other whose payload is kept. What these say about the person counts too, and
 * ids that were merged into the person's are the person's. Reads the whole table for the former and
 * for the latter, and again as long as it learns something.
 */
export async function findTraces(person: Person, search: Search): Promise<Traces> {
  let found = await findWritten(person, search);
  for (;;) {
    const next = await addUnwritten(found, search);
    if (!knowsMore(next.person, found.person)) return next;
    found = next;
  }
}

/** Events that were written to the contact. Reads the whole table. */
async function findWritten(person: Person, search: Search): Promise<Traces> {
  const { config, until, ledger } = search;
  const { memory, operator } = ledger;
  const pepper = await ledger.readPepper();
  const { contact } = person;
  const records = await memory.events.read(await operator.eventsOf(contact));
  const events = [...records.values()].filter(
    ({ contactId, receivedAt }) => contactId === contact.contactId && receivedAt <= until,
  );
  const kept = await operator.payloadsOf(events);
  let known = person;
  for (const message of kept)
    known = await learnFrom(
      await whoseEvent(message, config, pepper),
      known,
      memory.links,
    );
  const payloads = new Set(kept.flatMap((message) => message.events.map(({ id }) => id)));
  return { person: known, events, payloads };
}

/** And those that were not, among all whose payload is kept. */
async function addUnwritten(found: Traces, search: Search): Promise<Traces> {
  const { config, ledger } = search;
  const { memory, operator } = ledger;
  const pepper = await ledger.readPepper();
  const { ids, merges } = await lookAround(found, search);
  const records = [...(await memory.events.read(ids)).values()].filter(
    ({ contactId }) => contactId === undefined,
  );
  let person = withKnown(found.person, { linkKeys: mergedInto(found.person, merges) });
  for (const message of await operator.payloadsOf(records)) {
    const { linkKeys } = await whoseEvent(message, config, pepper);
    person = await learnFrom({ linkKeys, values: [] }, person, memory.links);
  }
  return {
    person,
    events: [...found.events, ...records],
    payloads: new Set([...found.payloads, ...records.map(({ id }) => id)]),
  };
}

/** Ids of further events of the person, and every merge of two ids. Reads the whole table. */
async function lookAround({ person, events }: Traces, { config, ledger, until }: Search) {
  const { memory, operator } = ledger;
  const pepper = await ledger.readPepper();
  const known = new Set(events.map(({ id }) => id));
  const isTheirs = async (message: Message, text: string) =>
    message.workspace === person.contact.workspace &&
    message.receivedAt <= until &&
    isOf(person, await whoseEvent(message, config, pepper), text, memory.links);
  const ids: string[] = [];
  const merges = new Map<LinkKey, LinkKey>();
  for await (const trace of operator.traces()) {
    if ('merged' in trace) merges.set(trace.merged, trace.into);
    else if (!known.has(trace.eventId) && (await isTheirs(trace.message, trace.text)))
      ids.push(trace.eventId);
  }
  return { ids, merges };
}

/** The ids that became one of the person's. */
function mergedInto(
  { linkKeys }: Person,
  merges: ReadonlyMap<LinkKey, LinkKey>,
): LinkKey[] {
  const endOf = (key: LinkKey, steps = 0): LinkKey => {
    const next = merges.get(key);
    return next === undefined || steps > merges.size ? key : endOf(next, steps + 1);
  };
  return [...merges.keys()].filter((key) => linkKeys.has(endOf(key)));
}
