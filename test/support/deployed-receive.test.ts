import { expect, onTestFinished, test } from 'vitest';
import { readEvents } from '../../functions/core/receive/read-events.ts';
import { signRequest } from '../../functions/core/verify/sign/sign-request.ts';
import { buildSource, receivedAt } from './build-source.ts';
import { startDeployedDeliver } from './deployed-deliver.ts';
import {
  type DeployedOptions,
  publicUrl,
  startDeployedReceive,
} from './deployed-receive.ts';

const json = { 'content-type': 'application/json' };

const open = {
  ...buildSource({ events: { split: 'people', id: ['id'], timeZone: 'UTC' } }),
  name: 'open',
};
const signed = {
  ...buildSource({
    verify: {
      kind: 'mac',
      algorithm: 'hmac-sha256',
      encoding: 'hex',
      header: 'x-signature',
    },
  }),
  name: 'signed',
};

async function start(options: Partial<DeployedOptions> = {}) {
  const receive = await startDeployedReceive({ sources: [open, signed], ...options });
  onTestFinished(receive.stop);
  return receive;
}

test('the bundle that is deployed queues what core reads under the same pepper', async () => {
  const receive = await start();
  const body = { people: [{ id: 1, email: 'a@example.com' }, { id: 2 }] };

  const answer = await receive.post({ body: JSON.stringify(body), headers: json });

  const expected = await readEvents(
    open,
    { headers: {}, query: {}, receivedAt, body },
    'sample',
  );
  expect(answer).toMatchObject({ status: 200, body: { accepted: 2, ignored: 0 } });
  expect(receive.queued().flatMap(({ events }) => events.map(({ id }) => id))).toEqual(
    expected.events.map(({ id }) => id),
  );
  expect(receive.queued()[0]?.receivedAt).toBe(receivedAt);
  expect(receive.logs().join()).toContain('request accepted');
});

test('several sources answer in one instance, each with its key', async () => {
  const receive = await start({ keys: { signed: { current: 'fake-key' } } });
  const body = Buffer.from('{"email":"a@example.com"}');
  const path = '/hooks/signed';
  const request = {
    method: 'POST',
    url: publicUrl + path,
    headers: json,
    query: {},
    body,
  };
  const { headers } = signRequest(request, signed.verify, 'fake-key', receivedAt);

  const right = await receive.post({ path, body, headers: { ...json, ...headers } });
  const wrong = await receive.post({
    path,
    body: '{}',
    headers: { ...json, ...headers },
  });
  const unknown = await receive.post({ path: '/hooks/nobody', body, headers: json });

  expect([right.status, wrong.status, unknown.status]).toEqual([200, 401, 404]);
  expect(receive.queued()).toHaveLength(1);
});

test('what is cleared is gone, and what comes after it is there', async () => {
  const receive = await start();
  const post = (id: number) =>
    receive.post({ body: JSON.stringify({ people: [{ id }] }), headers: json });
  await post(1);

  receive.clear();
  await post(2);

  expect(receive.queued().map(({ events }) => events[0]?.body)).toEqual([{ id: 2 }]);
  expect(receive.logs()).toHaveLength(1);
});

test('a module is put in the place of another', async () => {
  const substitute = {
    module: 'functions/core/receive/contact-key.ts',
    text: "export { matchExpression } from '../map/nothing.ts';",
  };
  await expect(start({ substitute })).rejects.toThrow('nothing.ts');

  const receive = await start({
    substitute: {
      module: 'functions/core/canonical.ts',
      text: "export const keyedHash = () => 'same'; export const plainHash = () => 'same';",
    },
  });
  await receive.post({ body: '{"people":[{"id":1}]}', headers: json });

  expect(receive.queued()[0]?.events[0]?.id).toBe('same');
});

test('a substitute for what is not bundled is an error', async () => {
  const substitute = { module: 'functions/core/nothing.ts', text: '' };

  await expect(start({ substitute })).rejects.toThrow('does not contain');
});

test('what was queued goes through the deployed deliver to Bridge', async () => {
  const receive = await start();
  const deliver = await startDeployedDeliver({ sources: [open] });
  onTestFinished(deliver.stop);
  const contact = '22222222-2222-4222-8222-222222222222';
  deliver.bridge.putContact(contact, { email: 'a@example.com' });
  await receive.post({
    body: '{"people":[{"id":1,"email":"a@example.com"}]}',
    headers: json,
  });

  const patches = await deliver.deliverOf(...receive.queued());

  expect(patches).toEqual([{ contact, body: expect.anything(), status: 200 }]);
});
