import { describe, test } from 'vitest';
import { live, type Story } from '../support/stories.ts';
import {
  entered,
  form,
  hubspot,
  landingPage,
  together,
} from '../support/stories-steps.ts';
import { someOf } from '../support/volume.ts';

const inMexico = '+525512345678';
const inBrazil = '+5531996883193';

const spellings: Story[] = [
  {
    name: 'one number in two spellings: the form writes it as it is dialled, the CRM as WhatsApp does',
    steps: [
      form({ firstName: 'Lucía', phone: inMexico }),
      hubspot(501, { mobilephone: '+5215512345678', lastname: 'Martín' }),
    ],
    contacts: [{ firstName: 'Lucía', lastName: 'Martín', cellphone: inMexico }],
  },
  {
    name: 'one number in two spellings: Bridge has the earlier one, and both find it',
    steps: [
      entered({ cellphone: '+553196883193' }),
      form({ firstName: 'Lucía', phone: inBrazil }),
      hubspot(501, { mobilephone: '+55 31 9688-3193', lastname: 'Martín' }),
    ],
    contacts: [{ firstName: 'Lucía', lastName: 'Martín', cellphone: inBrazil }],
  },
  {
    name: 'one number in two spellings at the same moment makes one contact',
    steps: [
      together(
        landingPage('Lucía', '+5491123456789'),
        hubspot(501, { mobilephone: '+541123456789', lastname: 'Martín' }),
      ),
    ],
    contacts: [{ firstName: 'Lucía', lastName: 'Martín', cellphone: '+5491123456789' }],
  },
  {
    name: 'one email written differently by form and CRM: the CRM finds who filled in the form',
    steps: [
      form({
        firstName: 'Lucía',
        phone: '600 111 222',
        email: '\u200bLucia.Martin@Example.com.',
      }),
      hubspot(501, { email: 'Lucía Martín <lucia.martin@example.com>' }),
      hubspot(501, { lastname: 'Martín' }),
    ],
    contacts: [
      {
        firstName: 'Lucía',
        lastName: 'Martín',
        email: 'lucia.martin@example.com',
        cellphone: '+34600111222',
      },
    ],
  },
  {
    name: 'an address in the field of the number is written to nobody whose digits it has',
    steps: [
      entered({ firstName: 'Marcos', cellphone: '+34600111222' }),
      form({ firstName: 'Lucía', phone: 'lucia600111222@example.com' }),
    ],
    contacts: [{ firstName: 'Marcos', cellphone: '+34600111222' }],
    parked: ['signup no-contact'],
  },
];

describe('lives in which people and systems write differently', () => {
  for (const story of someOf(spellings)) test(story.name, () => live(story));
});
