import { expect, test } from 'vitest';
import { startFlow } from '../support/flow.ts';

const senders = 20;
const postsOfEach = 10;

const idOf = (contact: number) =>
  `4e362e2b-67b2-4a7e-a9df-${contact.toString(16).padStart(12, '0')}`;

test('20 senders at once on a cold start: every request is taken, and each event delivered once (G1, G3)', async () => {
  const flow = await startFlow();
  const all = Array.from({ length: senders * postsOfEach }, (_, contact) => contact);
  for (const contact of all) flow.bridge.putContact(idOf(contact), {});
  const statuses: number[] = [];
  const send = async (sender: number) => {
    for (const contact of all.filter((one) => one % senders === sender)) {
      const data = { bridgeId: idOf(contact), first: `Person ${contact}` };
      const body = { timestamp: new Date(flow.clock.now()).toISOString(), data };
      const response = await flow.post({ source: 'crm', id: `event-${contact}`, body });
      statuses.push(response.status);
    }
  };

  await Promise.all(Array.from({ length: senders }, (_, sender) => send(sender)));
  await flow.app.settle();

  expect(statuses).toEqual(all.map(() => 200));
  expect(
    flow
      .patches()
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(all.map(idOf).toSorted());
  expect(flow.patches().filter(({ status }) => status !== 200)).toEqual([]);
});
