import { expect, test } from 'vitest';
import {
  buildConfig,
  buildEvent,
  buildMessage,
  buildSource,
} from '../support/build-source.ts';
import { startSimulation } from '../support/simulation.ts';

test('G2 a contact that Bridge shows to nobody just after it was created is written to later', async () => {
  const source = buildSource({
    contact: { match: ['cellphone'], ifNotFound: 'create' },
    map: { cellphone: 'phone', firstName: 'first' },
  });
  const simulation = startSimulation(buildConfig(source), {
    behaviour: { newContactsLagSeconds: 1 },
  });
  const body = { phone: '+34600111222', first: 'Ana' };
  simulation.put(buildMessage([buildEvent({ id: 'e', body })]));

  await simulation.run(simulation.now() + 60_000);

  expect(simulation.settled().map(({ outcome }) => outcome)).toEqual(['delivered']);
  expect([...simulation.bridge.contacts.values()]).toMatchObject([{ firstName: 'Ana' }]);
});
