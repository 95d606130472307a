import { describe, expect, test } from 'vitest';
import { keyedHash } from '../../../../functions/core/canonical.ts';
import {
  badExpression,
  identifyEvent,
} from '../../../../functions/core/receive/identify-event.ts';
import {
  buildSource,
  receivedAt,
  type SourceInput,
  scopeFor,
} from '../../../support/build-source.ts';

const event = { ref: 'x1', at: '2026-01-01T09:00:00Z', email: 'ana@example.com' };

const identify = (file: SourceInput, body: unknown = event, more = {}) =>
  identifyEvent(buildSource(file), scopeFor(body, more), 'fake-pepper');

describe('G3: ids and contact keys are the same in every version', () => {
  const email = 'email:ana@example.com';
  const hash = (...values: unknown[]) => keyedHash('fake-pepper', ...values);

  test.each<[string, SourceInput, unknown[], string]>([
    ["the sender's id", { events: { id: ['ref', 'at'] } }, ['x1', event.at], email],
    [
      'content, time and all that says whose it is',
      { events: { time: 'at' } },
      [event, receivedAt - 3_600_000, [undefined, undefined, undefined, email]],
      email,
    ],
    [
      'a key of its own',
      { contact: { key: 'ref', match: ['email'] }, events: { content: 'at' } },
      [event.at, undefined, ['key:x1', undefined, undefined, email]],
      'key:x1',
    ],
    [
      'all around, where something failed',
      { events: { time: '$number(ref)', content: 'at' } },
      [event.at, { ...event }, {}, {}],
      email,
    ],
  ])('%s', async (_, file, unique, person) => {
    expect(await identify(file)).toMatchObject({
      id: hash('event', 'test-source', ...unique),
      contactKey: hash('contact', 'main', person),
    });
  });
});

describe('whose an event is', () => {
  test('the key of the source counts before what the contact is looked for by', async () => {
    const keyed = (key: string, more: SourceInput = {}) =>
      identify({ ...more, contact: { key, match: ['email'] } });
    const plain = await identify({});

    const explicit = await keyed('ref');

    expect(explicit.contactKey).not.toBe(plain.contactKey);
    expect((await keyed('$uppercase(ref)')).contactKey).toBe(explicit.contactKey);
    expect((await keyed('ref', { events: { id: ['ref'] } })).contactKey).toBe(
      explicit.contactKey,
    );
    expect((await keyed('nowhere')).contactKey).toBeUndefined();
    expect(
      (await keyed('nowhere', { events: { id: ['ref'] } })).contactKey,
    ).toBeUndefined();
  });

  test('with an id of the sender, the first that has a value is enough', async () => {
    const failsLater: SourceInput = {
      events: { id: ['ref'] },
      contact: { match: ['email', { cellphone: '$number(ref)' }] },
    };
    const { id, ...whole } = await identify({ events: { id: ['ref'] } });

    expect(await identify(failsLater)).toEqual({ id, ...whole });
  });

  test('one person has one key in all sources of a workspace, and another in the next', async () => {
    const source = buildSource();
    const keyOf = async (more: object) =>
      (await identifyEvent({ ...source, ...more }, scopeFor(event), 'fake-pepper'))
        .contactKey;

    expect(await keyOf({ name: 'other' })).toBe(await keyOf({}));
    expect(await keyOf({ workspace: 'other' })).not.toBe(await keyOf({}));
  });

  test('it is what the transform makes of it; nobody where that fails', async () => {
    const lifted: SourceInput = { events: { id: ['ref'], transform: 'person' } };
    const failed: SourceInput = { events: { id: ['ref'], transform: '$number(ref)' } };
    const plain = await identify({ events: { id: ['ref'] } });

    const inner = await identify(lifted, { ...event, person: { email: event.email } });

    expect(inner.contactKey).toBe(plain.contactKey);
    expect(await identify(failed)).toMatchObject({
      id: plain.id,
      contactKey: undefined,
      unreadable: { where: 'events.transform' },
    });
  });

  test('an expression of the contact that fails is left to deliver', async () => {
    const file: SourceInput = { contact: { match: [{ email: '$number(ref)' }] } };

    expect((await identify(file)).unreadable).toBeUndefined();
  });
});

describe('G3: what makes an id', () => {
  test('all parts of the id of the sender, in their order, and nothing else', async () => {
    const idOf = async (id: string[], body: object) =>
      (await identify({ events: { id } }, body)).id;

    const id = await idOf(['a', 'b'], { a: 1, b: 2, c: 3 });

    expect(await idOf(['a', 'b'], { a: 1, b: 2, c: 4 })).toBe(id);
    for (const [parts, body] of [
      [['b', 'a'], { a: 1, b: 2 }],
      [['a'], { a: 1, b: 2 }],
      [['a', 'b'], { a: 1, b: '2' }],
      [['a', 'b'], { a: 1, b: null }],
    ] as const)
      expect(await idOf([...parts], body)).not.toBe(id);
  });

  test('one part that is missing, and it is the content', async () => {
    const kindOf = async (body: object) =>
      (await identify({ events: { id: ['a', 'b'] } }, body)).idFrom;

    expect(await kindOf({ a: 1, b: false })).toBe('sender');
    expect(await kindOf({ a: 1 })).toBe('content');
    expect(await kindOf({ a: '', b: 1 })).toBe('content');
    expect(await kindOf({ a: null, b: 1 })).toBe('content');
  });

  test('where the id of the sender cannot be read, the first problem is named', async () => {
    const file: SourceInput = {
      events: { id: ['ref', '$number(ref)'], time: '$number(at)' },
    };

    expect(await identify(file)).toMatchObject({
      idFrom: 'content',
      unreadable: {
        reason: 'bad-expression',
        where: 'events.id[1]',
        detail: 'D3030 at character 8',
      },
    });
  });

  test('of the headers only those that an expression names, where one failed', async () => {
    const file: SourceInput = {
      events: { time: '$number($headers.stamp)' },
      contact: { match: [{ email: '$query.email' }] },
    };
    const idOf = async (headers: Record<string, string>, query = {}) =>
      (await identify(file, event, { headers, query })).id;
    const headersUnread: SourceInput = {
      events: { time: '$number(ref)', content: 'stamp' },
    };
    const unread = async (stamp: string) =>
      (await identify(headersUnread, event, { headers: { stamp } })).id;

    expect(await idOf({ stamp: 'x', trace: '1' })).toBe(
      await idOf({ stamp: 'x', trace: '2' }),
    );
    expect(await idOf({ stamp: 'x' })).not.toBe(await idOf({ stamp: 'y' }));
    expect(await idOf({ stamp: 'x' }, { n: '1' })).not.toBe(
      await idOf({ stamp: 'x' }, { n: '2' }),
    );
    expect(await unread('x')).toBe(await unread('y'));
  });
});

describe('the time of an event', () => {
  const timeOf = async (
    time: string | undefined,
    body: object = event,
    timeZone = 'UTC',
  ) => {
    const read = await identify({ events: { time, timeZone } }, body);
    return [read.time, read.isTimeUnreadable];
  };

  test.each([
    ['at', receivedAt - 3_600_000, false],
    ['"soon"', undefined, true],
    ['nowhere', undefined, false],
    ['null', undefined, false],
    ['$receivedAt', undefined, false],
    ['$millis()', undefined, false],
    ['$now()', undefined, false],
    ['$toMillis($now())', undefined, false],
    ['at ? at : $now()', receivedAt - 3_600_000, false],
    ['$min([$millis(), 1767258000000])', receivedAt - 3_600_000, false],
    ['{"$nowhere": at}.*', receivedAt - 3_600_000, false],
    [undefined, undefined, false],
  ])('%s', async (time, read, isUnreadable) => {
    expect(await timeOf(time)).toEqual([read, isUnreadable]);
  });

  test('without a zone of its own it is in the zone of the source', async () => {
    expect(await timeOf('"2026-01-01T10:00:00"', event, 'Europe/Madrid')).toEqual([
      receivedAt - 3_600_000,
      false,
    ]);
    expect(
      await timeOf(
        '$now("[Y0001]-[M01]-[D01]T[H01]:[m01]:[s01]")',
        event,
        'Europe/Madrid',
      ),
    ).toEqual([undefined, false]);
  });

  test('one that cannot be evaluated an hour later is a time', async () => {
    const file = `$receivedAt > ${receivedAt} ? $number("x") : at`;

    expect(await timeOf(file)).toEqual([receivedAt - 3_600_000, false]);
  });
});

describe('why an event cannot be read', () => {
  test('a code, and a character where there is one', () => {
    const reason = 'bad-expression';

    expect(badExpression('w', { ok: false, code: 'D1', position: 0 })).toEqual({
      reason,
      where: 'w',
      detail: 'D1 at character 0',
    });
    expect(badExpression('w', { ok: false, code: 'D1', position: undefined })).toEqual({
      reason,
      where: 'w',
      detail: 'D1',
    });
  });
});
