import { expect, test } from 'vitest';
import type { BridgeCall } from '../../functions/core/bridge/bridge-calls.ts';
import { buildConfig, buildEvent, buildMessage, buildSource } from '../support/build-source.ts';
import { startSimulation } from '../support/simulation.ts';

test('G2 a contact that Bridge shows to nobody just after it was created is written to later', async () => {
  const source = buildSource({
    contact: { match: ['cellphone'], ifNotFound: 'create' },
    map: { cellphone: 'phone', firstName: 'first' },
  });
  let createdAt: number | undefined;
  const simulation = startSimulation(buildConfig(source), {
    intercept: ({ method, path, query }: BridgeCall, now) => {
      if (method === 'POST') createdAt ??= now;
      const isNew = createdAt !== undefined && now - createdAt < 1_000;
      if (!isNew || method === 'POST') return undefined;
      if (query?.search !== undefined)
        return { kind: 'answered', status: 200, body: { contacts: [] } };
      const isOfContact = /contacts\/[0-9a-f-]{36}$/.test(path);
      return isOfContact ? { kind: 'answered', status: 404, body: {} } : undefined;
    },
  });
  const body = { phone: '+34600111222', first: 'Ana' };
  simulation.put(buildMessage([buildEvent({ id: 'e', body })]));

  await simulation.run(simulation.now() + 60_000);

  expect(simulation.settled().map(({ outcome }) => outcome)).toEqual(['delivered']);
  expect([...simulation.bridge.contacts.values()]).toMatchObject([{ firstName: 'Ana' }]);
});
