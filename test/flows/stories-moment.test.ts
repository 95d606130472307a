import { describe, test } from 'vitest';
import { live, type Story } from '../support/stories.ts';
import {
  lucia,
  luciaAgain,
  luciaInBridge,
  luciasForm,
  marcos,
  marcosInBridge,
} from '../support/stories-people.ts';
import {
  deletedInBridge,
  hubspot,
  hubspotMerge,
  landingPage,
  later,
  meanwhile,
  slowly,
  together,
  workflow,
} from '../support/stories-steps.ts';
import { someOf } from '../support/volume.ts';

const createAgain = (yaml: string) =>
  yaml.replace('  merge:', '  ifDeleted: create\n  merge:');
const moments: Story[] = [
  {
    name: 'two forms with different questions at the same moment make one contact',
    steps: [slowly, together(landingPage('Lucía', '600 111 222'), luciasForm)],
    contacts: [
      {
        firstName: 'Lucía',
        email: 'lucia.martin@example.com',
        cellphone: '+34600111222',
      },
    ],
  },
  {
    name: 'form, campaign, app and workflow at the same moment make one contact',
    steps: [
      slowly,
      together(
        landingPage('Lucía', '600 111 222'),
        luciasForm,
        hubspot(501, lucia),
        workflow(501, lucia),
      ),
    ],
    contacts: [luciaInBridge],
  },
  {
    name: 'a merge and the events of the id that remains at the same moment',
    steps: [
      hubspot(501, lucia),
      slowly,
      together(hubspotMerge(501, [502], 503), hubspot(503, { ...lucia, lastname: 'Gil' })),
    ],
    contacts: [{ ...luciaInBridge, lastName: 'Gil' }],
  },
  {
    name: 'ids that were merged before anybody knew them, with different numbers at the same moment: one contact',
    steps: [
      hubspotMerge(501, [502]),
      slowly,
      together(
        hubspot(502, { ...luciaAgain, firstname: 'Lucía' }, { minutesAgo: 5 }),
        hubspot(501, lucia),
      ),
    ],
    contacts: [luciaInBridge],
  },
  {
    name: 'two ids with one number: one is created, the other waits for a person',
    steps: [slowly, together(hubspot(501, lucia), hubspot(502, lucia))],
    contacts: [luciaInBridge],
    parked: Array.from({ length: 4 }, () => 'hubspot ambiguous'),
  },
  {
    name: 'a merge while the first event of the id is under way: the id that remains has the contact',
    steps: [
      meanwhile(hubspot(501, lucia), hubspotMerge(503, [501])),
      hubspot(503, { lastname: 'Gil' }),
    ],
    contacts: [{ ...luciaInBridge, lastName: 'Gil' }],
  },
  {
    name: 'a number that is given up and taken',
    steps: [
      hubspot(501, lucia),
      hubspot(502, marcos),
      slowly,
      together(
        hubspot(501, { mobilephone: '' }, { minutesAgo: 2 }),
        hubspot(502, { lastname: 'Gil' }, { minutesAgo: 1 }),
      ),
      hubspot(502, { mobilephone: '600 111 222' }),
    ],
    contacts: [
      { firstName: 'Lucía', lastName: 'Martín', email: 'lucia.martin@example.com' },
      { ...marcosInBridge, lastName: 'Gil', cellphone: '+34600111222' },
    ],
  },
  {
    name: 'a contact deleted in Bridge that two forms and the CRM report: created again, once',
    edits: { 'hubspot.yaml': createAgain },
    steps: [
      hubspot(501, lucia),
      later({ hours: 1 }),
      deletedInBridge({ firstName: 'Lucía' }),
      slowly,
      together(hubspot(501, lucia), luciasForm, landingPage('Lucía', '600 111 222')),
    ],
    contacts: [luciaInBridge],
  },
];

describe('at the same moment', () => {
  for (const story of someOf(moments)) test(`${story.name} (G3, G4)`, () => live(story));
});
