import { describe, test } from 'vitest';
import { live, type Story } from '../support/stories.ts';
import { lucia, luciaAgain, luciaInBridge } from '../support/stories-people.ts';
import {
  deletedInBridge,
  entered,
  form,
  hubspot,
  hubspotDeletion,
  hubspotMerge,
  later,
  together,
  withAttributes,
  workflow,
} from '../support/stories-steps.ts';
import { someOf } from '../support/volume.ts';

const sayDeleted = (yaml: string) =>
  `${yaml}  customAttributes:\n    In HubSpot: 'subscriptionType = "contact.deletion" ? "deleted"'\n`;
const expectDeleted = (json: string) =>
  json.replace(
    '"ignored": "nothing-to-send"',
    '"customAttributes": { "In HubSpot": "deleted" }',
  );
const createAgain = (yaml: string) =>
  yaml.replace('  merge:', '  ifDeleted: create\n  merge:');
const deletions: Story[] = [
  {
    name: 'deleted in the CRM: the contact stays as it is',
    steps: [hubspot(501, lucia), hubspotDeletion(501)],
    contacts: [luciaInBridge],
  },
  {
    name: 'deleted in the CRM, where the map shows it',
    edits: {
      'hubspot.yaml': sayDeleted,
      'hubspot.samples/life.expected.json': expectDeleted,
    },
    steps: [withAttributes('In HubSpot'), hubspot(501, lucia), hubspotDeletion(501)],
    contacts: [{ ...luciaInBridge, 'In HubSpot': 'deleted' }],
  },
  {
    name: 'deleted in the CRM and entered there again under a new id: a person says that it is she',
    steps: [hubspot(501, lucia), hubspotDeletion(501), hubspot(504, lucia)],
    contacts: [luciaInBridge],
    parked: Array.from({ length: 4 }, () => 'hubspot ambiguous'),
  },
  {
    name: 'deleted in Bridge: parked, and nobody is created again',
    steps: [
      hubspot(501, lucia),
      deletedInBridge({ firstName: 'Lucía' }),
      hubspot(501, { lastname: 'Gil' }),
      hubspot(501, lucia),
    ],
    contacts: [],
    parked: Array.from({ length: 5 }, () => 'hubspot contact-missing'),
  },
  {
    name: 'deleted in Bridge, and she comes back by the form: the id finds her again by her number',
    steps: [
      hubspot(501, lucia),
      deletedInBridge({ firstName: 'Lucía' }),
      form({ firstName: 'Lucía', phone: '+34600111222' }),
      hubspot(501, { mobilephone: '600 111 222', lastname: 'Gil' }),
      hubspot(501, { email: 'lucia@example.com' }),
    ],
    contacts: [
      {
        firstName: 'Lucía',
        lastName: 'Gil',
        email: 'lucia@example.com',
        cellphone: '+34600111222',
      },
    ],
  },
  {
    name: 'deleted in Bridge, entered again by hand: what had no number in it goes on by itself',
    steps: [
      hubspot(501, lucia),
      deletedInBridge({ firstName: 'Lucía' }),
      hubspot(501, { lastname: 'Gil' }),
      entered({ firstName: 'Lucía', cellphone: '+34600111222' }),
      hubspot(501, { mobilephone: '600 111 222' }),
    ],
    contacts: [{ firstName: 'Lucía', lastName: 'Gil', cellphone: '+34600111222' }],
  },
  {
    name: 'deleted in Bridge, and somebody else has the number now: the first is not taken for him',
    steps: [
      hubspot(501, lucia),
      deletedInBridge({ firstName: 'Lucía' }),
      hubspot(502, { firstname: 'Marcos', mobilephone: '600 111 222' }),
      hubspot(501, { lastname: 'Gil', mobilephone: '600 111 222' }),
    ],
    contacts: [{ firstName: 'Marcos', cellphone: '+34600111222' }],
    parked: ['hubspot contact-missing', 'hubspot contact-missing'],
  },
  {
    name: 'deleted in Bridge, and two others have the number: it waits, and goes on once the id is linked to a third',
    mayShare: true,
    steps: [
      hubspot(501, lucia),
      deletedInBridge({ firstName: 'Lucía' }),
      entered({ firstName: 'One', cellphone: '+34600111222' }),
      entered({ firstName: 'Two', cellphone: '+34600111222' }),
      hubspot(501, { mobilephone: '600 111 222', lastname: 'Gil' }),
      entered({ firstName: 'Three', email: 'three@example.com' }),
      hubspot(501, { email: 'three@example.com' }),
    ],
    contacts: [
      { firstName: 'One', cellphone: '+34600111222' },
      { firstName: 'Two', cellphone: '+34600111222' },
      {
        firstName: 'Three',
        lastName: 'Gil',
        email: 'three@example.com',
        cellphone: '+34600111222',
      },
    ],
  },
  {
    name: 'deleted in Bridge with ifDeleted create: she is created again, once',
    edits: { 'hubspot.yaml': createAgain },
    steps: [
      hubspot(501, lucia),
      later({ hours: 1 }),
      deletedInBridge({ firstName: 'Lucía' }),
      together(
        hubspot(501, { ...lucia, lastname: 'Gil' }),
        workflow(502, { firstname: 'Lucía', mobilephone: '600 777 888' }),
      ),
      hubspot(501, { firstname: 'Lu' }),
    ],
    contacts: [
      { ...luciaInBridge, firstName: 'Lu', lastName: 'Gil' },
      { firstName: 'Lucía', cellphone: '+34600777888' },
    ],
  },
  {
    name: 'deleted in Bridge with ifDeleted create, minutes after she was created: she is created again, once',
    edits: { 'hubspot.yaml': createAgain },
    steps: [
      hubspot(501, lucia),
      deletedInBridge({ firstName: 'Lucía' }),
      hubspot(501, { ...lucia, lastname: 'Gil' }),
      hubspot(501, { firstname: 'Lu' }),
    ],
    contacts: [{ ...luciaInBridge, firstName: 'Lu', lastName: 'Gil' }],
  },
  {
    name: 'deleted in Bridge with ifDeleted create: a name that comes before the number waits, and goes on by itself',
    edits: { 'hubspot.yaml': createAgain },
    steps: [
      hubspot(501, lucia),
      later({ hours: 1 }),
      deletedInBridge({ firstName: 'Lucía' }),
      hubspot(501, { lastname: 'Gil' }),
      hubspot(501, { mobilephone: '600 111 222' }),
    ],
    contacts: [{ lastName: 'Gil', cellphone: '+34600111222' }],
  },
  {
    name: 'merged ids, both deleted in Bridge: parked',
    steps: [
      hubspot(501, lucia),
      hubspot(502, luciaAgain),
      deletedInBridge({ lastName: 'Martín' }),
      hubspotMerge(503, [501, 502]),
    ],
    contacts: [],
    parked: ['hubspot contact-missing'],
  },
];

describe('deletions', () => {
  for (const story of someOf(deletions)) test(`${story.name} (G2, G3)`, () => live(story));
});
