import { request } from 'node:http';
import { describe, expect, onTestFinished, test } from 'vitest';
import { realClock } from '../../../../local/cloud/clock.ts';
import {
  type Mount,
  type RecordedRequest,
  startHttpFront,
} from '../../../../local/cloud/http-api/front.ts';
import type { requestEvent } from '../../../../local/cloud/http-api/request-event.ts';
import type { Outcome } from '../../../../local/cloud/lambda/worker.ts';

type Event = ReturnType<typeof requestEvent>;

/** An API with two routes whose function is `answer`. */
async function startFront(
  answer: (event: Event) => unknown,
  timeoutMs = 30_000,
  mount?: Mount,
) {
  const recorded: RecordedRequest[] = [];
  const events: Event[] = [];
  const front = await startHttpFront({
    port: 0,
    publicUrl: 'https://other.example.com',
    mount,
  });
  const invoke = async (event: unknown): Promise<Outcome> => {
    // As it is handed to the function: in JSON.
    events.push(JSON.parse(JSON.stringify(event)) as Event);
    const returned = await answer(event as Event);
    return returned instanceof Error
      ? { ok: false, errorType: 'Error', errorMessage: returned.message }
      : { ok: true, payload: JSON.stringify(returned ?? null) };
  };
  const target = { pool: { invoke }, timeoutMs };
  front.serve({
    api: {
      accountId: '000000000000',
      apiId: 'api',
      stage: '$default',
      publicUrl: 'https://hooks.example.com',
    },
    routes: [
      { key: 'ANY /hooks/{rest+}', target },
      { key: 'POST /hooks/{source}', target },
    ],
    clock: realClock(),
    onRequest: (raw) => recorded.push(raw),
    onIdle() {},
  });
  onTestFinished(front.close);
  return { front, events, recorded, url: `${front.url}/hooks/form` };
}

const ok = () => ({ statusCode: 200 });

describe('the event', () => {
  test('has lower-case headers, joined where they come twice, cookies apart, and both forms of the query', async () => {
    const { front, events } = await startFront(ok);
    const path = '/hooks/a%2Fb?x=1&x=2&y=a%20b';

    await new Promise<void>((resolve) => {
      const headers = [
        'Host',
        'other.example.com',
        'X-Two',
        'a',
        'x-two',
        'b',
        'Cookie',
        'k=v; l=w',
      ];
      request({ port: front.port, method: 'POST', path, headers }, (response) =>
        response.resume().on('end', resolve),
      ).end();
    });

    expect(events[0]).toMatchObject({
      version: '2.0',
      routeKey: 'POST /hooks/{source}',
      rawPath: '/hooks/a%2Fb',
      rawQueryString: 'x=1&x=2&y=a%20b',
      cookies: ['k=v', 'l=w'],
      headers: {
        host: 'other.example.com',
        'x-two': 'a,b',
        'x-forwarded-proto': 'https',
      },
      queryStringParameters: { x: '1,2', y: 'a b' },
      pathParameters: { source: 'a/b' },
      requestContext: {
        domainName: 'hooks.example.com',
        stage: '$default',
        http: { method: 'POST', path: '/hooks/a%2Fb', sourceIp: '127.0.0.1' },
      },
      isBase64Encoded: false,
    });
    expect(events[0]).not.toHaveProperty('body');
    expect(events[0]?.headers).not.toHaveProperty('cookie');
    expect(events[0]?.requestContext.time).toMatch(
      /^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/,
    );
  });

  test.each([
    ['text/plain; charset=utf-8', 'é', false],
    ['application/json', '{"a":"é"}', false],
    ['application/cloudevents+json', '{}', false],
    ['application/atom+xml', '<a/>', false],
    ['application/xml', '<a/>', false],
    ['application/javascript', '1', false],
    ['application/x-www-form-urlencoded', 'a=1', false],
    ['multipart/form-data; boundary=x', '--x--', true],
    ['application/octet-stream', 'abc', true],
    ['image/svg', '<svg/>', true],
    ['', 'abc', true],
    ['application/json', Buffer.from([0x22, 0xff, 0x22]), true],
  ])(
    'a body of type "%s" (%s) comes in base64: %s',
    async (type, body, isBase64Encoded) => {
      const { url, events } = await startFront(ok);

      await fetch(url, {
        method: 'POST',
        body: Buffer.from(body),
        headers: { 'content-type': type },
      });

      expect(events[0]?.isBase64Encoded).toBe(isBase64Encoded);
      expect(
        Buffer.from(events[0]?.body ?? '', isBase64Encoded ? 'base64' : 'utf8'),
      ).toEqual(Buffer.from(body));
    },
  );
});

describe('the answer', () => {
  test('has the id of its request, which is like one of API Gateway', async () => {
    const { url, events } = await startFront(ok);

    const answers = [await fetch(url, { method: 'POST' }), await fetch(url)];

    const ids = answers.map(({ headers }) => headers.get('apigw-requestid'));
    expect(ids[0]).toBe(events[0]?.requestContext.requestId);
    expect(ids).toEqual(Array(2).fill(expect.stringMatching(/^[\w-]{15}=$/)));
    expect(ids[0]).not.toBe(ids[1]);
  });

  test.each<[what: string, returned: unknown, status: number, type: string, body: string]>(
    [
      [
        'a status code and a body',
        { statusCode: 202, body: 'taken' },
        202,
        'text/plain;charset=utf-8',
        'taken',
      ],
      [
        'base64',
        {
          statusCode: 200,
          headers: { 'Content-Type': 'a/b' },
          body: 'aGk=',
          isBase64Encoded: true,
        },
        200,
        'a/b',
        'hi',
      ],
      [
        'an object without a status code',
        { some: 'thing' },
        200,
        'application/json',
        '{"some":"thing"}',
      ],
      ['a text', 'hello', 200, 'application/json', 'hello'],
      ['nothing', undefined, 200, 'application/json', 'null'],
      [
        'a broken status code',
        { statusCode: 'yes' },
        500,
        'application/json',
        '{"message":"Internal Server Error"}',
      ],
      [
        'an error',
        new Error('secret detail'),
        500,
        'application/json',
        '{"message":"Internal Server Error"}',
      ],
    ],
  )('to %s', async (_, returned, status, type, body) => {
    const { url } = await startFront(() => returned);

    const response = await fetch(url, { method: 'POST' });

    expect([
      response.status,
      response.headers.get('content-type'),
      await response.text(),
    ]).toEqual([status, type, body]);
  });

  test('cookies become Set-Cookie headers', async () => {
    const { url } = await startFront(() => ({
      statusCode: 204,
      cookies: ['a=1', 'b=2'],
    }));

    expect((await fetch(url)).headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  test('an unknown path is 404 and reaches no function', async () => {
    const { front, events } = await startFront(ok);

    const response = await fetch(`${front.url}/elsewhere`, { method: 'POST' });

    expect([response.status, await response.text()]).toEqual([
      404,
      '{"message":"Not Found"}',
    ]);
    expect(events).toEqual([]);
  });

  test('more than 10 MB is 413, and so is what Lambda would not take', async () => {
    const { url, events } = await startFront(ok);
    const post = (bytes: number) =>
      fetch(url, {
        method: 'POST',
        body: Buffer.alloc(bytes),
        headers: { 'content-type': 'image/png' },
      });

    expect([
      (await post(10 * 1024 * 1024 + 1)).status,
      (await post(6 * 1024 * 1024)).status,
    ]).toEqual([413, 413]);
    expect(events).toEqual([]);
  });

  test('a function that takes longer than API Gateway waits is 503', async () => {
    const { promise, resolve } = Promise.withResolvers<unknown>();
    const { url } = await startFront(() => promise, 20);

    expect((await fetch(url)).status).toBe(503);
    resolve(undefined);
  });
});

test('a recorded request is what came over the wire, with the status it got', async () => {
  const { url, recorded } = await startFront(() => ({ statusCode: 401 }));

  await fetch(`${url}?q=1`, {
    method: 'POST',
    body: Buffer.from([1, 2, 255]),
    headers: { 'X-Sign': 'abc' },
  });

  expect(recorded).toMatchObject([
    {
      method: 'POST',
      path: '/hooks/form?q=1',
      status: 401,
      body: Buffer.from([1, 2, 255]),
    },
  ]);
  expect(recorded[0]?.headers).toContainEqual(['X-Sign', 'abc']);
});

describe('what is mounted', () => {
  /** What is asked there, by its path, with whether it came to the mount. */
  async function askMounted(paths: string[]) {
    const answer: Mount['answer'] = (_, response) => response.end('mounted');
    const { front, recorded } = await startFront(ok, 30_000, { path: '/_own', answer });
    const isMounted: Record<string, boolean> = {};
    for (const path of paths)
      isMounted[path] = (await get(front.port, path)) === 'mounted';
    return { isMounted, recorded };
  }

  test('gets what is at its path and below it, and nothing that only leads there', async () => {
    const { isMounted, recorded } = await askMounted([
      '/_own',
      '/_own?a=/b',
      '/_own/',
      '/_own/../hooks/x',
      '/_owned',
      '//_own',
      '/hooks/../_own',
      '/hooks/%2e%2e/_own',
      '/%5Fown',
      '/hooks/x?/_own/',
    ]);

    expect(Object.keys(isMounted).filter((path) => isMounted[path])).toEqual([
      '/_own',
      '/_own?a=/b',
      '/_own/',
      '/_own/../hooks/x',
    ]);
    expect(recorded).toHaveLength(6);
  });

  test('is no request of the API: it does not count while it is open', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const { front, events } = await startFront(ok, 30_000, {
      path: '/_own',
      answer: (_, response) => {
        response.write('open');
        resolve();
      },
    });
    const open = request({ port: front.port, host: '127.0.0.1', path: '/_own' })
      .on('error', () => {})
      .end();
    onTestFinished(() => void open.destroy());

    await asked;

    expect(front.active()).toBe(0);
    expect(events).toEqual([]);
  });
});

/** The body of the answer to a path that is sent as it is written here. */
function get(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    request({ port, host: '127.0.0.1', path }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve(body));
    })
      .once('error', reject)
      .end();
  });
}
