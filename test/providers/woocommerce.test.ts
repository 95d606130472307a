import { afterAll, beforeAll, expect, test } from 'vitest';
import { providerOf } from '../../lib/providers/providers.ts';
import { buildSource } from '../support/build-source.ts';
import {
  type DeployedReceive,
  startDeployedReceive,
} from '../support/deployed-receive.ts';

const source = buildSource({}, providerOf('woocommerce'));
const keys = { [source.name]: { current: 'fake-secret-of-the-shop' } };

let receive: DeployedReceive;
beforeAll(async () => {
  receive = await startDeployedReceive({ sources: [source], keys });
});
afterAll(() => receive.stop());

test.each([
  'application/x-www-form-urlencoded',
  'application/x-www-form-urlencoded; charset=UTF-8',
])(
  'the ping of a new webhook is answered, as %s, and nothing comes of it',
  async (type) => {
    const answer = await receive.post({
      body: 'webhook_id=7',
      headers: { 'content-type': type },
    });

    expect(answer.status).toBe(200);
    expect(receive.queued()).toEqual([]);
  },
);

test('G8: an event without a signature is refused', async () => {
  const answer = await receive.post({
    body: '{"id":25,"billing":{}}',
    headers: { 'content-type': 'application/json' },
  });

  expect(answer.status).toBe(401);
  expect(receive.queued()).toEqual([]);
});
