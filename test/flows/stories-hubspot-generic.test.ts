import { describe, test } from 'vitest';
import { live, type Post, type Story } from '../support/stories.ts';
import { lucia, luciaAgain, luciaInBridge, marcos } from '../support/stories-people.ts';
import {
  form,
  hubspot,
  hubspotDeletion,
  hubspotMerge,
  hubspotOf,
  together,
  withAttributes,
} from '../support/stories-steps.ts';
import { someOf } from '../support/volume.ts';

/** As an app sends it that has subscribed to `object.*` for contacts. */
const contact = (post: Post) => hubspotOf('0-1', post);
/** The same for companies, whose ids are counted on their own. */
const company = (post: Post) => hubspotOf('0-2', post);

const sayDeleted = (yaml: string) =>
  `${yaml}  customAttributes:\n    In HubSpot: 'subscriptionType = "contact.deletion" ? "deleted"'\n`;
const expectDeleted = (json: string) =>
  json.replace(
    '"ignored": "nothing-to-send"',
    '"customAttributes": { "In HubSpot": "deleted" }',
  );

const stories: Story[] = [
  {
    name: 'a life: the form, the CRM, a new number, found twice and merged into a third record',
    steps: [
      form({ firstName: 'Lucía', phone: '+34600111222' }),
      contact(hubspot(501, lucia)),
      contact(hubspot(502, { lastname: 'Martín Gil' })),
      contact(hubspotMerge(501, [502], 503)),
      contact(hubspot(503, { mobilephone: '600 555 666' })),
      contact(hubspot(502, { lastname: 'too old' }, { minutesAgo: 30 })),
      contact(hubspot(501, { firstname: 'Lucía M.' })),
      contact(hubspotDeletion(503)),
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
    name: 'a company with the id of a contact writes nothing, merges nothing and links nothing',
    steps: [
      contact(hubspot(501, lucia)),
      company(hubspot(501, marcos)),
      company(hubspotMerge(501, [502])),
      contact(hubspot(502, luciaAgain)),
      company(hubspotDeletion(501)),
    ],
    contacts: [
      luciaInBridge,
      {
        firstName: 'L.',
        lastName: 'Martín',
        email: 'lucia@example.com',
        cellphone: '+34600777888',
      },
    ],
  },
  {
    name: 'an app moves from the older events to the generic ones, and for a while gets both',
    steps: [
      hubspot(501, lucia),
      together(
        hubspot(501, { lastname: 'Gil' }),
        contact(hubspot(501, { lastname: 'Gil' })),
      ),
      hubspotMerge(501, [502]),
      contact(hubspotMerge(501, [502])),
      contact(hubspot(502, { firstname: 'Lu' })),
    ],
    contacts: [{ ...luciaInBridge, firstName: 'Lu', lastName: 'Gil' }],
  },
  {
    name: 'a deletion is shown by a map that was written for the older events',
    edits: {
      'hubspot.yaml': sayDeleted,
      'hubspot.samples/life.expected.json': expectDeleted,
    },
    steps: [
      withAttributes('In HubSpot'),
      contact(hubspot(501, lucia)),
      contact(hubspotDeletion(501)),
    ],
    contacts: [{ ...luciaInBridge, 'In HubSpot': 'deleted' }],
  },
];

describe('a HubSpot app on generic events', () => {
  test.each(someOf(stories))('$name', live);
});
