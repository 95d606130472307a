import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type BothWays, startBothWays } from './both-ways.ts';

const map = {
  firstName: { from: 'first', whenInvalid: 'park' },
  email: 'email',
  cellphone: 'phone',
};
const byEmail = { match: ['email'] };
const events = { id: ['id', '$query.contact'] };
const form = (contact: object) => ({ body: 'json', events, map, contact });
const sources = {
  parks: form(byEmail),
  creates: form({ match: ['cellphone', 'email'], ifNotFound: ['create'] }),
  'creates-or-ignores': form({
    match: ['cellphone', 'email'],
    ifNotFound: ['create', 'ignore'],
  }),
  ignores: form({ ...byEmail, ifNotFound: ['ignore'] }),
  'creates-by-a-phone-that-is-no-key': form({ ...byEmail, ifNotFound: ['create'] }),
  crm: { ...form({ externalId: 'personId', ...byEmail }), system: 'crm' },
  'by-id': form({ id: 'contactId' }),
  former: form({ match: [{ email: 'old_email' }] }),
  merges: {
    ...form({
      externalId: 'personId',
      merge: { when: 'merged = true', from: 'from', into: 'into' },
    }),
    system: 'crm',
  },
};

let ways: BothWays;
beforeAll(async () => {
  ways = await startBothWays(sources);
});
afterAll(() => ways.stop());

/** Of one event: what both say became of it, and what is sent. */
async function told(source: keyof typeof sources, body: object) {
  const headers: [string, string][] = [['content-type', 'application/json']];
  const posted = { source, headers, body: JSON.stringify(body) };
  const { live, preview } = await ways.tell(posted);
  expect(preview).toEqual(live);
  return 'events' in preview
    ? { ended: preview.events[0]?.ended, written: preview.written }
    : preview;
}

describe('preview says what live is certain to do, in the same words', () => {
  test.each<[keyof typeof sources, object, string]>([
    ['parks', { first: 'Ada' }, 'parked no-contact'],
    ['parks', { first: 'Ada', email: '  ' }, 'parked no-contact'],
    ['parks', { first: 'Ada', email: null, phone: '+34600111222' }, 'parked no-contact'],
    ['parks', { first: 'Ada', email: 'ada@' }, 'parked no-contact: email: not-an-email'],
    [
      'parks',
      { first: {}, phone: '+34600111222' },
      'parked no-contact: firstName: object',
    ],
    ['parks', { email: 'ada@' }, 'parked invalid-value: email: not-an-email'],
    ['parks', {}, 'ignored nothing-to-send'],
    ['creates', { first: 'Ada' }, 'parked no-contact'],
    [
      'creates',
      { first: 'Ada', phone: '+3412' },
      'parked no-contact: cellphone: not-a-phone-number',
    ],
    ['creates-or-ignores', { first: 'Ada' }, 'ignored not-found'],
    ['ignores', { first: 'Ada', email: 'ada@' }, 'ignored not-found'],
    ['creates-by-a-phone-that-is-no-key', { first: 'Ada' }, 'parked no-contact'],
    ['crm', { first: 'Ada', personId: ' ' }, 'parked no-contact'],
    [
      'crm',
      { first: 'Ada', personId: {} },
      'parked invalid-value: contact.externalId: not-an-id',
    ],
    [
      'crm',
      { first: 'Ada', personId: ['1', '2'] },
      'parked invalid-value: contact.externalId: several-ids',
    ],
    ['by-id', { first: 'Ada' }, 'parked no-contact'],
    [
      'by-id',
      { first: 'Ada', contactId: '7' },
      'parked invalid-value: contact.id: not-a-uuid',
    ],
    ['former', { first: 'Ada', email: 'ada@example.com' }, 'parked no-contact'],
    [
      'merges',
      { merged: true, into: '1' },
      'parked invalid-value: contact.merge.from: no-id',
    ],
    ['merges', { merged: true, into: '1', from: '2' }, 'ignored merge'],
  ])('%s, %j: %s', async (source, body, ended) => {
    expect(await told(source, body)).toEqual({ ended, written: {} });
  });
});

describe('where it is for Bridge or the ledger to say, preview shows what would be sent', () => {
  test.each<[keyof typeof sources, object]>([
    ['parks', { first: 'Ada', email: 'nobody@example.com' }],
    ['crm', { first: 'Ada', personId: '77' }],
    ['by-id', { first: 'Ada', contactId: '4e36bf55-5f2a-4a1c-8d4e-00000000000f' }],
  ])('%s, %j', async (source, body) => {
    const headers: [string, string][] = [['content-type', 'application/json']];
    const posted = { source, headers, body: JSON.stringify(body) };

    const { live, summaries } = await ways.tell(posted);

    expect(summaries).toMatchObject([{ firstName: 'Ada' }]);
    expect(live).toMatchObject({ written: {} });
  });

  test('a phone that creates the contact is sent, whether or not it is a key', async () => {
    const body = { first: 'Ada', phone: '+34600111333' };

    expect(await told('creates-by-a-phone-that-is-no-key', body)).toMatchObject({
      ended: undefined,
      written: { firstName: 'Ada', cellphone: '+34600111333' },
    });
  });
});
