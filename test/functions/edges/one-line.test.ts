import { expect, onTestFinished, test, vi } from 'vitest';
import { signRequest } from '../../../functions/core/verify/sign/sign-request.ts';
import { parseJsonBody } from '../../../functions/edges/parse-json-body.ts';
import { buildSource, receivedAt } from '../../support/build-source.ts';
import { publicUrl, startDeployedReceive } from '../../support/deployed-receive.ts';
import { sourceOf } from '../../support/handshakes.ts';
import { createReceive } from '../../support/receive.ts';

const source = {
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
const keys = { signed: { current: 'fake-key', previous: 'fake-key-before' } };
const json = { 'content-type': 'application/json' };

async function startSigned() {
  const receive = await startDeployedReceive({ sources: [source], keys });
  onTestFinished(receive.stop);
  return async (text: string, key: string) => {
    const url = `${publicUrl}/hooks/signed`;
    const body = Buffer.from(text);
    const raw = { method: 'POST', url, headers: json, query: {}, body };
    const { headers } = signRequest(raw, source.verify, key, receivedAt);
    const { lines } = await receive.post({ body, headers: { ...json, ...headers } });
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  };
}

test.each([
  ['accepted', '{"email":"a@example.com"}', 'fake-key', 'request accepted', 'current'],
  [
    'by the key before',
    '{"email":"a@example.com"}',
    'fake-key-before',
    'request accepted',
    'previous',
  ],
  ['proved and refused', '{', 'fake-key-before', 'request refused', 'previous'],
  ['not proved', '{"email":"a@example.com"}', 'another-key', 'request refused', undefined],
])(
  'a request that is %s is one line, with the key that proved it',
  async (_, body, key, message, keyUsed) => {
    const post = await startSigned();

    const lines = await post(body, key);

    expect(lines.map((line) => [line.message, line.keyUsed])).toEqual([
      [message, keyUsed],
    ]);
  },
);

test('a body is parsed once, where a handshake has looked at it as well', async () => {
  const parseJson = vi.fn(parseJsonBody);
  const listening = sourceOf(
    'handshake: { where: { field: { type: ping } }, challenge: { field: challenge } }',
    { verify: { kind: 'none', because: 'it is of a test only' } },
  );
  const receive = createReceive(listening, { parseJson });

  const event = await receive.post('{"type":"event","email":"a@example.com"}');
  const handshake = await receive.post('{"type":"ping","challenge":"abc"}');

  expect(event).toMatchObject({ status: 200, body: { accepted: 1 } });
  expect(handshake.status).toBe(200);
  expect(receive.logs.map(({ message }) => message)).toEqual([
    'request accepted',
    'handshake answered',
  ]);
  expect(parseJson).toHaveBeenCalledTimes(2);
});
