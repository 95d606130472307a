import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { checkSource } from '../../../../functions/core/check/check-source.ts';
import { buildSource, type SourceInput } from '../../../support/build-source.ts';

const verify =
  'verify: {kind: mac, algorithm: hmac-sha256, encoding: hex, header: X-Signature}';

/** What check says of a source: where, and what. */
async function complaints(yaml: string): Promise<string[]> {
  const input: SourceInput = { ...parse(verify), ...parse(yaml) };
  const problems = await checkSource(buildSource(input), ['main']);
  return problems.map(({ path, what }) => `${path.join('.')} ${what}`);
}

const inOrder = [
  'handshake: {challenge: {field: challenge}, signed: false}',
  'handshake: {challenge: {field: challenge}, where: {field: {type: url_verification}}}',
  'handshake: {method: [GET, HEAD], signed: false}',
  'handshake: {method: GET, challenge: {query: c}, token: {query: t, key: own}}',
  'handshake: {method: GET, challenge: {query: c}, signed: false, mac: {algorithm: hmac-sha256, encoding: hex}, answer: {text: "{mac}"}}',
  'body: query\nverify: {kind: sharedSecret, in: query, name: key}',
  'body: query\nverify: {kind: mac, algorithm: hmac-sha256, encoding: hex, header: X-S, signedContent: "{url}"}',
  'methods: [PUT]',
  "response: {contentType: text/xml, body: \"<?xml version='1.0'?><a><b c='1'/>{accepted}</a>\"}",
  'response: {body: ""}',
  'response: {body: \'{"n": {accepted}, "id": "{requestId}"}\'}',
  'response: {contentType: text/plain, body: OK}',
];

test.each(inOrder)('in order: %s', async (yaml) => {
  expect(await complaints(yaml)).toEqual([]);
});

describe('G11: what cannot work, or gives a key away, is said before it is deployed', () => {
  test.each([
    [
      'handshake: {signed: false}',
      'handshake answers every POST, so no event would ever be taken',
    ],
    [
      'body: query\nverify: {kind: sharedSecret, in: query, name: k}\nhandshake: {method: GET}',
      'handshake answers every GET, so no event would ever be taken',
    ],
    [
      'methods: [POST, GET]',
      'methods takes events by GET, which has no body to be read as json',
    ],
    [
      'handshake: {method: GET, challenge: {query: c}}',
      'handshake does not say whether a request without a body is signed',
    ],
    [
      'verify: {kind: none, because: a test has no sender}\nhandshake: {challenge: {field: c}}',
      'handshake is to be proved as events are, but verify says that nothing proves them',
    ],
    [
      'handshake: {method: GET, challenge: {field: c}, signed: false}',
      'handshake.challenge.field stands in the body, and GET has none',
    ],
    [
      'handshake: {challenge: {field: "a[0]"}, signed: false}',
      'handshake.challenge.field is not a plain path',
    ],
    [
      'handshake: {challenge: {field: c}, where: {field: {"a b": 1}}, signed: false}',
      'handshake.where.field.a b is not a plain path',
    ],
    [
      'handshake: {method: GET, challenge: {query: c}, token: {query: t}}',
      'handshake.token has no key of its own, and would be compared with the signing key',
    ],
    [
      'handshake: {method: GET, challenge: {query: c}, token: {query: t, key: test-source}}',
      'handshake.token has no key of its own, and would be compared with the signing key',
    ],
    [
      'handshake: {challenge: {field: c}, signed: false, answer: {text: "{mac}"}}',
      'handshake.answer has {mac}, but nothing says what that is',
    ],
    [
      'handshake: {method: GET, signed: false, answer: {text: "{challenge}"}}',
      'handshake.answer has {challenge}, but nothing says what that is',
    ],
    [
      'handshake: {challenge: {field: c}, signed: false, answer: {json: {a: "{token}"}}}',
      'handshake.answer {token} does not exist',
    ],
    [
      'handshake: {challenge: {field: c}, signed: false, answer: {headers: {Set-Cookie: a}}}',
      "handshake.answer.headers.set-cookie set-cookie is not a source's to say",
    ],
    [
      'handshake: {challenge: {field: c}, signed: false, answer: {text: a, json: {}}}',
      'handshake.answer.text stands beside json:, but an answer has one body',
    ],
    [
      'handshake: {challenge: {field: c}, signed: false, answer: {text: a, status: 204}}',
      'handshake.answer.status 204 is the status of an answer without a body',
    ],
    [
      'handshake: {challenge: {field: c}, mac: {algorithm: hmac-sha256, encoding: hex}}',
      'handshake.mac is not in the answer',
    ],
    [
      'handshake: {challenge: {field: c}, mac: {algorithm: sha256, encoding: hex}, answer: {text: "{mac}"}}',
      'handshake.mac.content is hashed without a key, so it proves nothing',
    ],
    [
      'handshake: {challenge: {field: c}, mac: {algorithm: hmac-sha256, encoding: hex, content: "{body}"}, answer: {text: "{mac}"}}',
      'handshake.mac.content {body} does not exist',
    ],
    [
      'handshake: [{challenge: {field: c}, signed: false}, {signed: false}]',
      'handshake.1 answers every POST, so no event would ever be taken',
    ],
    ['body: query', 'verify.signedContent leaves the url out, so anyone could change it'],
    [
      'response: {contentType: text/xml, body: OK}',
      'response.body is not XML, and the content type is text/xml',
    ],
    [
      'response: {contentType: text/xml, body: <a><b></a></b>}',
      'response.body is not XML, and the content type is text/xml',
    ],
    [
      'response: {body: OK}',
      'response.body is not JSON, and the content type is application/json',
    ],
    [
      'response: {contentType: text/plain}',
      'response.contentType says what a body is, but there is none',
    ],
    [
      'response: {contentType: text/plain, body: "{events}"}',
      'response.body {events} does not exist',
    ],
  ])('%s', async (yaml, complaint) => {
    expect(await complaints(yaml)).toContain(complaint);
  });
});

test.each([
  'handshake: {challenge: {}}',
  'handshake: {challenge: {query: a, field: b}}',
  'handshake: {method: DELETE}',
  'handshake: []',
  'methods: [HEAD]',
  'response: {contentType: "text/plain\\r\\na: b", body: x}',
])('no source at all: %s', (yaml) => {
  expect(() => buildSource(parse(yaml))).toThrow();
});
