import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { unpackMessage } from '../../functions/edges/ledger/packed/packed-message.ts';
import type { ContactSeed } from '../../local/bridge-simulator/contacts/contact.ts';
import type { FaultSeed } from '../../local/bridge-simulator/faults.ts';
import { type Post, type Step, send, type Values, type World } from './stories.ts';

const minute = 60_000;

/** Somebody sends the form of the website. */
export function form({
  firstName,
  phone,
  email,
}: {
  firstName?: string;
  phone?: string;
  email?: string;
}): Post {
  return ({ flow, next }) => {
    const answers = [
      { field: { ref: 'first_name' }, text: firstName },
      { field: { ref: 'email' }, email },
      { field: { ref: 'phone' }, phone_number: phone },
    ].filter((answer) => Object.values(answer).every((value) => value !== undefined));
    const submitted_at = new Date(flow.clock.now()).toISOString();
    return {
      source: 'signup',
      body: {
        event_id: `form-${next()}`,
        event_type: 'form_response',
        form_response: { submitted_at, answers },
      },
    };
  };
}

/** Somebody sends the form of a campaign, which asks for name and phone only. */
export function landingPage(name: string, phone: string): Post {
  return ({ next }) => ({
    source: 'landing-page',
    body: new URLSearchParams({ submission: `${next()}`, name, phone }).toString(),
  });
}

/** One request of the HubSpot app: an event for each property, which changed `minutesAgo`. */
export function hubspot(
  objectId: number,
  properties: Record<string, string>,
  { minutesAgo = 0 } = {},
): Post {
  return (world) => ({
    source: 'hubspot',
    body: Object.entries(properties).map(([propertyName, propertyValue]) =>
      hubspotEvent(
        world,
        'contact.propertyChange',
        { objectId, propertyName, propertyValue },
        minutesAgo,
      ),
    ),
  });
}

/** In HubSpot `ids` are merged into `primary`, which remains, or into a record made for it. */
export function hubspotMerge(primary: number, ids: number[], newObjectId?: number): Post {
  const fields = {
    primaryObjectId: primary,
    mergedObjectIds: ids,
    newObjectId,
    numberOfPropertiesMoved: 2,
  };
  return (world) => ({
    source: 'hubspot',
    body: [hubspotEvent(world, 'contact.merge', fields)],
  });
}

export function hubspotDeletion(objectId: number): Post {
  return (world) => ({
    source: 'hubspot',
    body: [hubspotEvent(world, 'contact.deletion', { objectId, changeFlag: 'DELETED' })],
  });
}

/** The same events as an app gets them for any kind of record: `0-1` are contacts. */
export function hubspotOf(objectTypeId: string, post: Post): Post {
  return (world) => {
    const posting = post(world);
    const events = posting.body as { subscriptionType: string }[];
    const body = events.map((event) => ({
      ...event,
      objectTypeId,
      subscriptionType: event.subscriptionType.replace('contact.', 'object.'),
    }));
    return { ...posting, body };
  };
}

function hubspotEvent(
  { flow, next }: World,
  subscriptionType: string,
  fields: object,
  minutesAgo = 0,
): object {
  const count = next();
  const occurredAt = Math.floor(flow.clock.now()) - minutesAgo * minute;
  return {
    eventId: count,
    subscriptionId: 100,
    portalId: 33,
    appId: 7,
    occurredAt,
    subscriptionType,
    attemptNumber: 0,
    ...fields,
  };
}

/** A HubSpot workflow sends the whole contact. */
export function workflow(
  vid: number,
  properties: Record<string, string>,
  more: object = {},
): Post {
  return ({ flow }) => {
    const timestamp = Math.floor(flow.clock.now());
    const entries = Object.entries(properties).map(([name, value]) => [
      name,
      { value, versions: [{ value, timestamp }] },
    ]);
    return {
      source: 'hubspot-workflow',
      body: { vid, ...more, properties: Object.fromEntries(entries) },
    };
  };
}

/** A Salesforce flow sends a contact; or a lead, from the source for those. */
export function salesforce(
  recordId: string,
  fields: Record<string, string>,
  source: 'salesforce' | 'salesforce-lead' = 'salesforce',
): Post {
  return ({ flow }) => ({
    source,
    body: {
      recordId,
      ...fields,
      lastModifiedDate: new Date(flow.clock.now()).toISOString(),
    },
  });
}

/** All at the same moment. */
export function together(...posts: Post[]): Step {
  return {
    act: (world) =>
      send(
        world,
        posts.map((post) => post(world)),
      ),
  };
}

/** Time goes by. */
export function later({ hours }: { hours: number }): Step {
  return act(({ flow }) => flow.clock.advanceTo(flow.clock.now() + hours * 60 * minute));
}

/** The second is posted when Bridge was asked for the first and takes its time to answer. */
export function meanwhile(first: Post, second: Post): Step {
  return {
    async act(world) {
      const { bridge } = world.flow;
      bridge.addFault({ delayMs: 400, times: 6 });
      const before = bridge.requests().length;
      await send(world, [first(world)]);
      while (bridge.requests().length === before) await setTimeout(5);
      await send(world, [second(world)]);
    },
  };
}

/** Somebody enters a contact in Bridge. */
export function entered({
  id = randomUUID(),
  ...contact
}: ContactSeed & { id?: string }): Step {
  return act(({ flow }) => void flow.bridge.putContact(id, contact));
}

/** Somebody deletes in Bridge the contacts that have these values. */
export function deletedInBridge(values: Values): Step {
  return act(({ flow }) => {
    const isMeant = (contact: object) =>
      Object.entries(values).every(([key, value]) => Reflect.get(contact, key) === value);
    const rest = flow.bridge.contacts().filter((contact) => !isMeant(contact));
    if (rest.length === flow.bridge.contacts().length) throw new Error('nobody to delete');
    flow.bridge.reset();
    for (const { id, ...contact } of rest) flow.bridge.putContact(id, contact);
  });
}

/** Bridge has these attributes. */
export function withAttributes(...names: string[]): Step {
  return act(({ flow }) =>
    flow.bridge.putAttributes(
      names.map((keyName) => ({ id: `a-${keyName}`, category: 'OPEN', keyName })),
    ),
  );
}

/** Bridge misbehaves from now on. */
export function bridgeAnswers(fault: FaultSeed): Step {
  return act(({ flow }) => flow.bridge.addFault(fault));
}

/** Bridge takes its time, so that deliveries overlap. */
export const slowly = bridgeAnswers({ delayMs: 150, times: 40 });

/**
 * Somebody settles what was wrong and puts the events back that are parked for this reason, as the
 * runbook says.
 */
export function replayed(reason: string, { detail = '' } = {}): Step {
  return {
    async act({ flow }) {
      const isMeant = (outcome?: { reason?: string; detail?: string }) =>
        outcome?.reason === reason && (outcome.detail ?? '').startsWith(detail);
      const parked = (await flow.ledger()).filter(({ outcome }) =>
        isMeant(outcome as Parameters<typeof isMeant>[0]),
      );
      if (parked.length === 0) throw new Error(`nothing is parked ${reason}`);
      for (const { message } of parked) {
        flow.clock.advanceTo(flow.clock.now() + 6 * minute);
        await flow.enqueue({ ...JSON.parse(unpackMessage(message)), replay: true });
        await flow.app.settle();
      }
    },
  };
}

function act(doIt: (world: World) => void): Step {
  return { act: async (world) => doIt(world) };
}
