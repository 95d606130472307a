import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { putIntoBody } from '../../../../functions/core/body/put-into-body.ts';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import {
  isSignedBySenderAlone,
  signRequest,
} from '../../../../functions/core/verify/sign/sign-request.ts';
import { buildSource, receivedAt as now } from '../../../support/build-source.ts';
import { judgeRequest } from '../../../support/prove.ts';

const mac = { kind: 'mac', algorithm: 'hmac-sha256', encoding: 'hex' } as const;
const jwt = { kind: 'jwt', in: 'header', name: 'X-Jwt' } as const;
const key = 'fake-key-of-a-test-with-32-letters';
const pem = String(
  generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }),
);

/** A request signed here, as it would arrive. */
function arriving(verify: VerificationInput, body: string, kind: 'json' | 'form') {
  const source = buildSource({ verify, body: kind });
  const raw = {
    method: 'POST',
    url: 'https://h.example/hooks/s?a=1&b=%C3%B1',
    headers: {},
    query: { a: '1', b: 'ñ' },
    body: Buffer.from(body),
  };
  const signed = signRequest(raw, source.verify, key, now, source);
  const written = signed.inBody.reduce((before, put) => putIntoBody(before, put, source), {
    headers: raw.headers,
    body: signed.body ?? raw.body,
  });
  return {
    source,
    request: {
      ...raw,
      headers: { ...written.headers, ...signed.headers },
      query: { ...raw.query, ...signed.query },
      body: written.body,
    },
  };
}

describe('G8: what is signed here is verified, wherever it is signed and stands', () => {
  test.each<[string, VerificationInput, string, ('json' | 'form')?]>([
    ['in the query', { ...mac, query: 'sig' }, '{"a":1}'],
    [
      'in the query, with the time there',
      {
        ...mac,
        query: 'sig',
        timestamp: { query: 't', unit: 's' },
        signedContent: '{timestamp}{path}{query:b}{body}',
      },
      '{"a":1}',
    ],
    [
      'in a field, with the time there',
      {
        ...mac,
        field: 'signature.signature',
        timestamp: { field: 'signature.timestamp', unit: 's' },
        signedContent: '{timestamp}{field:signature.token}',
      },
      '{"signature":{"token":"t"},"n":12345678901234567890}',
    ],
    [
      'in a field of a form, over the others',
      { ...mac, field: 'sig', signedContent: '{url}{sortedFields}' },
      'b=2&a=1&b=1&a=%C3%B1+%26',
      'form',
    ],
    [
      'over the query as it was sent',
      { ...mac, header: 'X', signedContent: '{query}{body}' },
      '',
    ],
    [
      'over numbers, booleans and what is missing',
      {
        ...mac,
        header: 'X',
        signedContent: '{field:n}:{field:b}:{field:none|}:{field:l.1}',
      },
      '{"n":1.5,"b":false,"l":["x","y"]}',
    ],
    ['a hash of the body', { ...mac, header: 'X', signedContent: '{bodySha256}' }, 'x'],
    ['with a user', { kind: 'sharedSecret', in: 'basic', user: 'ada' }, ''],
    ['a token', { ...jwt, algorithms: ['HS256'] }, ''],
  ])('%s', async (_, verify, body, kind = 'json') => {
    const { source, request } = arriving(verify, body, kind);

    expect(await judgeRequest(source, request, { current: key }, now)).toBe('verified');
    expect(await judgeRequest(source, request, { current: `${key}.` }, now)).toBe(
      '401 wrong-signature',
    );
    expect(await judgeRequest(source, request, undefined, now)).toBe('503 no-signing-key');
  });

  test('a field that is missing, or is no text, leaves nothing to compare with', async () => {
    const verify: VerificationInput = { ...mac, header: 'X', signedContent: '{field:a}' };
    const { source, request } = arriving(verify, '{"a":"1"}', 'json');

    for (const body of ['{}', '{"a":null}', '{"a":["1"]}', '{"a":{"a":"1"}}', '[]', '"a"'])
      expect(
        await judgeRequest(
          source,
          { ...request, body: Buffer.from(body) },
          { current: key },
          now,
        ),
      ).toBe('401 wrong-signature');
  });

  test('another user than the one it has to be is refused', async () => {
    const verify: VerificationInput = { kind: 'sharedSecret', in: 'basic', user: 'ada' };
    const { source, request } = arriving(verify, '', 'json');
    const authorization = `Basic ${Buffer.from(`bob:${key}`).toString('base64')}`;

    expect(
      await judgeRequest(
        source,
        { ...request, headers: { authorization } },
        { current: key },
        now,
      ),
    ).toBe('401 missing-signature');
  });
});

describe('what the sender alone can sign', () => {
  test.each<[string, VerificationInput, boolean]>([
    [
      'a private key',
      { ...mac, kind: 'asymmetric', algorithm: 'ed25519', header: 'X' },
      true,
    ],
    ['a token with a private key', { ...jwt, algorithms: ['RS256', 'ES256'] }, true],
    ['a token with a secret', { ...jwt, algorithms: ['HS256'] }, false],
    ['a mac', { ...mac, header: 'X' }, false],
  ])('%s', (_, verify, isAlone) => {
    const parsed = buildSource({ verify }).verify;
    const raw = { method: 'POST', url: '', headers: {}, query: {}, body: Buffer.of() };
    const sign = () => signRequest(raw, parsed, pem, now);

    expect(isSignedBySenderAlone(parsed)).toBe(isAlone);
    if (isAlone) expect(sign).toThrow('only the sender can sign');
    else expect(sign).not.toThrow();
  });
});
