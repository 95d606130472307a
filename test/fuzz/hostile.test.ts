import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { signRequest } from '../../functions/core/verify/sign/sign-request.ts';
import { receivedAt } from '../support/build-source.ts';
import {
  type DeployedReceive,
  publicUrl,
  startDeployedReceive,
} from '../support/deployed-receive.ts';
import { readDocumentedAnswers } from './documented-answers.ts';
import { canaryMark } from './json-text.ts';
import { judge } from './judge.ts';
import { signingKeys, sources } from './sources.ts';

const mib = 1024 * 1024;
const canary = `${canaryMark}hostile`;
const form = 'application/x-www-form-urlencoded';
const multipart = 'multipart/form-data; boundary=b';
const malformed = '400 malformed-body';
const tooLarge = '413 body-too-large';

const times = (count: number, make: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => make(index));
const field = (name: string, content = canary) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${content}\r\n`;
const nested = (open: string, close: string, depth: number) =>
  `${open.repeat(depth)}"${canary}"${close.repeat(depth)}`;
const laughs = `<!DOCTYPE l [<!ENTITY l0 "${canary}">${times(
  30,
  (at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`,
).join('')}]><a>&l30;</a>`;

interface Hostile {
  what: string;
  source: string;
  body: string | Buffer;
  type: string;
  encoding?: string;
  answer: string;
}

const json = { source: 'mac-hex', type: 'application/json' };
const ofForm = { source: 'mac-form', type: form };
const ofMultipart = { source: 'mac-multipart', type: multipart };
const ofXml = { source: 'mac-xml', type: 'text/xml' };

const corpus: Hostile[] = [
  {
    what: 'lists 10,000 deep',
    ...json,
    body: nested('[', ']', 10_000),
    answer: malformed,
  },
  {
    what: 'objects 10,000 deep',
    ...json,
    body: nested('{"a":', '}', 10_000),
    answer: malformed,
  },
  { what: 'lists 500,000 deep', ...json, body: '['.repeat(500_000), answer: malformed },
  {
    what: 'a million keys',
    ...json,
    body: `{${times(1_000_000, (at) => `"${at}":1`).join()}}`,
    answer: tooLarge,
  },
  {
    what: 'as many keys as fit',
    ...json,
    body: `{${times(100_001, (at) => `"${at}":1`).join()}}`,
    answer: malformed,
  },
  {
    what: 'as many items as fit',
    ...json,
    body: `[${'1,'.repeat(500_000)}1]`,
    answer: malformed,
  },
  {
    what: '__proto__ in JSON',
    ...json,
    body: `{"a":{"__proto__":{"x":"${canary}"}}}`,
    answer: malformed,
  },
  {
    what: '__proto__ with escapes',
    ...json,
    body: '{"\\u005f\\u005fproto__":{"x":1}}',
    answer: malformed,
  },
  {
    what: 'names that come again',
    ...json,
    body: `{"id":1,"id":"${canary}","id":3}`,
    answer: '200',
  },
  {
    what: 'a small body that is large unpacked',
    ...json,
    body: gzipSync(Buffer.alloc(64 * mib, '[')),
    encoding: 'gzip',
    answer: tooLarge,
  },
  {
    what: 'the same, packed twice',
    ...json,
    body: gzipSync(gzipSync(Buffer.alloc(64 * mib, '['))),
    encoding: 'gzip, gzip',
    answer: tooLarge,
  },
  {
    what: 'packed ten times',
    ...json,
    body: 'x',
    encoding: 'gzip,'.repeat(10),
    answer: '415 unsupported-media-type',
  },
  {
    what: 'an unknown charset',
    ...json,
    type: 'application/json; charset=x-none',
    body: '{}',
    answer: '415 unsupported-media-type',
  },
  {
    what: 'bytes that are no text',
    ...json,
    body: Buffer.of(0x22, 0xff, 0xfe, 0x22),
    answer: malformed,
  },
  {
    what: 'UTF-16 that is cut',
    ...json,
    body: Buffer.from('\ufeff{"a":1}x', 'utf16le').subarray(0, -1),
    answer: malformed,
  },
  { what: 'a million fields', ...ofForm, body: 'a&'.repeat(500_000), answer: malformed },
  {
    what: 'fields that nest 10,000 deep',
    ...ofForm,
    body: `a${'[b]'.repeat(10_000)}=${canary}`,
    answer: malformed,
  },
  {
    what: 'brackets without end',
    ...ofForm,
    body: `a${'[]'.repeat(300_000)}`,
    answer: malformed,
  },
  {
    what: 'brackets that open only',
    ...ofForm,
    body: `a${'['.repeat(1_000_000)}=1`,
    answer: '413 event-too-large',
  },
  {
    what: 'indices that are far apart',
    ...ofForm,
    body: times(4_000, (at) => `contacts[${at * 99_999}][id]=${at}`).join('&'),
    answer: '200',
  },
  {
    what: '__proto__ in a form',
    ...ofForm,
    body: `contacts[__proto__][x]=${canary}`,
    answer: malformed,
  },
  {
    what: 'a name for a value and a group',
    ...ofForm,
    body: `a=${canary}&a[b]=1`,
    answer: malformed,
  },
  {
    what: 'multipart that never ends',
    ...ofMultipart,
    body: field('a', canary.repeat(60_000)),
    answer: malformed,
  },
  {
    what: 'parts without end',
    ...ofMultipart,
    body: '--b\r\n'.repeat(200_000),
    answer: malformed,
  },
  {
    what: 'almost the boundary, very often',
    ...ofMultipart,
    body: `${field('a', '\r\n--'.repeat(250_000))}--b--`,
    answer: '413 event-too-large',
  },
  {
    what: 'a boundary of one sign',
    ...ofMultipart,
    type: 'multipart/form-data; boundary=-',
    body: '-'.repeat(mib),
    answer: '200',
  },
  {
    what: '10,000 parts',
    ...ofMultipart,
    body: `${times(10_000, (at) => field(`f${at}`, '')).join('')}--b--`,
    answer: malformed,
  },
  {
    what: 'a head without end',
    ...ofMultipart,
    body: `--b\r\n${`X: ${canary}\r\n`.repeat(30_000)}`,
    answer: malformed,
  },
  {
    what: 'a head of escapes',
    ...ofMultipart,
    body: `--b\r\nContent-Disposition: form-data; name="${'\\"'.repeat(2_000)}\r\n\r\nx\r\n--b--`,
    answer: '200',
  },
  {
    what: '__proto__ in multipart',
    ...ofMultipart,
    body: `${field('__proto__[x]')}--b--`,
    answer: malformed,
  },
  {
    what: 'broken JSON in a field',
    ...ofMultipart,
    body: `${field('payload', `{"a": "${canary}`)}--b--`,
    answer: malformed,
  },
  {
    what: 'deep JSON in a field',
    ...ofMultipart,
    body: `${field('payload', nested('[', ']', 10_000))}--b--`,
    answer: malformed,
  },
  {
    what: '__proto__ in the JSON of a field',
    ...ofMultipart,
    body: `${field('payload', '{"__proto__":{"x":1}}')}--b--`,
    answer: malformed,
  },
  { what: 'a billion laughs', ...ofXml, body: laughs, answer: malformed },
  {
    what: 'a file as an entity',
    ...ofXml,
    body: '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    answer: malformed,
  },
  {
    what: 'a document type elsewhere',
    ...ofXml,
    body: '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/x.dtd"><a/>',
    answer: malformed,
  },
  {
    what: 'a document type after the root',
    ...ofXml,
    body: '<a/><!DOCTYPE b>',
    answer: malformed,
  },
  {
    what: 'elements 10,000 deep',
    ...ofXml,
    body: `${'<a>'.repeat(10_000)}${canary}${'</a>'.repeat(10_000)}`,
    answer: malformed,
  },
  {
    what: 'elements that open only',
    ...ofXml,
    body: '<a>'.repeat(300_000),
    answer: malformed,
  },
  {
    what: '200,000 elements',
    ...ofXml,
    body: `<a>${'<b/>'.repeat(200_000)}</a>`,
    answer: malformed,
  },
  {
    what: '60,000 attributes',
    ...ofXml,
    body: `<a ${times(60_000, (at) => `b${at}="1"`).join(' ')}/>`,
    answer: '413 event-too-large',
  },
  {
    what: 'a comment without end',
    ...ofXml,
    body: `<a><!-- ${canary}${'--'.repeat(400_000)}`,
    answer: malformed,
  },
  {
    what: 'CDATA without end',
    ...ofXml,
    body: `<a><![CDATA[${']]'.repeat(500_000)}`,
    answer: malformed,
  },
  {
    what: 'characters by number without end',
    ...ofXml,
    body: `<a>&#${'1'.repeat(900_000)};</a>`,
    answer: malformed,
  },
  {
    what: '__proto__ in XML',
    ...ofXml,
    body: `<a><__proto__><x>${canary}</x></__proto__></a>`,
    answer: malformed,
  },
];

let receive: DeployedReceive;
beforeAll(async () => {
  receive = await startDeployedReceive({ sources, keys: signingKeys });
});
afterAll(() => receive.stop());

const documented = readDocumentedAnswers();

async function post({ source: name, body, type, encoding }: Hostile, key: string) {
  const source = sources.find((one) => one.name === name);
  if (source === undefined) throw new Error(`There is no source ${name}.`);
  const path = `/hooks/${name}`;
  const headers = {
    'content-type': type,
    ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
  };
  const bytes = Buffer.from(body);
  const request = {
    method: 'POST',
    url: publicUrl + path,
    headers,
    query: {},
    body: bytes,
  };
  const signed = signRequest(request, source.verify, key, receivedAt);
  receive.clear();
  const posting = {
    path,
    body: bytes,
    headers: { ...headers, ...signed.headers },
    receivedAt,
  };
  const answer = await receive.post(posting);
  const observation = { answer, entries: receive.entries() };
  const { error } = answer.body as { error?: string };
  return {
    answer: error === undefined ? String(answer.status) : `${answer.status} ${error}`,
    complaints: judge({ posting }, observation, documented),
    rssMb: answer.rssBytes / mib,
    entries: observation.entries,
  };
}

describe('a hostile body of a sender who signs', () => {
  test.each(corpus)('$what: $answer', async (hostile) => {
    const key = signingKeys[hostile.source]?.current ?? '';

    const { answer, complaints, rssMb } = await post(hostile, key);

    expect({ answer, complaints }).toEqual({ answer: hostile.answer, complaints: [] });
    expect(rssMb).toBeLessThan(512);
  });
});

test('of anybody else nothing is read and nothing is queued', async () => {
  const key = Buffer.from('somebody else').toString('base64');

  for (const hostile of corpus.filter(({ answer }) => answer !== tooLarge)) {
    const { answer, complaints, entries } = await post(hostile, key);

    expect([hostile.what, answer, complaints, entries]).toEqual([
      hostile.what,
      '401 wrong-signature',
      [],
      [],
    ]);
  }
});

test('a header that comes twice, in capitals and without, proves nobody', async () => {
  const path = '/hooks/mac-hex';
  const body = `{"email":"${canary}@example.com"}`;
  const headers: [string, string][] = [
    ['X-Signature', `sha256=${'0'.repeat(64)}`],
    ['x-signature', `sha256=${canary}`],
    ['CONTENT-TYPE', 'application/json'],
    ['Content-Type', 'text/xml'],
  ];
  receive.clear();

  const answer = await receive.post({ path, body, headers, receivedAt });
  const posting = { path, body: Buffer.from(body), headers, receivedAt };

  expect(answer.status).toBe(401);
  expect(judge({ posting }, { answer, entries: receive.entries() }, documented)).toEqual(
    [],
  );
});
