import type { Contact } from '../../local/bridge-simulator/contacts/contact.ts';
import { type History, type Property, properties } from './history.ts';
import { judgeRates } from './judge-rates.ts';
import { judgeSteps } from './judge-steps.ts';
import { judgeWaits } from './judge-waits.ts';
import { type Expectation, expect } from './model.ts';
import type { Observations, Observed } from './observations.ts';
import { phoneOf } from './people.ts';

/** Everything that is not as it has to be, in words; empty when all is well. */
export function judge(
  history: History,
  observations: Observations,
  start: number,
): string[] {
  return [
    ...judgeEnd(history, observations, start),
    ...judgeSteps(history, observations, start),
    ...judgeWaits(history, observations, start),
    ...judgeRates(history, observations),
  ];
}

/** The same of what is left after a run, whatever has led to it. */
export function judgeEnd(
  history: History,
  observations: Observations,
  start: number,
): string[] {
  const expected = expect(history, observations.events, start);
  return [
    ...observations.bugs,
    ...judgeContacts(observations.contacts, expected),
    ...judgeEvents(history, observations, expected),
    ...(observations.deadLetters > 0
      ? [`${observations.deadLetters} messages in the dead-letter queue`]
      : []),
    ...observations.strangers.map((pk) => `${pk} is no event that anybody sent`),
  ];
}

const fields = {
  first: ({ firstName }: Contact) => firstName,
  last: ({ lastName }: Contact) => lastName,
  email: ({ email }: Contact) => email,
  plan: (contact: Contact) => attributeOf(contact, 'Plan'),
  level: (contact: Contact) => attributeOf(contact, 'Level'),
} satisfies Record<Property, (contact: Contact) => string | null | undefined>;

function attributeOf({ customAttributes }: Contact, name: string): string | undefined {
  return customAttributes.find(({ key }) => key === name)?.values[0];
}

function judgeContacts(contacts: Contact[], { people, unsure }: Expectation): string[] {
  const complaints: string[] = [];
  for (const [person, values] of people) {
    const [contact, ...others] = contacts.filter(
      ({ cellphone }) => cellphone === phoneOf(person),
    );
    if (others.length > 0)
      complaints.push(`person ${person} has ${others.length + 1} contacts`);
    if (contact === undefined) complaints.push(`person ${person} has no contact`);
    else complaints.push(...judgeContact(person, contact, values, unsure.get(person)));
  }
  const strangers = contacts.filter(
    ({ cellphone }) => ![...people.keys()].some((person) => phoneOf(person) === cellphone),
  );
  return [
    ...complaints,
    ...strangers.map(
      ({ cellphone }) => `a contact with the number ${cellphone} that nobody should have`,
    ),
  ];
}

function judgeContact(
  person: number,
  contact: Contact,
  values: Partial<Record<Property, string>>,
  unsure: Property[] = [],
): string[] {
  const sure = properties.filter((property) => !unsure.includes(property));
  return sure.flatMap((property) => {
    const value = fields[property](contact) ?? undefined;
    if (value === values[property]) return [];
    return [`${property} of person ${person} is ${value}, not ${values[property]}`];
  });
}

function judgeEvents(
  history: History,
  { events }: Observations,
  { endings, winners }: Expectation,
): string[] {
  const complaints: string[] = [];
  for (const id of new Set(
    history.requests.flatMap((request) => request.events.map((event) => event.id)),
  )) {
    const observed = events.get(id);
    const ending = endings.get(id);
    const outcome = observed?.outcomes.at(-1)?.how ?? 'lost';
    if (ending === undefined || !allowed[ending].test(outcome))
      complaints.push(`${id} ended as ${outcome}, not as ${ending}`);
    complaints.push(...judgeOutcomes(id, observed));
    for (const property of winners.get(id) ?? [])
      if (!observed?.sent.some((field) => names[property].includes(field)))
        complaints.push(`${id} has not sent ${property}, which is its`);
  }
  return complaints;
}

const allowed = {
  written: /^(delivered|unchanged|stale)$/,
  merge: /^ignored merge$/,
  poisoned: /^parked bridge-error$/,
  nothing: /^ignored nothing-to-send$/,
  parked: /^parked (no-contact|ambiguous)$/,
  refused: /^parked refused$/,
  'written or refused': /^(delivered|unchanged|stale|parked refused)$/,
};
/**
 * What the ledger calls a property; an attribute that was there already goes by its clock's key.
 */
const names = {
  first: ['firstName'],
  last: ['lastName'],
  email: ['email'],
  plan: ['customAttributes.Plan', 'attribute:plan'],
  level: ['customAttributes.Level', 'attribute:level'],
};

/**
 * An event may wait for its contact; once it has ended otherwise, that is final (G2, G3). One that
 * was put back is not known again.
 */
function judgeOutcomes(id: string, observed: Observed | undefined): string[] {
  const outcomes = observed?.outcomes ?? [];
  const final = outcomes.filter(({ how }) => !allowed.parked.test(how));
  return final.length > 1 && observed?.replays === 0
    ? [`${id} ended ${final.length} times: ${final.map(({ how }) => how).join(', ')}`]
    : [];
}
