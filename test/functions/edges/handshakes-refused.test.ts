import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { SourceInput } from '../../support/build-source.ts';
import { hmac, type Sent, startHandshakes } from '../../support/handshakes.ts';

const json = { 'content-type': 'application/json' };
const echo = 'handshake: {challenge: {field: challenge}, signed: false}';
const signedEcho =
  'handshake: {challenge: {field: challenge}, where: {field: {type: url_verification}}}';
const withToken = `
handshake:
  method: GET
  challenge: {query: hub.challenge}
  where: {query: {hub.mode: subscribe}}
  token: {query: hub.verify_token, key: verify-token}`;
const signing = `
handshake:
  method: GET
  challenge: {query: code}
  signed: false
  mac: {algorithm: hmac-sha256, encoding: hex}
  answer: {json: {response: '{mac}'}}`;
const secretInQuery: SourceInput = {
  verify: { kind: 'sharedSecret', in: 'query', name: 'key' },
};
const asked = (rawQuery: string): Sent => ({ method: 'GET', rawQuery });
const posted = (body: unknown, more: Partial<Sent> = {}): Sent => ({
  body: typeof body === 'string' ? body : JSON.stringify(body),
  headers: json,
  ...more,
});

describe('G8: a handshake opens no way for an event that is not verified', () => {
  const event = { challenge: 'canary', email: 'canary@example.com' };
  test.each<[string, string, Sent, number]>([
    ['an event with a field named like the challenge', echo, posted(event), 401],
    ['an event inside of the challenge', echo, posted({ challenge: event }), 400],
    [
      'a signed handshake without its signature',
      signedEcho,
      posted({ challenge: 'canary', type: 'url_verification' }),
      401,
    ],
    [
      'a signed handshake with a wrong signature',
      signedEcho,
      posted(
        { challenge: 'canary', type: 'url_verification' },
        { headers: { ...json, 'x-signature': hmac('wrong', 'canary') } },
      ),
      401,
    ],
    [
      'a wrong token',
      withToken,
      asked('hub.mode=subscribe&hub.challenge=canary&hub.verify_token=canary'),
      403,
    ],
    ['no token', withToken, asked('hub.mode=subscribe&hub.challenge=canary'), 403],
    [
      'an empty token',
      withToken,
      asked('hub.mode=subscribe&hub.challenge=canary&hub.verify_token='),
      403,
    ],
    [
      'a token that comes twice',
      withToken,
      asked(
        'hub.mode=subscribe&hub.challenge=1&hub.verify_token=fake-verify-token&hub.verify_token=x',
      ),
      403,
    ],
    [
      'the signing key as the token',
      withToken,
      asked('hub.mode=subscribe&hub.challenge=canary&hub.verify_token=fake-signing-key'),
      403,
    ],
    [
      'another mode',
      withToken,
      asked('hub.mode=unsubscribe&hub.challenge=1&hub.verify_token=fake-verify-token'),
      400,
    ],
    ['a GET without a challenge', withToken, asked(''), 400],
    ['the names of an object', withToken, asked('__proto__=1&constructor=2'), 400],
    [
      'an event by GET',
      withToken,
      { ...asked('hub.challenge=1'), body: '{"email":"a@b.example"}' },
      400,
    ],
    ['a method that nobody takes', withToken, { method: 'DELETE' }, 405],
    [
      'a POST with the parameters of the GET',
      withToken,
      {
        rawQuery: 'hub.mode=subscribe&hub.challenge=1&hub.verify_token=fake-verify-token',
        body: '{}',
      },
      401,
    ],
    [
      'a body with the secret that is not there',
      `
handshake:
  where: {field: {type: ping}}
`,
      posted({ type: 'ping' }),
      401,
    ],
  ])('%s', async (_, yaml, sent, status) => {
    const receive = await startHandshakes(yaml);

    const answer = await receive.send(sent);

    expect(answer.status).toBe(status);
    expect(JSON.stringify([answer, receive.logs()])).not.toMatch(/canary|fake-/);
    expect(receive.queued()).toEqual([]);
  });

  test('an event that is verified is queued, before and after', async () => {
    const receive = await startHandshakes(echo);
    const event = { challenge: 'x', email: 'a@example.com' };

    const answers = [
      await receive.send(posted(event, { isSigned: true })),
      await receive.send(posted({ challenge: 'x' })),
      await receive.send(posted({ ...event, challenge: 'y' }, { isSigned: true })),
    ];

    expect(answers.map(({ body }) => body)).toMatchObject([
      { accepted: 1 },
      { challenge: 'x' },
      { accepted: 1 },
    ]);
    expect(receive.queued().flatMap(({ events }) => events)).toHaveLength(2);
  });

  test('where the sender repeats a secret, it does so in its handshake too', async () => {
    const receive = await startHandshakes(
      'handshake: {method: [GET, HEAD]}',
      secretInQuery,
    );

    const answers = [
      await receive.post({ method: 'HEAD', rawQuery: 'key=fake-signing-key' }),
      await receive.post({ method: 'GET', rawQuery: 'key=fake-signing-key' }),
      await receive.post({ method: 'GET', rawQuery: 'key=wrong' }),
      await receive.post({ method: 'GET' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 401]);
  });

  test('what we sign for strangers cannot be the body of an event', async () => {
    const receive = await startHandshakes(signing);
    const forged = [
      '{"email":"a@example.com"}',
      '["a"]',
      '"text"',
      'email=a@example.com',
      'a=b&c=d',
      '<a/>',
      'https://hooks.example.com/hooks/test-source',
      '1767261600.{"a":1}',
      'POST\n',
      '',
    ];

    const answers = [];
    for (const content of forged)
      answers.push(await receive.send(asked(`code=${encodeURIComponent(content)}`)));

    expect(answers.map(({ status }) => status)).toEqual(forged.map(() => 400));
  });

  test('a key that is missing is our fault: the sender is asked to come back', async () => {
    const receive = await startHandshakes(
      withToken.replace('verify-token}', 'not-stored}'),
    );

    const answer = await receive.send(
      asked('hub.mode=subscribe&hub.challenge=1&hub.verify_token=undefined'),
    );

    expect(answer).toMatchObject({ status: 503, body: { error: 'busy' } });
    expect(receive.logs().join()).toContain('no-signing-key');
    expect(receive.logs().join()).toContain('not-stored');
  });
});

describe('a challenge of a stranger is a short text on one line, or it is refused', () => {
  const headerEcho = 'handshake: {challenge: {header: X-Hook-Secret}, signed: false}';
  const queryEcho =
    'handshake: {method: GET, challenge: {query: challenge}, signed: false}';
  test.each<[string, string, Sent, number]>([
    ['HTML in JSON', echo, posted({ challenge: '<script>alert(1)</script>' }), 400],
    [
      'HTML in the query',
      queryEcho,
      asked('challenge=%3Cscript%3Ealert(1)%3C/script%3E'),
      400,
    ],
    ['line ends', queryEcho, asked('challenge=a%0d%0aSet-Cookie:%20a=b'), 400],
    ['a line end of Unicode', echo, posted({ challenge: 'a\u2028b' }), 400],
    ['other letters', queryEcho, asked('challenge=%C3%B1'), 400],
    ['1,024 characters', queryEcho, asked(`challenge=${'x'.repeat(1024)}`), 200],
    ['one more', queryEcho, asked(`challenge=${'x'.repeat(1025)}`), 400],
    ['nothing', queryEcho, asked('challenge='), 400],
    [
      'a blank at the end of a header',
      headerEcho,
      posted('{}', { headers: { 'x-hook-secret': 'a ' } }),
      400,
    ],
    [
      'a header with a line end',
      headerEcho,
      posted('{}', { headers: { 'x-hook-secret': 'a\r\nset-cookie: b' } }),
      400,
    ],
    ['a list', echo, posted({ challenge: ['a', 'b'] }), 400],
    ['a list of one', echo, posted({ challenge: ['a'] }), 200],
    ['an object', echo, posted({ challenge: { a: 1 } }), 400],
    ['null', echo, posted({ challenge: null }), 400],
    ['a number', echo, posted({ challenge: 7 }), 400],
    ['1 MB', echo, posted({ challenge: 'x'.repeat(1_000_000) }), 401],
    ['more than 1 MiB', echo, posted({ challenge: 'x'.repeat(1_100_000) }), 413],
    ['a prototype', echo, posted('{"__proto__": {"challenge": "x"}}'), 401],
    ['a prototype beside it', echo, posted('{"challenge": "x", "__proto__": {}}'), 401],
    [
      '10,000 levels',
      echo,
      posted(`{"challenge":${'['.repeat(8000)}${']'.repeat(8000)}}`),
      401,
    ],
    ['no JSON', echo, posted('challenge=x'), 401],
    ['a name that comes twice', echo, posted('{"challenge":"x","challenge":"y"}'), 200],
    ['templates', queryEcho, asked('challenge={mac}{requestId}{challenge}$1'), 200],
  ])('%s', async (_, yaml, sent, status) => {
    const receive = await startHandshakes(yaml);

    const answer = await receive.send(sent);

    expect(answer.status).toBe(status);
    expect(receive.queued()).toEqual([]);
    if (status !== 200)
      expect(JSON.stringify(answer.body)).not.toMatch(/script|ñ|xx|cookie/i);
  });

  test('what is filled in is no template', async () => {
    const receive = await startHandshakes(queryEcho);

    const { body } = await receive.send(
      asked('challenge={mac}{requestId}{challenge}$1$$'),
    );

    expect(body).toBe('{mac}{requestId}{challenge}$1$$');
  });
});

describe('methods', () => {
  test('one that the source does not take is answered 405 with those that it does', async () => {
    const receive = await startHandshakes(
      'handshake: {method: [GET, HEAD], signed: false}',
    );

    const answer = await receive.send({ method: 'PUT' });

    expect(answer).toMatchObject({
      status: 405,
      headers: { allow: 'POST, GET, HEAD' },
      body: { error: 'method-not-allowed' },
    });
  });

  test('events come by the methods that the source names', async () => {
    const receive = await startHandshakes('methods: [PUT, PATCH]');
    const event = { body: '{"email":"a@example.com"}', headers: json, isSigned: true };

    const answers = [
      await receive.send({ ...event, method: 'PUT' }),
      await receive.send({ ...event, method: 'PATCH' }),
      await receive.send({ ...event, method: 'POST' }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 405]);
  });
});

describe('an event in the query of a GET', () => {
  const query =
    'body: query\nevents: {id: [id]}\nmap: {firstName: lead.first, email: lead.email}';

  test('reads like a form, and its secret goes no further', async () => {
    const receive = await startHandshakes(query, secretInQuery);

    const answer = await receive.post({
      method: 'GET',
      rawQuery:
        'lead[first]=Ana+Mar%C3%ADa&lead%5Bemail%5D=a%40example.com&id=7&key=fake-signing-key&tag[]=a&tag[]=b',
    });

    expect(answer).toMatchObject({ status: 200, body: { accepted: 1 } });
    const [event] = receive.queued().flatMap(({ events }) => events);
    expect(event?.body).toEqual({
      lead: { first: 'Ana María', email: 'a@example.com' },
      id: '7',
      tag: ['a', 'b'],
    });
    expect(JSON.stringify(receive.queued())).not.toContain('fake-');
  });

  test.each<[string, Sent, number]>([
    ['a wrong secret', asked('lead[email]=a@example.com&key=wrong'), 401],
    ['no secret', asked('lead[email]=a@example.com'), 401],
    [
      'a HEAD',
      { method: 'HEAD', rawQuery: 'lead[email]=a@example.com&key=fake-signing-key' },
      405,
    ],
    ['a POST', { rawQuery: 'lead[email]=a@example.com&key=fake-signing-key' }, 405],
    ['a prototype', asked('__proto__[email]=a@example.com&key=fake-signing-key'), 400],
    ['a contradiction', asked('lead=a&lead[email]=b&key=fake-signing-key'), 400],
  ])('%s is refused', async (_, sent, status) => {
    const receive = await startHandshakes(query, secretInQuery);

    const answer = await receive.post(sent);

    expect(answer.status).toBe(status);
    expect(receive.queued()).toEqual([]);
  });

  test('can be signed over its URL', async () => {
    const receive = await startHandshakes(query, {
      verify: parse(
        '{kind: mac, algorithm: hmac-sha256, encoding: hex, header: X-Signature, signedContent: "{method}{url}"}',
      ),
    });
    const rawQuery = 'lead[email]=a@example.com&id=1';
    const url = `https://hooks.example.com/hooks/test-source?${rawQuery}`;
    const headers = { 'x-signature': hmac('fake-signing-key', `GET${url}`) };

    const answers = [
      await receive.post({ method: 'GET', rawQuery, headers }),
      await receive.post({ method: 'GET', rawQuery: `${rawQuery}1`, headers }),
    ];

    expect(answers.map(({ status }) => status)).toEqual([200, 401]);
    expect(receive.queued()).toHaveLength(1);
  });
});
