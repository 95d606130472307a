import { describe, test } from 'vitest';
import { live, type Story } from '../support/stories.ts';
import {
  lucia,
  luciaAgain,
  luciaAgainInBridge,
  luciaInBridge,
} from '../support/stories-people.ts';
import {
  deletedInBridge,
  entered,
  hubspot,
  hubspotMerge,
  replayed,
  salesforce,
  together,
  workflow,
} from '../support/stories-steps.ts';
import { someOf } from '../support/volume.ts';

const merges: Story[] = [
  {
    name: 'A into B: B had no contact, and what waited for it goes to the contact of A',
    steps: [
      hubspot(501, lucia),
      hubspot(502, { lastname: 'Martín Gil' }),
      hubspotMerge(502, [501]),
      hubspot(502, { firstname: 'Lucía M.' }),
    ],
    contacts: [{ ...luciaInBridge, firstName: 'Lucía M.', lastName: 'Martín Gil' }],
  },
  {
    name: 'B into A: A keeps its contact, and what waited for B goes there',
    steps: [
      hubspot(501, lucia),
      hubspot(502, { lastname: 'Martín Gil' }),
      hubspotMerge(501, [502]),
      hubspot(502, { firstname: 'Lucía M.' }),
    ],
    contacts: [{ ...luciaInBridge, firstName: 'Lucía M.', lastName: 'Martín Gil' }],
  },
  {
    name: 'A and B into a new third: late events of either arrive, behind what is newer',
    steps: [
      hubspot(501, lucia),
      hubspotMerge(501, [502], 503),
      hubspot(503, { lastname: 'Martín Gil', mobilephone: '600 555 666' }),
      hubspot(502, { lastname: 'too old' }, { minutesAgo: 30 }),
      hubspot(501, { firstname: 'Lucía M.' }),
    ],
    contacts: [
      {
        ...luciaInBridge,
        firstName: 'Lucía M.',
        lastName: 'Martín Gil',
        cellphone: '+34600555666',
      },
    ],
  },
  {
    name: 'a merge that is known before its people: whichever id comes first makes the contact of both',
    steps: [
      hubspotMerge(501, [502]),
      hubspot(502, lucia),
      hubspot(501, { lastname: 'Gil' }),
    ],
    contacts: [{ ...luciaInBridge, lastName: 'Gil' }],
  },
  {
    name: 'merges after merges: the first id still leads to the contact',
    steps: [
      hubspot(501, lucia),
      hubspotMerge(501, [502], 503),
      hubspotMerge(504, [503]),
      hubspot(501, { lastname: 'Gil' }),
      hubspot(504, { firstname: 'Lu' }),
    ],
    contacts: [{ ...luciaInBridge, firstName: 'Lu', lastName: 'Gil' }],
  },
  {
    name: 'a merge that is told twice, and in the end the other way round',
    steps: [
      hubspot(501, lucia),
      hubspotMerge(502, [501]),
      hubspotMerge(502, [501]),
      hubspotMerge(501, [502]),
      together(hubspot(501, { firstname: 'Lu' }), hubspot(502, { lastname: 'Gil' })),
    ],
    contacts: [{ ...luciaInBridge, firstName: 'Lu', lastName: 'Gil' }],
  },
  {
    name: 'the new id is heard of before its merge: it waits, and goes on by itself',
    steps: [
      hubspot(501, lucia),
      hubspot(503, { lastname: 'Gil', mobilephone: '600 111 222' }),
      hubspotMerge(501, [502], 503),
    ],
    contacts: [{ ...luciaInBridge, lastName: 'Gil' }],
  },
  {
    name: 'a workflow tells of the merge by its canonical id only: the number cannot say so, and it waits for the merge event',
    steps: [
      hubspot(501, lucia),
      workflow(501, { ...lucia, lastname: 'Gil' }, { 'canonical-vid': 503 }),
      hubspotMerge(501, [502], 503),
    ],
    contacts: [{ ...luciaInBridge, lastName: 'Gil' }],
  },
  {
    name: 'Salesforce: a conversion that the flow reports as a merge',
    edits: {
      'salesforce.yaml': (yaml) =>
        yaml.replace(
          'defaults:',
          '  merge:\n    when: $exists(convertedLeadId)\n    from: $substring(convertedLeadId, 0, 15)\n    into: $substring(recordId, 0, 15)\ndefaults:',
        ),
    },
    steps: [
      salesforce('00Q5g00000AbCdEAAV', {
        firstName: 'Lucía',
        mobilePhone: '+34600111222',
      }),
      salesforce('0035g00000AbCdEAAV', {
        convertedLeadId: '00Q5g00000AbCdEAAV',
        lastName: 'Martín',
      }),
      salesforce('0035g00000AbCdE', {
        lastName: 'Martín',
        email: 'lucia.martin@example.com',
        mobilePhone: '+34600111222',
      }),
    ],
    contacts: [luciaInBridge],
  },
];

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const twice = [hubspot(501, lucia), hubspot(502, luciaAgain)];
const disagreements: Story[] = [
  {
    name: 'ids with different contacts: parked, and each goes on writing to its own',
    steps: [
      ...twice,
      hubspotMerge(501, [502]),
      hubspot(502, { lastname: 'Gil' }),
      hubspot(501, { lastname: 'Martín G.' }),
    ],
    contacts: [
      { ...luciaInBridge, lastName: 'Martín G.' },
      { ...luciaAgainInBridge, lastName: 'Gil' },
    ],
    parked: ['hubspot ambiguous'],
  },
  {
    name: 'ids with different contacts: one is deleted in Bridge, the merge replayed, and both ids are the other',
    steps: [
      ...twice,
      hubspotMerge(501, [502]),
      deletedInBridge({ firstName: 'L.' }),
      replayed('ambiguous'),
      hubspot(502, { lastname: 'Gil' }),
    ],
    contacts: [{ ...luciaInBridge, lastName: 'Gil' }],
  },
  {
    name: 'ids with different contacts: the contact of the id that remains is deleted, and it takes over the other',
    steps: [
      ...twice,
      hubspotMerge(501, [502]),
      deletedInBridge({ firstName: 'Lucía' }),
      replayed('ambiguous'),
      hubspot(501, { lastname: 'Gil' }),
    ],
    contacts: [{ ...luciaAgainInBridge, lastName: 'Gil' }],
  },
  {
    name: 'ids with different contacts, into a third: what the third says waits, and goes on by itself when it is settled',
    steps: [
      ...twice,
      hubspotMerge(501, [502], 503),
      hubspot(503, { ...lucia, lastname: 'Gil' }),
      deletedInBridge({ firstName: 'L.' }),
      replayed('ambiguous', { detail: 'contact.merge' }),
      hubspot(502, { firstname: 'Lucía M.' }),
    ],
    contacts: [{ ...luciaInBridge, firstName: 'Lucía M.', lastName: 'Gil' }],
  },
  {
    name: 'ids with different contacts: the link of one is set to the contact of the other, the merge replayed',
    steps: [
      entered({ id: bridgeId, cellphone: '+34600111222' }),
      ...twice,
      hubspotMerge(501, [502]),
      workflow(502, { bridge_contact_id: bridgeId, lastname: 'Gil' }),
      replayed('ambiguous'),
      hubspot(502, { firstname: 'Lucía M.' }),
    ],
    contacts: [
      { ...luciaInBridge, firstName: 'Lucía M.', lastName: 'Gil' },
      luciaAgainInBridge,
    ],
  },
  {
    name: 'ids with different contacts, into a third: what the third says creates nobody',
    steps: [
      ...twice,
      hubspotMerge(501, [502], 503),
      hubspot(503, { mobilephone: '600 999 000' }),
    ],
    contacts: [luciaInBridge, luciaAgainInBridge],
    parked: ['hubspot ambiguous', 'hubspot ambiguous'],
  },
];

describe('merges', () => {
  for (const story of someOf(merges)) test(`${story.name} (G3, G4)`, () => live(story));
});
describe('merges of ids that have different contacts', () => {
  for (const story of someOf(disagreements))
    test(`${story.name} (G3, G4)`, () => live(story));
});
