import { describe, expect, test } from 'vitest';
import { Rejection, TransientFailure } from '../../../../functions/core/errors.ts';
import type { KeySet } from '../../../../functions/core/key-set.ts';
import {
  proveSender,
  type SigningKeys,
} from '../../../../functions/core/verify/prove-sender.ts';
import {
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';

const verify: SourceInput['verify'] = {
  kind: 'mac',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  header: 'X-Signature',
  timestamp: { header: 'X-Time', unit: 'ms' },
};
const signed = { 'x-signature': 'ab'.repeat(32), 'x-time': String(receivedAt) };
const keys: KeySet = { 'test-source': { current: 'key' } };

/** What comes of a request with these headers, and how often the keys were asked for. */
async function prove(
  file: SourceInput,
  headers: Record<string, string>,
  atHand: KeySet = keys,
  stored: KeySet = atHand,
) {
  const raw = {
    method: 'POST',
    url: 'https://h.example/hooks/test-source',
    headers,
    query: {},
    body: Buffer.of(),
  };
  const request = { source: buildSource(file), raw, requestId: 'r', receivedAt };
  const asked: string[] = [];
  const asking = (what: string, answer: KeySet) => async () => {
    asked.push(what);
    return answer;
  };
  const signingKeys: SigningKeys = {
    get: asking('get', atHand),
    reread: asking('reread', stored),
  };
  const outcome: unknown = await proveSender(request, signingKeys, () => receivedAt).catch(
    (error: unknown) => error,
  );
  return { outcome, asked };
}

describe('G8: a request that is refused', () => {
  const because = 'a test of just that';

  test.each([
    ['wrong-signature', signed],
    ['missing-signature', { 'x-time': signed['x-time'] }],
    ['missing-timestamp', { 'x-signature': signed['x-signature'] }],
    ['stale-timestamp', { ...signed, 'x-time': '1' }],
  ] as const)(
    '%s: 401, and the sender hears what to check, but not what was expected',
    async (error, headers) => {
      const { outcome, asked } = await prove({ verify }, headers);

      expect(outcome).toEqual(
        new Rejection(
          401,
          error,
          'The request could not be verified. ' +
            'Check the signing key on both sides, and the clock of the sender.',
          { detail: 'header x-signature and header x-time' },
        ),
      );
      expect(outcome).toMatchObject({
        status: 401,
        error,
        detail: 'header x-signature and header x-time',
      });
      expect(asked).toEqual(['get', 'reread']);
    },
  );

  test('a source can have another status for a wrong signature, and only for that', async () => {
    const file: SourceInput = { verify, response: { unverifiedStatus: 403 } };

    expect((await prove(file, signed)).outcome).toMatchObject({ status: 403 });
    expect((await prove(file, {})).outcome).toMatchObject({ status: 401 });
  });

  test.each(['test-source', 'shared', 'toString'])(
    'a key %s that we lack is a failure of ours',
    async (key) => {
      const others = { other: { current: 'key' } };

      const { outcome, asked } = await prove(
        { verify: { ...verify, key } },
        signed,
        others,
      );

      expect(outcome).toBeInstanceOf(TransientFailure);
      expect(outcome).toMatchObject({ reason: 'no-signing-key', detail: 'test-source' });
      expect(asked).toEqual(['get', 'reread']);
    },
  );

  test('the reason is that of the stored keys', async () => {
    expect((await prove({ verify }, signed, {}, keys)).outcome).toMatchObject({
      error: 'wrong-signature',
    });
  });

  test('a source that wants no proof asks for no keys', async () => {
    expect(await prove({ verify: { kind: 'none', because } }, {})).toEqual({
      outcome: { kind: 'verified', by: 'nothing' },
      asked: [],
    });
  });
});
