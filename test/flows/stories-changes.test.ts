import { describe, test } from 'vitest';
import { live, type Story } from '../support/stories.ts';
import {
  lucia,
  luciaInBridge,
  luciasForm,
  marcos,
  marcosInBridge,
} from '../support/stories-people.ts';
import {
  deletedInBridge,
  entered,
  form,
  hubspot,
  landingPage,
  replayed,
} from '../support/stories-steps.ts';
import { someOf } from '../support/volume.ts';

const changes: Story[] = [
  {
    name: 'a new phone: the id finds her, and so does the new number',
    steps: [
      luciasForm,
      hubspot(501, lucia),
      hubspot(501, { mobilephone: '600 555 666' }),
      landingPage('Lucía María', '600 555 666'),
    ],
    contacts: [{ ...luciaInBridge, firstName: 'Lucía María', cellphone: '+34600555666' }],
  },
  {
    name: 'a phone changes hands: given up first',
    steps: [
      hubspot(501, lucia),
      hubspot(502, marcos),
      hubspot(501, { mobilephone: '' }),
      hubspot(502, { mobilephone: '600 111 222' }),
    ],
    contacts: [
      { firstName: 'Lucía', lastName: 'Martín', email: 'lucia.martin@example.com' },
      { ...marcosInBridge, cellphone: '+34600111222' },
    ],
  },
  {
    name: 'a phone changes hands: taken first, refused by Bridge until it is given up and the event replayed',
    steps: [
      hubspot(501, lucia),
      hubspot(502, marcos),
      hubspot(502, { mobilephone: '600 111 222' }),
      hubspot(501, { mobilephone: '' }),
      replayed('refused'),
    ],
    contacts: [
      { firstName: 'Lucía', lastName: 'Martín', email: 'lucia.martin@example.com' },
      { ...marcosInBridge, cellphone: '+34600111222' },
    ],
  },
  {
    name: 'a phone changes hands: taken first by somebody new, who waits and overwrites nobody',
    steps: [hubspot(501, lucia), hubspot(502, { ...marcos, mobilephone: '600 111 222' })],
    contacts: [luciaInBridge],
    parked: [
      'hubspot ambiguous',
      'hubspot ambiguous',
      'hubspot ambiguous',
      'hubspot ambiguous',
    ],
  },
  {
    name: 'a phone changes hands: taken first by somebody new, given up, replayed',
    steps: [
      hubspot(501, lucia),
      hubspot(502, { ...marcos, mobilephone: '600 111 222' }),
      hubspot(501, { mobilephone: '600 555 666' }),
      replayed('ambiguous'),
    ],
    contacts: [
      { ...luciaInBridge, cellphone: '+34600555666' },
      { ...marcosInBridge, cellphone: '+34600111222' },
    ],
  },
  {
    name: 'two people share a phone: the second gets one of their own, and all that waited goes on by itself',
    steps: [
      hubspot(501, lucia),
      hubspot(502, { ...marcos, mobilephone: '600 111 222' }),
      hubspot(502, { mobilephone: '600 333 444' }),
    ],
    contacts: [luciaInBridge, marcosInBridge],
  },
  {
    name: 'two people share a phone: the second is in Bridge under the address, and is found by it',
    steps: [
      hubspot(501, lucia),
      entered({ email: 'marcos.ruiz@example.com' }),
      hubspot(502, { firstname: 'Marcos', email: 'marcos.ruiz@example.com' }),
      hubspot(502, { lastname: 'Ruiz', mobilephone: '600 111 222' }),
    ],
    contacts: [
      luciaInBridge,
      { firstName: 'Marcos', lastName: 'Ruiz', email: 'marcos.ruiz@example.com' },
    ],
    parked: ['hubspot refused'],
  },
  {
    name: 'two people share a phone, in a Bridge that lets them: the address tells who fills in the form',
    mayShare: true,
    steps: [
      hubspot(501, lucia),
      entered({ email: 'marcos.ruiz@example.com' }),
      hubspot(502, { firstname: 'Marcos', email: 'marcos.ruiz@example.com' }),
      hubspot(502, { lastname: 'Ruiz', mobilephone: '600 111 222' }),
      form({
        firstName: 'Marcos A.',
        phone: '+34600111222',
        email: 'marcos.ruiz@example.com',
      }),
    ],
    contacts: [
      luciaInBridge,
      { ...marcosInBridge, firstName: 'Marcos A.', cellphone: '+34600111222' },
    ],
  },
  {
    name: 'a phone changes hands: taken first, in a Bridge that lets two have it for a while',
    mayShare: true,
    steps: [
      hubspot(501, lucia),
      hubspot(502, marcos),
      hubspot(502, { mobilephone: '600 111 222' }),
      hubspot(501, { mobilephone: '' }),
    ],
    contacts: [
      { firstName: 'Lucía', lastName: 'Martín', email: 'lucia.martin@example.com' },
      { ...marcosInBridge, cellphone: '+34600111222' },
    ],
  },
  {
    name: 'a typo in the address of the form: found by phone and corrected',
    steps: [
      form({
        firstName: 'Lucía',
        phone: '+34600111222',
        email: 'lucia.martin@exmaple.com',
      }),
      hubspot(501, lucia),
    ],
    contacts: [luciaInBridge],
  },
  {
    name: 'a typo in the address that linked the id: corrected by the id alone, and a late event with the typo changes nothing',
    steps: [
      entered({ firstName: 'Lucía', email: 'lucia.martn@example.com' }),
      hubspot(501, { email: 'lucia.martn@example.com' }),
      hubspot(501, { email: 'lucia.martin@example.com' }),
      hubspot(501, { email: 'lucia.martn@example.com' }, { minutesAgo: 30 }),
    ],
    contacts: [{ firstName: 'Lucía', email: 'lucia.martin@example.com' }],
  },
  {
    name: 'Bridge has her twice: parked until a person deletes one',
    steps: [
      entered({ firstName: 'Lucía', email: 'lucia.martin@example.com' }),
      entered({ firstName: 'L.', email: 'lucia.martin@example.com' }),
      hubspot(501, { email: 'lucia.martin@example.com', lastname: 'Martín' }),
      deletedInBridge({ firstName: 'L.' }),
      replayed('ambiguous'),
    ],
    contacts: [
      { firstName: 'Lucía', lastName: 'Martín', email: 'lucia.martin@example.com' },
    ],
  },
  {
    name: 'Bridge has the address twice: the number tells which',
    mayShare: true,
    steps: [
      entered({
        firstName: 'Marta',
        email: 'office@example.com',
        cellphone: '+34600777888',
      }),
      entered({
        firstName: 'Lucía',
        email: 'office@example.com',
        cellphone: '+34600111222',
      }),
      hubspot(501, {
        email: 'office@example.com',
        mobilephone: '600 111 222',
        lastname: 'Martín',
      }),
    ],
    contacts: [
      { firstName: 'Marta', email: 'office@example.com', cellphone: '+34600777888' },
      {
        firstName: 'Lucía',
        lastName: 'Martín',
        email: 'office@example.com',
        cellphone: '+34600111222',
      },
    ],
  },
];

describe('changes', () => {
  for (const story of someOf(changes)) test(`${story.name} (G3, G4)`, () => live(story));
});
