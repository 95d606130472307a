import {
  createHash,
  createHmac,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VerificationInput } from '../../../../functions/core/config/verify-schema.ts';
import { readRequest } from '../../../../functions/core/receive/read-request.ts';
import { signRequest } from '../../../../functions/core/verify/sign/sign-request.ts';
import { parseJsonBody } from '../../../../functions/edges/parse-json-body.ts';
import { buildSource, receivedAt } from '../../../support/build-source.ts';
import { judgeRequest } from '../../../support/prove.ts';

type Jwt = Extract<VerificationInput, { kind: 'jwt' }>;
type Claims = Record<string, unknown>;

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const rsaPem = String(rsa.publicKey.export({ format: 'pem', type: 'spki' }));
const secret = 'fake-shared-secret-of-32-letters';
const now = receivedAt;
const seconds = now / 1000;

const part = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString(
    'base64url',
  );

/** A token made by hand, with whatever is said of it. */
function tokenOf(
  claims: unknown,
  { header = {}, by }: { header?: Claims; by: (content: string) => Buffer },
): string {
  const content = `${part({ typ: 'JWT', ...header })}.${part(claims)}`;
  return `${content}.${by(content).toString('base64url')}`;
}

const hs = (claims: unknown, key: string | Buffer = secret, alg = 'HS256') =>
  tokenOf(claims, {
    header: { alg },
    by: (content) => createHmac('sha256', key).update(content).digest(),
  });
const rs = (claims: Claims, key: KeyObject = rsa.privateKey) =>
  tokenOf(claims, {
    header: { alg: 'RS256' },
    by: (text) => sign('sha256', Buffer.from(text), key),
  });
const es = (claims: Claims, key: KeyObject = ec.privateKey) =>
  tokenOf(claims, {
    header: { alg: 'ES256' },
    by: (text) => sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }),
  });

const valid = { iss: 'sender', aud: 'us', iat: seconds - 5, exp: seconds + 300 };

function source(more: Partial<Jwt> = {}) {
  const verify: Jwt = {
    kind: 'jwt',
    algorithms: ['HS256'],
    in: 'header',
    name: 'Authorization',
    prefix: 'Bearer ',
    issuer: 'sender',
    audience: 'us',
    ...more,
  };
  return buildSource({ verify });
}

const shared = source();
const rsaOnly = source({ algorithms: ['RS256'], publicKeys: [rsaPem] });
const ecOnly = source({
  algorithms: ['ES256'],
  publicKeys: [{ kty: 'EC', ...ec.publicKey.export({ format: 'jwk' }) }],
});

function requestWith(token: string, body = '{"a":1}') {
  return {
    method: 'POST',
    url: 'https://h.example/hooks/s',
    headers: { authorization: `Bearer ${token}` },
    query: {},
    body: Buffer.from(body),
  };
}

const judge = (token: string, of = shared, keys: string | undefined = secret) =>
  judgeRequest(
    of,
    requestWith(token),
    keys === undefined ? undefined : { current: keys },
    now,
  );

describe('G8: a token is accepted', () => {
  test('with a shared secret, current or previous', async () => {
    const keys = { current: 'the new one, of 32 letters, fake', previous: secret };

    expect(await judge(hs(valid))).toBe('verified');
    expect(await judgeRequest(shared, requestWith(hs(valid)), keys, now)).toBe('verified');
  });

  test('with a public key of the configuration, in PEM or as a JWK, or of the secret', async () => {
    const ofSecret = source({ algorithms: ['RS256', 'ES256'] });

    expect(await judge(rs(valid), rsaOnly, undefined)).toBe('verified');
    expect(await judge(es(valid), ecOnly, undefined)).toBe('verified');
    expect(await judge(rs(valid), ofSecret, rsaPem.replaceAll('\n', ' ').trim())).toBe(
      'verified',
    );
  });

  test('of several public keys, by the one that fits', async () => {
    const ecJwk = { kty: 'EC', ...ec.publicKey.export({ format: 'jwk' }) };
    const several = source({
      algorithms: ['ES256', 'RS256'],
      publicKeys: [
        String(otherRsa.publicKey.export({ format: 'pem', type: 'spki' })),
        ecJwk,
        rsaPem,
      ],
    });

    expect(await judge(rs(valid), several, undefined)).toBe('verified');
    expect(await judge(es(valid), several, undefined)).toBe('verified');
  });

  test('for one of several audiences, and until the sender’s clock is too far away', async () => {
    const exp = seconds - 59;
    const iat = seconds + 59;

    expect(await judge(hs({ ...valid, aud: ['others', 'us'] }))).toBe('verified');
    expect(await judge(hs({ ...valid, exp }))).toBe('verified');
    expect(await judge(hs({ ...valid, iat, nbf: iat }))).toBe('verified');
  });

  test('without exp where the source says how old it may be', async () => {
    const aged = source({ maxAgeSeconds: 120 });
    const { exp: _, ...claims } = valid;

    expect(await judge(hs(claims), aged)).toBe('verified');
    expect(await judge(hs({ ...claims, iat: seconds - 181 }), aged)).toBe(
      '401 stale-timestamp',
    );
    expect(await judge(hs({ ...claims, iat: undefined }), aged)).toBe(
      '401 missing-timestamp',
    );
    expect(await judge(hs({ ...valid, exp: seconds - 61 }), aged)).toBe(
      '401 stale-timestamp',
    );
  });
});

describe('G8: a token is refused with 401', () => {
  const { exp: _, ...endless } = valid;
  const unsigned = `${part({ alg: 'none' })}.${part(valid)}.`;
  const [head = '', claims = '', signature = ''] = hs(valid).split('.');

  test.each<[string, string, string]>([
    ['the algorithm none', unsigned, 'missing-signature'],
    ['none in capitals, with a signature', hs(valid, secret, 'NONE'), 'missing-signature'],
    ['none, with a signature', hs(valid, secret, 'none'), 'missing-signature'],
    ['another algorithm than the listed', hs(valid, secret, 'HS512'), 'missing-signature'],
    ['a public algorithm instead of the secret', rs(valid), 'missing-signature'],
    ['no algorithm', hs(valid, secret, ''), 'missing-signature'],
    ['no end', hs(endless), 'missing-timestamp'],
    ['an end that is no number', hs({ ...valid, exp: '9999999999' }), 'missing-timestamp'],
    ['its end over', hs({ ...valid, exp: seconds - 61 }), 'stale-timestamp'],
    ['a beginning to come', hs({ ...valid, nbf: seconds + 61 }), 'stale-timestamp'],
    ['made in the future', hs({ ...valid, iat: seconds + 61 }), 'stale-timestamp'],
    ['made at no number', hs({ ...valid, iat: 'yesterday' }), 'missing-timestamp'],
    ['another issuer', hs({ ...valid, iss: 'another' }), 'requirement-not-met'],
    ['no issuer', hs({ ...valid, iss: undefined }), 'requirement-not-met'],
    ['another audience', hs({ ...valid, aud: ['others'] }), 'requirement-not-met'],
    ['no audience', hs({ ...valid, aud: undefined }), 'requirement-not-met'],
    ['another key', hs(valid, 'another-secret-of-32-letters-fake'), 'wrong-signature'],
    ['claims that are no object', hs('text'), 'wrong-signature'],
    ['claims that are a list', hs([valid]), 'wrong-signature'],
    ['nothing', '', 'missing-signature'],
    ['two parts', `${head}.${claims}`, 'missing-signature'],
    ['four parts', `${hs(valid)}.x`, 'missing-signature'],
    ['padding', `${head}.${claims}.${signature}=`, 'missing-signature'],
    ['a blank inside', `${head}.${claims}. ${signature}`, 'missing-signature'],
    ['two tokens in one header', `${hs(valid)},${hs(valid)}`, 'missing-signature'],
    [
      'a header that the library does not know to be critical',
      tokenOf(valid, {
        header: { alg: 'HS256', crit: ['x'], x: 1 },
        by: (content) => createHmac('sha256', secret).update(content).digest(),
      }),
      'wrong-signature',
    ],
  ])('%s', async (_, token, because) => {
    expect(await judge(token)).toBe(`401 ${because}`);
  });

  test('signed with a public key as if that were a secret, however it is written', async () => {
    const forms = [
      rsaPem,
      rsaPem.trim(),
      rsa.publicKey.export({ format: 'der', type: 'spki' }),
    ];
    const both = source({ algorithms: ['HS256', 'RS256'] });

    for (const form of forms) {
      expect(await judge(hs(valid, form), rsaOnly, undefined)).toBe(
        '401 missing-signature',
      );
      expect(await judge(hs(valid, form), both, rsaPem)).toBe('401 wrong-signature');
      expect(await judge(hs(valid, form), shared, rsaPem)).toBe('401 wrong-signature');
    }
  });

  test('by another key of the right kind', async () => {
    expect(await judge(rs(valid, otherRsa.privateKey), rsaOnly, undefined)).toBe(
      '401 wrong-signature',
    );
  });

  test('whatever bit of it is not as it was', async () => {
    const tokens: [string, ReturnType<typeof source>, string | undefined][] = [
      [hs(valid), shared, secret],
      [rs(valid), rsaOnly, undefined],
      [es(valid), ecOnly, undefined],
    ];

    for (const [token, of, key] of tokens)
      await fc.assert(
        fc.asyncProperty(fc.nat({ max: token.length * 8 - 1 }), async (at) => {
          const bytes = Buffer.from(token, 'latin1');
          bytes[at >> 3] = Number(bytes[at >> 3]) ^ (1 << (at % 8));
          expect(await judge(bytes.toString('latin1'), of, key)).toMatch(/^401 /);
        }),
        { numRuns: 150 },
      );
  });

  test('without its prefix, or in another place', async () => {
    const bare = { ...requestWith(''), headers: { authorization: hs(valid) } };
    const elsewhere = {
      ...requestWith(''),
      headers: {},
      query: { Authorization: hs(valid) },
    };

    for (const request of [bare, elsewhere])
      expect(await judgeRequest(shared, request, { current: secret }, now)).toBe(
        '401 missing-signature',
      );
  });

  test('while there is no key, it is put off', async () => {
    expect(await judgeRequest(shared, requestWith(hs(valid)), undefined, now)).toBe(
      '503 no-signing-key',
    );
  });
});

describe('G8: a token with the hash of the body', () => {
  const hashed = source({ bodyHashClaim: 'payload_hash' });
  const hash = createHash('sha256').update('{"a":1}').digest('hex');

  test('proves that body and no other', async () => {
    const token = hs({ ...valid, payload_hash: hash });
    const keys = { current: secret };

    expect(await judgeRequest(hashed, requestWith(token), keys, now)).toBe('verified');
    expect(await judgeRequest(hashed, requestWith(token, '{"a":2}'), keys, now)).toBe(
      '401 wrong-signature',
    );
    expect(await judge(hs(valid), hashed)).toBe('401 wrong-signature');
  });
});

describe('a token in the query or the body', () => {
  const keys = { current: secret };
  const places: Record<string, Partial<Jwt>> = {
    query: { in: 'query', name: 'token', prefix: undefined },
    field: { in: 'body', name: 'meta.token', prefix: undefined },
    whole: { in: 'body', name: undefined, prefix: undefined },
  };

  test.each(Object.entries(places))(
    'is signed here and accepted: %s',
    async (_, place) => {
      const of = source(place);
      const raw = { ...requestWith(''), headers: {} };
      const signed = signRequest(raw, of.verify, secret, now);
      const [field] = signed.inBody;
      const body = field
        ? Buffer.from(JSON.stringify({ meta: { token: field.value } }))
        : raw.body;
      const sent = { ...raw, query: signed.query, body: signed.body ?? body };

      expect(await judgeRequest(of, sent, keys, now)).toBe('verified');
      expect(
        await judgeRequest(of, sent, { current: 'another-secret-of-32-letters' }, now),
      ).toBe('401 wrong-signature');
    },
  );

  test('as the whole body: its claims are what events are read from', async () => {
    const of = source(places.whole);
    const headers = { 'content-type': 'text/plain' };
    const body = Buffer.from(hs({ ...valid, email: 'ada@example.com' }));

    const { parsed } = await readRequest(
      of,
      { url: '', headers, query: {}, body },
      now,
      parseJsonBody,
    );

    expect(parsed.body).toMatchObject({ email: 'ada@example.com', iss: 'sender' });
  });

  test('no token as the whole body is refused', async () => {
    const raw = { ...requestWith('', JSON.stringify(valid)), headers: {} };

    expect(await judgeRequest(source(places.whole), raw, keys, now)).toBe(
      '401 missing-signature',
    );
  });

  test('leaves the body it stands in', async () => {
    const of = source(places.field);
    const body = Buffer.from(JSON.stringify({ meta: { token: 'x', id: 1 } }));

    const read = await readRequest(
      of,
      { url: '', headers: {}, query: {}, body },
      now,
      parseJsonBody,
    );

    expect(read).toMatchObject({ parsed: { body: { meta: { id: 1 } } }, secret: 'x' });
  });
});
