import { describe, expect, test } from 'vitest';
import { parseSaved } from '../../../lib/config/samples/saved-request.ts';
import { buildSource, receivedAt } from '../../support/build-source.ts';
import { createReceive } from '../../support/receive.ts';

const map = { email: 'email', firstName: 'first' };

describe('G2, G3: numbers beyond 2^53 keep their digits', () => {
  const source = buildSource({ events: { id: ['id'] }, map });
  const body = (id: string) =>
    `{"id": ${id}, "email": "ana@example.com", "card": [1e999, ${id}]}`;

  test('two ids that differ in the last digit are two events', async () => {
    const receive = createReceive(source);

    await receive.post(body('7615917337495251231'));
    await receive.post(body('7615917337495251232'));

    const [first, second] = receive.events();
    expect(first?.id).not.toBe(second?.id);
    expect(second?.body).toMatchObject({ card: ['1e999', '7615917337495251232'] });
  });

  test.each(['application/json', 'application/vnd.sender+json'])(
    'what is queued of %s is what check and preview read',
    async (contentType) => {
      const receive = createReceive(source);
      const text = body('9007199254740993');
      const saved = { method: 'POST', headers: {}, query: '', body: Buffer.from(text) };

      const { status } = await receive.post(text, contentType);

      expect(status).toBe(200);
      expect(receive.events()[0]?.body).toEqual((await parseSaved(saved, source)).body);
    },
  );

  test.each([
    '',
    '{',
    '{9007199254740993: 1}',
    '[9007199254740993 1]',
    '{"__proto__": 1}',
  ])('the body %s is refused, and not told back', async (text) => {
    const receive = createReceive(source);

    const answer = await receive.post(text);

    expect(answer).toMatchObject({ status: 400, body: { error: 'malformed-body' } });
    expect(receive.queued).toEqual([]);
  });
});

describe('G5: one bad event takes down no other of its request', () => {
  const source = buildSource({ events: { split: 'list' }, map });
  const large = 'x'.repeat(210_000);

  test('one above 200 KB: the others are stored, then the request is refused', async () => {
    const receive = createReceive(source);
    const list = ['ana', large, 'bea'].map((first) => ({
      email: `${first}@example.com`,
      first,
    }));

    const answer = await receive.post(JSON.stringify({ list }));

    expect(answer).toMatchObject({
      status: 413,
      body: { error: 'event-too-large', paths: ['[1]'] },
    });
    expect(receive.events().map(({ index }) => index)).toEqual([0, 2]);
    expect(receive.logs).toMatchObject([
      { message: 'request refused', reason: 'event-too-large', source: source.name },
    ]);
  });

  test('half a surrogate pair: it goes into the queue as a replacement character', async () => {
    const receive = createReceive(source);

    await receive.post(
      String.raw`{"list": [{"email": "ana\ud83d@example.com", "first": "\udc00"}]}`,
    );

    expect(receive.events().map(({ body }) => body)).toEqual([
      { email: 'ana\ufffd@example.com', first: '\ufffd' },
    ]);
  });
});

describe('a request that nobody can work through', () => {
  const source = buildSource({ events: { split: '$' }, map });
  const people = (count: number) =>
    JSON.stringify(
      Array.from({ length: count }, (_, n) => ({
        email: `person-${n}@example.com`,
        first: 'x',
      })),
    );

  test('of 2,000 events is taken, and of one more refused, before any is read', async () => {
    const receive = createReceive(source);

    const taken = await receive.post(people(2_000));
    const refused = await receive.post(people(2_001));

    expect(taken).toMatchObject({ status: 200, body: { accepted: 2_000 } });
    expect(refused).toMatchObject({
      status: 413,
      body: {
        error: 'too-many-events',
        message: 'The request holds more than 2000 events. Send fewer at a time.',
      },
    });
    expect(receive.events()).toHaveLength(2_000);
    expect(receive.logs.at(-1)).toMatchObject({ reason: 'too-many-events', status: 413 });
  });

  test('of nearly 200,000 events in a list of a list is refused, however deep they stand', async () => {
    const nested = buildSource({
      events: { split: 'a.b' },
      map,
      limits: { keys: 200_000 },
    });
    const receive = createReceive(nested);
    const list = `[${'0,'.repeat(199_996)}0]`;

    const refused = await receive.post(`{"a": [{"b": ${list}}]}`);

    expect(refused).toMatchObject({ status: 413, body: { error: 'too-many-events' } });
  });

  test('whose events take 2 s of the processor is refused for good', async () => {
    let used = 0;
    const receive = createReceive(source, {
      usedCpuMs: () => {
        used += 30;
        return used;
      },
    });

    const refused = await receive.post(people(100));
    const taken = await receive.post(people(20));

    expect(refused).toMatchObject({ status: 413, body: { error: 'too-much-work' } });
    expect(taken.status).toBe(200);
    expect(receive.events()).toHaveLength(20);
  });

  test('that its sender will not wait for is answered busy, and nothing of it is queued', async () => {
    let time = receivedAt;
    let used = 0;
    const receive = createReceive(source, {
      now: () => {
        time += 100;
        return time;
      },
      usedCpuMs: () => {
        used += 4;
        return used;
      },
    });

    const answer = await receive.post(people(100));

    expect(answer).toMatchObject({ status: 503, body: { error: 'busy' } });
    expect(receive.queued).toEqual([]);
    expect(receive.logs.at(-1)).toMatchObject({
      message: 'request put off',
      reason: 'out-of-time',
    });
  });
});
