import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../lib/config/configuration.ts';
import {
  documentedSources,
  identityConfig,
  live,
  type Story,
} from '../support/stories.ts';
import {
  lucia,
  luciaInBridge,
  luciasForm,
  marcos,
  marcosInBridge,
} from '../support/stories-people.ts';
import {
  bridgeAnswers,
  entered,
  form,
  hubspot,
  replayed,
  salesforce,
  together,
  workflow,
} from '../support/stories-steps.ts';
import { someOf } from '../support/volume.ts';

const firsts: Story[] = [
  {
    name: 'form first: the CRM finds her and adds what the form did not ask',
    steps: [luciasForm, hubspot(501, lucia)],
    contacts: [luciaInBridge],
  },
  {
    name: 'CRM first: the form finds her',
    steps: [hubspot(501, lucia), luciasForm],
    contacts: [luciaInBridge],
  },
  {
    name: 'two sources of one system: what the workflow learned, the app knows',
    steps: [workflow(501, lucia), hubspot(501, { lastname: 'Gil' })],
    contacts: [{ ...luciaInBridge, lastName: 'Gil' }],
  },
  {
    name: 'two sources of one system: what the app learned, the workflow knows, after a change of everything else',
    steps: [
      hubspot(501, lucia),
      workflow(501, { ...marcos, firstname: 'Lucía' }, { 'canonical-vid': 501 }),
    ],
    contacts: [{ ...marcosInBridge, firstName: 'Lucía' }],
  },
  {
    name: "Bridge's own id in the event goes before everything, and teaches the link",
    steps: [
      entered({ id: '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8', firstName: 'L.' }),
      workflow(501, {
        ...lucia,
        bridge_contact_id: '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8',
      }),
      hubspot(501, { lastname: 'Gil' }),
    ],
    contacts: [{ ...luciaInBridge, lastName: 'Gil' }],
  },
  {
    name: 'a name that comes before the number waits, and goes on by itself',
    steps: [
      hubspot(501, { firstname: 'Lucía' }),
      hubspot(501, { lastname: 'Martín' }),
      hubspot(501, { mobilephone: '600 111 222' }),
    ],
    contacts: [{ firstName: 'Lucía', lastName: 'Martín', cellphone: '+34600111222' }],
  },
  {
    name: 'no phone at all: an address alone finds who is there, and creates nobody',
    steps: [
      entered({ firstName: 'Lucía', email: 'Lucia.Martin@example.com' }),
      hubspot(501, { email: 'lucia.martin@example.com', lastname: 'Martín' }),
      hubspot(502, { email: 'marcos.ruiz@example.com', lastname: 'Ruiz' }),
    ],
    contacts: [
      { firstName: 'Lucía', lastName: 'Martín', email: 'lucia.martin@example.com' },
    ],
    parked: ['hubspot no-contact', 'hubspot no-contact'],
  },
  {
    name: 'no phone at all: what waits goes on by itself once the other source of the system links the id',
    steps: [
      hubspot(501, { email: 'lucia.martin@example.com' }),
      hubspot(501, { lastname: 'Gil' }),
      workflow(501, { mobilephone: '600 111 222' }),
    ],
    contacts: [
      { lastName: 'Gil', email: 'lucia.martin@example.com', cellphone: '+34600111222' },
    ],
  },
  {
    name: 'a form without phone waits for a person, who enters the contact',
    steps: [
      form({ firstName: 'Lucía', email: 'lucia.martin@example.com' }),
      entered({ email: 'lucia.martin@example.com' }),
      replayed('no-contact'),
    ],
    contacts: [{ firstName: 'Lucía', email: 'lucia.martin@example.com' }],
  },
  {
    name: 'Salesforce: lead and contact are two systems and one person, in 15 or 18 characters',
    steps: [
      salesforce(
        '00Q5g00000AbCdEAAV',
        { firstName: 'Lucía', mobilePhone: '+34600111222' },
        'salesforce-lead',
      ),
      salesforce('0035g00000AbCdE', { lastName: 'Martín', mobilePhone: '+34600111222' }),
      salesforce('0035g00000AbCdEAAV', { mobilePhone: '+34600555666' }),
      salesforce(
        '00Q5g00000AbCdE',
        { email: 'lucia.martin@example.com' },
        'salesforce-lead',
      ),
    ],
    contacts: [{ ...luciaInBridge, cellphone: '+34600555666' }],
  },
];

const createAgain = (yaml: string) =>
  yaml.replace('  merge:', '  ifDeleted: create\n  merge:');
const outages: Story[] = [
  {
    name: 'a wrong base URL: everything is 404 for days and nobody is created',
    steps: [
      hubspot(501, lucia),
      bridgeAnswers({ status: 404, times: 100_000 }),
      hubspot(501, { ...lucia, lastname: 'Gil' }),
      luciasForm,
    ],
    edits: { 'hubspot.yaml': createAgain },
    contacts: [luciaInBridge],
    parked: [...Array.from({ length: 4 }, () => 'hubspot too-old'), 'signup too-old'],
  },
  {
    name: 'a wrong base URL that is put right: nothing is lost and nobody is there twice',
    steps: [
      hubspot(501, lucia),
      bridgeAnswers({ status: 404, times: 20 }),
      together(
        hubspot(501, { ...lucia, lastname: 'Gil' }),
        hubspot(502, marcos),
        form({ firstName: 'Marcos', phone: '+34600333444' }),
      ),
    ],
    edits: { 'hubspot.yaml': createAgain },
    contacts: [{ ...luciaInBridge, lastName: 'Gil' }, marcosInBridge],
  },
];

describe('the sources of docs/identity.md', () => {
  test('are right as they stand there', async () => {
    expect([...documentedSources().keys()]).toEqual([
      'signup.yaml',
      'hubspot.yaml',
      'hubspot-workflow.yaml',
      'salesforce.yaml',
    ]);
    expect((await readConfiguration(identityConfig())).problems).toEqual([]);
  });
});
describe('first contact', () => {
  for (const story of someOf(firsts)) test(`${story.name} (G2, G3)`, () => live(story));
});
describe('outages', () => {
  for (const story of someOf(outages)) test(`${story.name} (G3, G6)`, () => live(story));
});
