import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { writeMessage } from '../../functions/core/message/message.ts';
import type { Contact } from '../../local/bridge-simulator/contacts/contact.ts';
import {
  buildConfig,
  buildEvent,
  buildMessage,
  buildSource,
  receivedAt,
} from '../support/build-source.ts';
import { buildContact } from './bridge.ts';

export interface ScenarioEvent {
  id: string;
  /** Ms since 1970. */
  time: number;
  /** Only this event has these values: they say who wrote them. */
  fields: Record<string, string>;
}

interface ScenarioMessage {
  label: string;
  source: string;
  receivedAt: number;
  events: ScenarioEvent[];
  /** How far the clock of the machines that work on it is ahead, in ms. */
  skewMs: number;
}

/** Two messages of one person, each of a group of its own. */
export interface Scenario {
  name: string;
  sources: Source[];
  contacts: Contact[];
  messages: ScenarioMessage[];
}

export const start = receivedAt + 60_000;
const contactId = '22222222-2222-4222-8222-222222222222';
const cellphone = '+34600000000';

const fields = { firstName: 'firstName', lastName: 'lastName', email: 'email' };
/** Events of this source carry Bridge's own id. */
const byId = {
  ...buildSource({ contact: { id: 'contactId' }, map: fields }),
  name: 'by-id',
};
const form = {
  ...buildSource({
    contact: { match: ['cellphone'] },
    map: { ...fields, cellphone: 'cellphone' },
  }),
  name: 'form',
};
const crm = {
  ...buildSource({
    contact: { externalId: 'personId', match: ['cellphone'] },
    system: 'crm',
    map: { ...fields, cellphone: 'cellphone' },
  }),
  name: 'crm',
};

/** An event of so many seconds before it was received, with a value of its own per field. */
function eventOf(
  id: string,
  secondsAgo: number,
  names: (keyof typeof fields)[],
): ScenarioEvent {
  const values = {
    firstName: `First ${id}`,
    lastName: `Last ${id}`,
    email: `${id}@example.com`,
  };
  return {
    id,
    time: receivedAt - secondsAgo * 1000,
    fields: Object.fromEntries(names.map((name) => [name, values[name]])),
  };
}

function messageOf(
  label: string,
  events: ScenarioEvent[],
  more: Partial<ScenarioMessage> = {},
): ScenarioMessage {
  return { label, source: 'by-id', receivedAt, events, skewMs: 0, ...more };
}

const older = eventOf('older', 60, ['firstName']);
const newer = eventOf('newer', 30, ['firstName']);
const known = [buildContact(contactId, { cellphone })];

function scenarioOf(
  name: string,
  messages: ScenarioMessage[],
  sources: Source[] = [byId],
): Scenario {
  return { name, sources, contacts: known, messages };
}

export const oneField = scenarioOf('one field, and one event is newer', [
  messageOf('A', [older]),
  messageOf('B', [newer]),
]);

export const overlapping = scenarioOf('fields that overlap in part', [
  messageOf('A', [eventOf('older', 60, ['firstName', 'lastName'])]),
  messageOf('B', [eventOf('newer', 30, ['firstName', 'email'])]),
]);

export const scenarios = [
  oneField,
  overlapping,
  scenarioOf('the same event twice', [messageOf('A', [newer]), messageOf('B', [newer])]),
  scenarioOf('a pack of two around one event', [
    messageOf('A', [
      eventOf('oldest', 60, ['firstName', 'lastName']),
      eventOf('newest', 20, ['firstName']),
    ]),
    messageOf('B', [eventOf('middle', 40, ['firstName', 'lastName'])]),
  ]),
  scenarioOf(
    'a form by phone, and an id that is linked',
    [
      messageOf('A', [older], { source: 'form' }),
      messageOf('B', [newer], { source: 'crm' }),
    ],
    [form, crm],
  ),
  scenarioOf('one field, and the clock of the newer is 2 s ahead', [
    messageOf('A', [older]),
    messageOf('B', [newer], { skewMs: 2000 }),
  ]),
  scenarioOf('one field, and the clock of the older is 2 s ahead', [
    messageOf('A', [older], { skewMs: 2000 }),
    messageOf('B', [newer]),
  ]),
];

export function configOf({ sources }: Scenario): DeployedConfig {
  return buildConfig(...sources);
}

/** The message as it lies in the queue. */
export function bodyOf({ source, events, receivedAt: at }: ScenarioMessage): string {
  const queued = events.map(({ id, time, fields: own }, index) =>
    buildEvent({
      id,
      time,
      index,
      body: { ...own, contactId, cellphone, personId: '7' },
    }),
  );
  return writeMessage(buildMessage(queued, { source, receivedAt: at }));
}
