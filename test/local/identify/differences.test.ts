import { describe, expect, test } from 'vitest';
import type { VerificationInput } from '../../../functions/core/config/verify-schema.ts';
import { readQuery } from '../../../functions/core/receive/read-query.ts';
import { signRequest } from '../../../functions/core/verify/sign/sign-request.ts';
import type { Question } from '../../../local/identify/question.ts';
import { askIdentify } from '../../support/ask-identify.ts';
import { buildSource, buildVerification, receivedAt } from '../../support/build-source.ts';

const key = 'c0ffee00c0ffee00c0ffee00c0ffee00';
const body =
  '{"email":"lucía@example.com","url":"https://example.com/a","tags":["a","b"]}';
const hook = { url: 'https://hooks.example.com/hooks/test-source', from: 'publicUrl' };

const plain: VerificationInput & { kind: 'mac' } = {
  kind: 'mac',
  algorithm: 'hmac-sha256',
  encoding: 'hex',
  header: 'x-acme-signature',
};
const timed: VerificationInput & { kind: 'mac' } = {
  ...plain,
  timestamp: { header: 'x-acme-time', unit: 's' },
  signedContent: '{timestamp}.{body}',
};
const overUrl: VerificationInput = {
  ...timed,
  signedContent: '{method}{url}{body}{timestamp}',
};
const list: VerificationInput = {
  ...plain,
  encoding: 'base64',
  format: { kind: 'list', prefix: 'v1,' },
};
const pairs: VerificationInput = {
  ...plain,
  format: { kind: 'pairs', signature: 'v1' },
  timestamp: { pair: 't', unit: 's' },
  signedContent: '{timestamp}.{body}',
};
const secret: VerificationInput = {
  kind: 'sharedSecret',
  in: 'header',
  name: 'x-acme-token',
};
const token: VerificationInput = {
  kind: 'jwt',
  algorithms: ['HS256'],
  in: 'header',
  name: 'authorization',
  prefix: 'Bearer ',
};

interface Case {
  name: string;
  /** What the sender does. */
  signed: VerificationInput;
  /** What the configuration says. */
  own?: VerificationInput;
  body?: string;
  /** What becomes of the body on its way. */
  arrives?: string;
  url?: string;
  query?: string;
  key?: string;
  /** Ms from signing to receipt. */
  later?: number;
  more?: Partial<Question>;
  /** How each difference is named. */
  says: string[];
}

const base64Key = Buffer.from('a key of twenty-six bytes.').toString('base64');

const cases: Case[] = [
  {
    name: 'another header',
    signed: { ...plain, header: 'x-signature' },
    own: plain,
    says: [
      'the header x-acme-signature is missing: the sender sent header x-signature instead',
    ],
  },
  {
    name: 'a query parameter',
    signed: { kind: 'mac', algorithm: 'hmac-sha256', encoding: 'hex', query: 'sig' },
    own: plain,
    says: [
      'the header x-acme-signature is missing: the sender sent query parameter sig instead',
    ],
  },
  {
    name: 'a prefix that the block lacks',
    signed: { ...plain, format: { kind: 'single', prefix: 'sha256=' } },
    own: plain,
    says: ['the header is there, with the prefix sha256= that the block lacks'],
  },
  {
    name: 'a prefix that is not sent',
    signed: plain,
    own: { ...plain, format: { kind: 'single', prefix: 'sha256=' } },
    says: ['the signature has no prefix, while format says sha256='],
  },
  {
    name: 'hex for base64',
    signed: plain,
    own: { ...plain, encoding: 'base64' },
    says: ['the signature is hex, while encoding says base64'],
  },
  {
    name: 'a list',
    signed: list,
    own: { ...plain, encoding: 'base64' },
    says: [
      'the header is a list, with v1, before each, while format says a single signature',
    ],
  },
  {
    name: 'pairs',
    signed: pairs,
    own: { ...pairs, format: { kind: 'pairs', signature: 'v0' } },
    says: [
      "the header is pairs such as v1=…, separated by ',', " +
        "while format says pairs such as v0=…, separated by ','",
    ],
  },
  {
    name: 'SHA-1',
    signed: { ...plain, algorithm: 'hmac-sha1' },
    own: plain,
    says: ['the algorithm is hmac-sha1, while the block says hmac-sha256'],
  },
  {
    name: 'SHA-512',
    signed: { ...plain, algorithm: 'hmac-sha512' },
    own: plain,
    says: ['the algorithm is hmac-sha512, while the block says hmac-sha256'],
  },
  {
    name: 'the time before the body',
    signed: timed,
    own: { ...timed, signedContent: '{body}' },
    says: ['the signature is over {timestamp}.{body}, while signedContent says {body}'],
  },
  {
    name: 'a signed time that the block does not name',
    signed: timed,
    own: plain,
    says: [
      'the signature is over {timestamp}.{body}, while signedContent says {body}',
      'the time of signing stands in header x-acme-time, while the block says none',
    ],
  },
  {
    name: 'a time in another header',
    signed: timed,
    own: { ...timed, timestamp: { header: 'x-acme-timestamp', unit: 's' } },
    says: [
      'the time of signing stands in header x-acme-time, ' +
        'while the block says header x-acme-timestamp',
    ],
  },
  {
    name: 'a time in ms',
    signed: { ...timed, timestamp: { header: 'x-acme-time', unit: 'ms' } },
    own: timed,
    says: ['the time of signing is in ms, while unit says s'],
  },
  {
    name: 'a time in ISO 8601',
    signed: { ...timed, timestamp: { header: 'x-acme-time', unit: 'iso8601' } },
    own: timed,
    says: ['the time of signing is in iso8601, while unit says s'],
  },
  {
    name: 'a late request',
    signed: timed,
    later: 14 * 60_000,
    says: [
      'the time is 14 minutes off: it was signed before it came, by the clocks of both sides',
    ],
  },
  {
    name: 'a clock that is fast',
    signed: timed,
    later: -3 * 3_600_000,
    says: [
      'the time is 3 hours off: it was signed after it came, by the clocks of both sides',
    ],
  },
  {
    name: 'a key in Base64',
    signed: { ...plain, keyEncoding: 'base64' },
    own: plain,
    key: base64Key,
    says: [
      'the key fits after base64 decoding: write keyEncoding: base64 and no keyPrefix',
    ],
  },
  {
    name: 'a key with a prefix',
    signed: { ...plain, keyEncoding: 'base64', keyPrefix: 'whsec_' },
    own: plain,
    key: `whsec_${base64Key}`,
    says: [
      'the key fits after base64 decoding: write keyEncoding: base64 and keyPrefix: whsec_',
    ],
  },
  {
    name: 'a key that is taken as it is',
    signed: plain,
    own: { ...plain, keyEncoding: 'hex' },
    says: ['the key fits as it is written: write keyEncoding: utf8 and no keyPrefix'],
  },
  {
    name: 'the key of another source',
    signed: plain,
    more: {
      ownKeys: [{ title: 'the current key of test-source', key: 'another-key-entirely' }],
      otherKeys: [
        { title: 'the current key of shop', key: 'a-third-one' },
        { title: 'the previous key of crm', key },
      ],
    },
    says: [
      'it is signed with the previous key of crm, which is not the key of this source',
    ],
  },
  {
    name: 'another host',
    signed: overUrl,
    url: 'https://old.example.com/hooks/test-source',
    more: { url: 'https://old.example.com/hooks/test-source' },
    says: [
      'it was signed for https://old.example.com/hooks/test-source, ' +
        'while publicUrl says https://hooks.example.com/hooks/test-source',
    ],
  },
  {
    name: 'the host of a proxy',
    signed: overUrl,
    url: 'https://edge.example.com/hooks/test-source',
    more: {},
    says: [
      'it was signed for https://edge.example.com/hooks/test-source, ' +
        'while publicUrl says https://hooks.example.com/hooks/test-source',
    ],
  },
  {
    name: 'http',
    signed: overUrl,
    url: 'http://hooks.example.com/hooks/test-source',
    says: [
      'it was signed for http://hooks.example.com/hooks/test-source, ' +
        'while publicUrl says https://hooks.example.com/hooks/test-source',
    ],
  },
  {
    name: 'a port',
    signed: overUrl,
    url: 'https://hooks.example.com:443/hooks/test-source',
    says: [
      'it was signed for https://hooks.example.com:443/hooks/test-source, ' +
        'while publicUrl says https://hooks.example.com/hooks/test-source',
    ],
  },
  {
    name: 'a slash at the end',
    signed: overUrl,
    url: 'https://hooks.example.com/hooks/test-source/',
    says: [
      'it was signed for https://hooks.example.com/hooks/test-source/, ' +
        'while publicUrl says https://hooks.example.com/hooks/test-source',
    ],
  },
  {
    name: 'no query',
    signed: overUrl,
    query: 'canary=1',
    url: 'https://hooks.example.com/hooks/test-source',
    says: [
      'it was signed for https://hooks.example.com/hooks/test-source ' +
        'with another query than the one that came: none at all',
    ],
  },
  {
    name: 'a line break at the end that went',
    signed: plain,
    body: `${body}\n`,
    arrives: body,
    says: ['the body was changed on the way: it fits with a line break at its end'],
  },
  {
    name: 'a line break at the end that came',
    signed: plain,
    arrives: `${body}\n`,
    says: ['the body was changed on the way: it fits without the line break at its end'],
  },
  {
    name: 'CRLF',
    signed: plain,
    body: '{\n  "a": 1\n}',
    arrives: '{\r\n  "a": 1\r\n}',
    says: [
      'the body was changed on the way: it fits with its line ends CRLF written as LF',
    ],
  },
  {
    name: 'JSON that was written anew',
    signed: plain,
    arrives: JSON.stringify(JSON.parse(body), null, 2),
    says: ['the body was written anew on the way: it fits as JSON without white space'],
  },
  {
    name: 'JSON as Python writes it',
    signed: plain,
    body: '{"a": [1, 2, {}], "b, c": "d\\n, e"}',
    arrives: '{"a":[1,2,{}],"b, c":"d\\n, e"}',
    says: [
      'the body was written anew on the way: it fits as JSON with a blank after , and :',
    ],
  },
  {
    name: 'a byte order mark',
    signed: plain,
    arrives: `\u{feff}${body}`,
    says: ['the body was changed on the way: it fits without a byte order mark'],
  },
  {
    name: 'a secret in another header',
    signed: { ...secret, name: 'x-other' },
    own: secret,
    says: [
      'the secret stands in header x-other, while the block says header x-acme-token',
    ],
  },
  {
    name: 'a secret after Bearer',
    signed: { ...secret, name: 'authorization', prefix: 'Bearer ' },
    own: secret,
    says: [
      'the secret stands in header authorization after Bearer, ' +
        'while the block says header x-acme-token',
    ],
  },
  {
    name: 'a secret instead of a signature',
    signed: { ...secret, name: 'authorization', prefix: 'Bearer ' },
    own: plain,
    says: [
      'the proof is the secret itself, in header authorization, while verify says kind: mac',
    ],
  },
  {
    name: 'the audience of a token',
    signed: { ...token, audience: 'https://sender.example' },
    own: { ...token, audience: 'https://hooks.example.com' },
    says: ['the token has another audience than the block says'],
  },
  {
    name: 'a token in another header',
    signed: { ...token, name: 'x-token', prefix: undefined },
    own: token,
    says: [
      'the token stands in header x-token, ' +
        'while the block says header authorization after Bearer',
    ],
  },
  {
    name: 'a token that is over',
    signed: token,
    later: 3_600_000,
    says: [
      'the time is 55 minutes off: it was signed before it came, by the clocks of both sides',
    ],
  },
  {
    name: 'a condition that is not true',
    signed: plain,
    own: { ...plain, require: 'email = "somebody else"' },
    says: ['it is verified, and the condition in require is not true'],
  },
];

function ask(given: Case) {
  const signed = buildVerification(given.signed);
  const own = buildVerification(given.own ?? given.signed);
  const sentKey = given.key ?? key;
  const { query = '' } = given;
  const raw = {
    method: 'POST',
    url: given.url ?? `${hook.url}${query === '' ? '' : `?${query}`}`,
    headers: { 'content-type': 'application/json' },
    query: readQuery(query),
    body: Buffer.from(given.body ?? body),
  };
  const proof = signRequest(raw, signed, sentKey, receivedAt);
  const sentQuery = [query, new URLSearchParams(proof.query).toString()].filter(
    (each) => each !== '',
  );
  return askIdentify(
    {
      headers: { ...raw.headers, host: 'edge.example.com', ...proof.headers },
      query: sentQuery.join('&'),
      body: Buffer.from(given.arrives ?? given.body ?? body),
    },
    {
      own: { ...buildSource(), verify: own },
      key: sentKey,
      hook,
      receivedAt: receivedAt + (given.later ?? 0),
      ...given.more,
    },
  );
}

describe('what differs is named', () => {
  test.each(cases)('$name', async (given) => {
    const { fit } = await ask(given);

    expect(fit?.differences.map(({ text }) => text)).toEqual(given.says);
  });

  test('nothing does where the source is right', async () => {
    const { fit, tries } = await ask({ name: 'right', signed: overUrl, says: [] });

    expect(fit?.differences).toEqual([]);
    expect(tries).toBe(1);
  });
});
