import { expect, test } from 'vitest';
import { type Flow, startFlow } from '../support/flow.ts';
import { flowConfigWith } from '../support/flow-config.ts';

const bridgeId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
const rep = { id: '7e362e2b-67b2-4a7e-a9df-e9ecf9141be8', email: 'rep@example.com' };
/** One environment of deliver for each message that may be delivered at the same time. */
const environments = 4;

const everyOwnerCounts = (crm: string) => crm.replace('    overwrite: false\n', '');
const skipping = flowConfigWith(
  {},
  (crm) => `skipUnchanged: true\n${everyOwnerCounts(crm)}`,
);
const sendingAlways = flowConfigWith({}, everyOwnerCounts);

async function start(configDir: string): Promise<Flow> {
  const flow = await startFlow({ configDir, owners: [rep] });
  const options = ['News', 'Events'].map((value) => ({ id: `o-${value}`, value }));
  flow.bridge.putAttributes([
    { id: 'a-plan', category: 'OPEN', keyName: 'Plan' },
    {
      id: 'a-interests',
      category: 'CLOSED',
      keyName: 'Interests',
      closedAttributesValues: options,
    },
  ]);
  flow.bridge.putContact(bridgeId, { firstName: 'Ada', lastName: 'Canaria' });
  return flow;
}

/**
 * A person changes something in the CRM; after that the CRM tells of each PATCH that Bridge
 * applied, in a spelling of its own.
 */
async function converse(flow: Flow, mostRounds: number): Promise<number> {
  let told = 0;
  const tell = (data: object) => {
    const body = {
      timestamp: new Date(flow.clock.now()).toISOString(),
      data: { bridgeId, ...data },
    };
    told += 1;
    return flow.deliver({ source: 'crm', id: `m${told}`, body });
  };
  await tell({
    first: 'Ada B',
    phone: '600 111 222',
    plan: 'Gold',
    interests: ['News', 'Events'],
    owner: rep.email,
  });
  for (let round = 0; round < mostRounds && told <= flow.patches().length; round += 1) {
    flow.clock.advanceTo(flow.clock.now() + 60_000);
    const [contact] = flow.bridge.contacts();
    const texts = (name: string) =>
      contact?.customAttributes.find(({ key }) => key === name)?.values ?? [];
    await tell({
      first: contact?.firstName,
      last: contact?.lastName,
      phone: contact?.cellphone?.replace('+34', '0034 '),
      email: '',
      plan: texts('Plan')[0],
      interests: texts('Interests').toReversed(),
      owner: 'Rep@Example.com',
    });
  }
  return flow.patches().length;
}

test('two systems that update one another come to rest with skipUnchanged', async () => {
  const flow = await start(skipping);

  const patches = await converse(flow, 20);

  expect(patches).toBeLessThanOrEqual(1 + environments);
  expect(flow.outcomes().at(-1)).toMatchObject({ outcome: 'unchanged' });
  expect(flow.bridge.contacts()).toMatchObject([
    { firstName: 'Ada B', cellphone: '+34600111222', ownerId: rep.id },
  ]);
});

test('without it they go on', async () => {
  const flow = await start(sendingAlways);

  expect(await converse(flow, 8)).toBe(9);
});
