import { expect, test } from 'vitest';
import type { Behaviour } from '../../local/bridge-simulator/contacts/behaviour.ts';
import { type Flow, flowConfig, startFlow } from '../support/flow.ts';
import { flowConfigWith } from '../support/flow-config.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const minute = 60_000;

/**
 * What a CRM says in the course of time: the whole of it, parts, options that come and go, values
 * that are erased.
 */
const history = [
  {
    first: 'Ada',
    last: 'Canaria',
    email: 'ada@example.com',
    plan: 'Free',
    interests: ['News', 'Events'],
  },
  { plan: 'Gold' },
  { interests: ['News', 'Offers'] },
  { last: '', email: 'ada@example.org' },
  { interests: [] },
  { first: 'Ada B', interests: ['Events'] },
  { plan: '' },
  { interests: ['Offers', 'Events', 'News'] },
  { plan: 'Silver', interests: ['Offers'] },
];
const older = { first: 'Older', interests: ['News'] };

const end = {
  firstName: 'Ada B',
  lastName: null,
  email: 'ada@example.org',
  ownerId: 'rep@example.com',
  languageCode: 'EN',
  attributes: { Other: ['kept'], Plan: ['Silver'], Interests: ['Offers'] },
};

async function play(bridge: Partial<Behaviour>, configDir = flowConfig): Promise<Flow> {
  const flow = await startFlow({ configDir, ...bridge });
  const options = ['News', 'Events', 'Offers'].map((value) => ({
    id: `o-${value}`,
    value,
  }));
  flow.bridge.putAttributes([
    { id: 'a-plan', category: 'OPEN', keyName: 'Plan' },
    { id: 'a-other', category: 'OPEN', keyName: 'Other' },
    {
      id: 'a-interests',
      category: 'CLOSED',
      keyName: 'Interests',
      closedAttributesValues: options,
    },
  ]);
  flow.bridge.putContact(bridgeId, {
    cellphone: '+34600111222',
    languageCode: 'EN',
    ownerId: 'rep@example.com',
    customAttributes: [{ key: 'Other', values: ['kept'] }],
  });
  const start = flow.clock.now() - history.length * minute;
  const say = (id: string, at: number, data: object) =>
    flow.deliver({
      source: 'crm',
      id,
      body: { timestamp: new Date(at).toISOString(), data: { bridgeId, ...data } },
    });
  for (const [index, data] of history.entries())
    await say(`m${index}`, start + index * minute, data);
  await say('late', start - minute, older);
  return flow;
}

function stateOf(flow: Flow) {
  const [
    { firstName, lastName, email, ownerId, languageCode, customAttributes } = {
      customAttributes: [],
    },
  ] = flow.bridge.contacts();
  const attributes = Object.fromEntries(
    customAttributes.map(({ key, values }) => [key, values]),
  );
  return { firstName, lastName, email, ownerId, languageCode, attributes };
}

const lists: [Pick<Behaviour, 'attributeList' | 'optionList'>, number][] = [
  [{ attributeList: 'merges', optionList: 'replaces' }, 9],
  [{ attributeList: 'replaces', optionList: 'adds' }, 11],
  [{ attributeList: 'replaces', optionList: 'replaces' }, 9],
  [{ attributeList: 'merges', optionList: 'adds' }, 11],
];

test.each(lists)(
  'one history ends the same where %j, whether that is known or not (G4, G9)',
  async (bridge, patches) => {
    const untold = await play(bridge);
    const known = await play(
      bridge,
      flowConfigWith({ ...bridge, nulls: 'clears', emptyAttribute: 'clears' }),
    );

    for (const flow of [untold, known]) {
      expect(stateOf(flow)).toEqual(end);
      expect(flow.outcomes().map(({ outcome }) => outcome)).toEqual([
        ...history.map(() => 'delivered'),
        'stale',
      ]);
    }
    expect(known.patches()).toHaveLength(patches);
  },
);

test('it ends the same where omitted fields are cleared and that is known', async () => {
  const flow = await play(
    { omittedFields: 'cleared', attributeList: 'replaces' },
    flowConfigWith({ omittedFields: 'cleared' }),
  );

  expect(stateOf(flow)).toEqual(end);
  expect(flow.bridge.contacts()).toMatchObject([{ cellphone: '+34600111222' }]);
});

test('what Bridge does not do is parked with the paths, and everything else arrives (G2)', async () => {
  const flow = await play({
    nulls: 'ignored',
    emptyAttribute: 'ignored',
    emptyOptions: 'clears',
  });

  expect(stateOf(flow)).toEqual({ ...end, lastName: 'Canaria' });
  expect(flow.outcomes().filter(({ outcome }) => outcome === 'parked')).toMatchObject([
    { reason: 'not-applied', detail: 'lastName', sent: 'email' },
    { reason: 'not-applied', detail: 'customAttributes.Plan' },
  ]);
  expect(
    (await flow.ledger()).filter(({ parkedSource }) => parkedSource === 'crm'),
  ).toHaveLength(2);
});
