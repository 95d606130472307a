import { describe, expect, test } from 'vitest';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { Rejection, TransientFailure } from '../../../../functions/core/errors.ts';
import type { KeySet } from '../../../../functions/core/key-set.ts';
import type { FoundRequest } from '../../../../functions/core/receive/find-source.ts';
import { readRequest } from '../../../../functions/core/receive/read-request.ts';
import {
  openBody,
  proveSender,
  type SigningKeys,
} from '../../../../functions/core/verify/prove-sender.ts';
import type { NeedsBody, Verified } from '../../../../functions/core/verify/verdict.ts';
import { parseJsonBody } from '../../../../functions/edges/parse-json-body.ts';
import { buildSource, receivedAt } from '../../../support/build-source.ts';

const inBody: VerificationInput = {
  kind: 'sharedSecret',
  in: 'body',
  name: 'meta.token',
};
const inHeader: VerificationInput = { kind: 'sharedSecret', in: 'header', name: 'x-key' };

function requestTo(verify: VerificationInput, headers: Record<string, string> = {}) {
  const raw = {
    method: 'POST',
    url: 'https://h.example',
    headers,
    query: {},
    body: Buffer.of(),
  };
  return { source: buildSource({ verify }), raw, requestId: 'r', receivedAt };
}

/** Signing keys that are other ones as soon as they are read again. */
function keysFrom(atHand: KeySet, stored: KeySet = atHand) {
  let rereads = 0;
  return {
    get: async () => atHand,
    reread: async () => {
      rereads += 1;
      return stored;
    },
    rereads: () => rereads,
  };
}

const keys = { 'test-source': { current: 'key', previous: 'old' } };
const now = () => receivedAt;

/** Reads a body as it comes and opens it. */
async function open(
  request: FoundRequest,
  verdict: Verified | NeedsBody,
  body: unknown,
  signingKeys: SigningKeys,
) {
  const { source, raw, receivedAt } = request;
  const sent = { ...raw, body: Buffer.from(JSON.stringify(body ?? null)) };
  const read = await readRequest(source, sent, receivedAt, parseJsonBody);
  return openBody({ ...request, raw: sent }, verdict, read, signingKeys, now);
}

const failureOf = (proving: Promise<unknown>) => proving.catch((error: unknown) => error);

describe('G8: proving who sent a request', () => {
  test('a secret in a header is verified before the body is read', async () => {
    const verdict = await proveSender(
      requestTo(inHeader, { 'x-key': 'old' }),
      keysFrom(keys),
      now,
    );

    expect(verdict).toEqual({ kind: 'verified', by: 'previous' });
  });

  test('a secret in the body proves nothing until the body is there', async () => {
    const request = requestTo(inBody);
    const verdict = await proveSender(request, keysFrom(keys), now);
    const body = { meta: { token: 'key', more: 1 } };

    const opened = await open(request, verdict, body, keysFrom(keys));

    expect(verdict).toEqual({ kind: 'needs-body' });
    expect(opened.verified).toEqual({ kind: 'verified', by: 'current' });
    expect(opened.parsed.body).toEqual({ meta: { more: 1 } });
  });

  test.each([
    ['in a header', inHeader, undefined],
    ['in the body', inBody, { meta: { token: 'new' } }],
  ])(
    'a secret %s is compared with the stored keys before it is refused',
    async (_, verify, body) => {
      const request = requestTo(verify, { 'x-key': 'new' });
      const fresh = keysFrom(keys, {
        'test-source': { current: 'new', previous: 'key' },
      });

      const verdict = await proveSender(request, fresh, now);
      const { verified } = await open(request, verdict, body, fresh);

      expect(verified).toEqual({ kind: 'verified', by: 'current' });
      expect(fresh.rereads()).toBe(1);
    },
  );

  test('a wrong secret is refused, and a key that we lack is not the fault of the sender', async () => {
    const request = requestTo(inBody);
    const body = { meta: { token: 'wrong' } };

    const wrong = await failureOf(
      open(request, { kind: 'needs-body' }, body, keysFrom(keys)),
    );
    const noKey = await failureOf(proveSender(request, keysFrom({}), now));

    expect(wrong).toBeInstanceOf(Rejection);
    expect(wrong).toMatchObject({ status: 401, error: 'wrong-signature' });
    expect(noKey).toBeInstanceOf(TransientFailure);
    expect(noKey).toMatchObject({ reason: 'no-signing-key', detail: 'test-source' });
  });

  test('a key that cannot be used is a missing one, and the failure says why', async () => {
    const broken = keysFrom({ 'test-source': { current: '', fault: 'U+000A' } });
    const request = requestTo(inHeader, { 'x-key': 'key' });

    const failure = await failureOf(proveSender(request, broken, now));

    expect(failure).toMatchObject({
      reason: 'no-signing-key',
      detail: 'test-source: U+000A',
    });
  });

  test('what was verified has to meet the condition of the source as well', async () => {
    const request = requestTo({ ...inHeader, require: 'account = 7' }, { 'x-key': 'key' });
    const verdict = await proveSender(request, keysFrom(keys), now);
    const opened = (body: unknown) => open(request, verdict, body, keysFrom(keys));

    const refused = await failureOf(opened({ account: 8 }));

    expect(refused).toMatchObject({ status: 401, error: 'requirement-not-met' });
    expect((await opened({ account: 7 })).parsed.body).toEqual({ account: 7 });
  });
});
