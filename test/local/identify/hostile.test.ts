import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { describeIdentification } from '../../../local/identify/describe.ts';
import type { Question } from '../../../local/identify/question.ts';
import { askIdentify } from '../../support/ask-identify.ts';
import { buildSource, buildVerification } from '../../support/build-source.ts';

const own = {
  ...buildSource(),
  verify: buildVerification({
    kind: 'mac',
    algorithm: 'hmac-sha256',
    encoding: 'hex',
    header: 'x-acme-signature',
  }),
};
const commands = { setKey: undefined, record: 'record' };
const budget = { tries: 3000, bytes: 32 * 1024 * 1024 };
const hex = 'ab'.repeat(32);
const json = { 'content-type': 'application/json' };
const many = (count: number, entry: (index: number) => [string, string]) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => entry(index)));

const hostile: [name: string, request: Partial<Question['request']>][] = [
  [
    '10,000 headers that look like signatures',
    { headers: many(10_000, (i) => [`x-${i}`, hex]) },
  ],
  [
    '10,000 headers that look like times',
    { headers: many(10_000, (i) => [`x-${i}`, '1767225600']) },
  ],
  [
    'a header of a million blanks',
    { headers: { 'x-acme-signature': ' '.repeat(1_000_000) } },
  ],
  [
    'a header of a million pairs',
    { headers: { 'x-acme-signature': 'a=b,'.repeat(250_000) } },
  ],
  ['a header of entries', { headers: { 'x-acme-signature': 'v1,a '.repeat(800) } }],
  ['a header of dots', { headers: { authorization: '.'.repeat(4000) } }],
  [
    'a body of 6 MB',
    { headers: { 'x-acme-signature': hex }, body: Buffer.alloc(6_000_000, 'a') },
  ],
  [
    'a body nested 100,000 deep',
    {
      headers: { ...json, 'x-acme-signature': hex },
      body: Buffer.from('['.repeat(100_000) + ']'.repeat(100_000)),
    },
  ],
  [
    'a body of 100,000 keys',
    {
      headers: { ...json, 'x-acme-signature': hex },
      body: Buffer.from(JSON.stringify(many(100_000, (i) => [`k${i}`, 'v']))),
    },
  ],
  [
    'a body with __proto__',
    {
      headers: json,
      body: Buffer.from('{"__proto__":{"signature":"x"},"constructor":"y"}'),
    },
  ],
  [
    'a large body with what looks like signatures in it',
    {
      headers: json,
      body: Buffer.from(
        JSON.stringify({
          sig: hex,
          at: '1767225600',
          ...many(40_000, (i) => [`k${i}`, 'v']),
        }),
      ),
    },
  ],
  ['a query without end', { query: 'a=b&'.repeat(100_000) }],
  [
    'a host that is none',
    { headers: { host: 'x/../\u001b[31m', 'x-forwarded-host': '@@' } },
  ],
  ['bytes that are no text', { body: Buffer.from([0xff, 0xfe, 0, 0x80]), headers: json }],
];

describe('a hostile recording', () => {
  test.each(hostile)('of %s is looked at within the budget', async (_, request) => {
    const { fit, tries } = await askIdentify(request, {
      own,
      key: 'k'.repeat(32),
      budget,
    });

    expect(fit).toBeUndefined();
    expect(tries).toBeLessThanOrEqual(budget.tries);
  });

  test('gives the same answer each time', async () => {
    const request = {
      headers: many(50, (i) => [`x-${i}`, hex]),
      body: Buffer.from('{}'),
    };
    const options = { own, key: 'k'.repeat(32), budget };

    const answers = [
      await askIdentify(request, options),
      await askIdentify(request, options),
    ];

    expect(answers[0]).toEqual(answers[1]);
  });

  test('with more to try than there is budget for says so', async () => {
    const request = {
      headers: { 'x-acme-signature': hex },
      body: Buffer.alloc(6_000_000, 'a'),
    };

    const identification = await askIdentify(request, {
      own,
      key: 'k'.repeat(32),
      budget,
    });

    expect(identification.isCutShort).toBe(true);
    expect(describeIdentification(identification, undefined, commands)[0]).toContain(
      'as far as',
    );
  });
});

describe('what is no proof', () => {
  test.each(['x-content-sha256', 'digest', 'x-acme-signature'])(
    'a plain hash of the body in %s fits no key',
    async (name) => {
      const body = Buffer.from('{"a":1}');
      const hash = createHmac('sha256', '').update(body).digest('hex');
      const plain = createHash('sha256').update(body).digest('hex');

      for (const value of [hash, plain]) {
        const { fit } = await askIdentify(
          { headers: { [name]: value }, body },
          { own, key: 'k'.repeat(32), budget },
        );
        expect(fit).toBeUndefined();
      }
    },
  );
});

const canary = 'c4na7y5ecretc4na7y5ecretc4na7y00';

describe('nothing secret is said', () => {
  const signatureOf = (key: string, body: string) =>
    createHmac('sha256', key).update(body).digest('hex');
  const body = `{"email":"${canary}@example.com","token":"${canary}"}`;

  test.each([
    ['a signature that fits', canary, signatureOf(canary, body)],
    ['one after a prefix', canary, `pre=${signatureOf(canary, body)}`],
    ['one that fits nothing', canary, signatureOf('another', body)],
    [
      'one after a prefix, that fits nothing',
      canary,
      `canaryword=${signatureOf('another', body)}`,
    ],
    ['the key itself', canary, canary],
    ['the key after a prefix', canary, `Bearer ${canary}`],
    [
      'pairs that fit nothing',
      canary,
      `canaryword=${signatureOf('x', body)},t=1767225600`,
    ],
  ])('of %s', async (_, key, signature) => {
    for (const source of [own, undefined]) {
      const identification = await askIdentify(
        {
          headers: { ...json, 'x-sent': signature, 'x-more': canary },
          query: `token=${canary}&utm=canaryword`,
          body: Buffer.from(body),
        },
        { own: source, key, budget: { tries: 5000, bytes: 32 * 1024 * 1024 } },
      );
      const { fit } = identification;

      const said = [
        JSON.stringify(identification),
        ...describeIdentification(identification, source?.name, commands),
      ].join('\n');
      const proof = signature.replace(/^.*[= ]/, '');
      expect(said).not.toContain(canary);
      expect(said).not.toContain(proof);
      expect(fit !== undefined || !said.includes('canaryword')).toBe(true);
    }
  });
});
