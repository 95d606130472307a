import { describe, expect, test } from 'vitest';
import { keyedHash } from '../../../../functions/core/canonical.ts';
import type { ParsedRequest } from '../../../../functions/core/receive/read-events.ts';
import { readEvents } from '../../../../functions/core/receive/read-events.ts';
import { scopeOf } from '../../../../functions/core/scope.ts';
import {
  buildSource,
  receivedAt,
  type SourceInput,
} from '../../../support/build-source.ts';

const request = (body: unknown, more: Partial<ParsedRequest> = {}): ParsedRequest => ({
  body,
  headers: {},
  query: {},
  receivedAt,
  ...more,
});

async function read(file: SourceInput, body: unknown, more: Partial<ParsedRequest> = {}) {
  return readEvents(buildSource(file), request(body, more), 'pepper');
}

async function idOf(file: SourceInput, body: unknown, more: Partial<ParsedRequest> = {}) {
  const { events } = await read(file, body, more);
  return events[0]?.id;
}

describe('G3: the same event has the same id', () => {
  const event = {
    id: 7,
    attempt: 0,
    occurredAt: '2026-01-01T09:00:00Z',
    email: 'ana@example.com',
  };

  test('when the attempt counter, the headers and the time of receiving change, and ids are chosen', async () => {
    const file = { events: { id: ['id', 'occurredAt'] } };

    const ids = await Promise.all([
      idOf(file, event),
      idOf(file, { ...event, attempt: 3 }),
      idOf(file, event, {
        headers: { 'x-attempt': '3' },
        query: { retry: '1' },
        receivedAt: receivedAt + 60_000,
      }),
      idOf(file, { email: event.email, occurredAt: event.occurredAt, id: 7 }),
    ]);

    expect(new Set(ids).size).toBe(1);
    expect(await idOf(file, { ...event, id: 8 })).not.toBe(ids[0]);
  });

  test('when the attempt counter changes and content is chosen', async () => {
    const file = {
      events: { content: '$sift($, function($v, $k) { $k != "attempt" })' },
    };

    const [first, second, other] = await Promise.all(
      [event, { ...event, attempt: 1 }, { ...event, email: 'bea@example.com' }].map(
        (body) => idOf(file, body),
      ),
    );

    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  test('when nothing is chosen, headers and the order of keys do not matter, the content does', async () => {
    const reordered = Object.fromEntries(Object.entries(event).reverse());

    expect(await idOf({}, event, { headers: { 'x-id': '1' } })).toBe(
      await idOf({}, reordered, { headers: { 'x-id': '2' } }),
    );
    expect(await idOf({}, event)).not.toBe(await idOf({}, { ...event, attempt: 1 }));
  });

  test('two events of one batch have ids of their own, and the same ids when they come alone', async () => {
    const file = { events: { id: ['id'], split: 'events' } };

    const { events } = await read(file, { attempt: 1, events: [{ id: 1 }, { id: 2 }] });
    const alone = await idOf(file, { attempt: 2, events: [{ id: 2 }] });

    expect(events.map(({ id }) => id)).toEqual([expect.any(String), alone]);
    expect(events.map(({ index }) => index)).toEqual([0, 1]);
  });

  test('two sources never share an id', async () => {
    const source = buildSource({ events: { id: ['id'] } });

    const ids = await Promise.all(
      ['a', 'b'].map(
        async (name) =>
          (await readEvents({ ...source, name }, request(event), 'pepper')).events[0]?.id,
      ),
    );

    expect(ids[0]).not.toBe(ids[1]);
  });

  test.each([[{ id: null }], [{ id: '' }], [{}]])(
    '%j has no id of the sender, so its content is compared',
    async (body) => {
      const { events } = await read({ events: { id: ['id'] } }, body);

      expect(events[0]?.idFrom).toBe('content');
    },
  );

  test('0 and false are ids', async () => {
    const kinds = await Promise.all(
      [{ id: 0 }, { id: false }].map(
        async (body) => (await read({ events: { id: ['id'] } }, body)).events[0],
      ),
    );

    expect(kinds.map((found) => found?.idFrom)).toEqual(['sender', 'sender']);
    expect(kinds[0]?.id).not.toBe(kinds[1]?.id);
  });

  test('a time is kept in ms; one that cannot be read is counted and left out, a missing one is only left out', async () => {
    const file = { events: { time: 'at', split: '$' } };

    const { events, unreadableTimes } = await read(file, [
      { at: '2026-01-01T09:00:00Z' },
      { at: 'soon' },
      { at: 5 },
      { at: null },
      {},
    ]);

    expect(events.map(({ time }) => time)).toEqual([
      receivedAt - 3_600_000,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(unreadableTimes).toBe(2);
  });
});

describe('G1: an expression that fails in receive neither rejects nor ignores the event', () => {
  const fails = '$number(word)';

  test.each([
    ['events.filter', { events: { filter: fails } }],
    ['events.id[1]', { events: { id: ['email', fails] } }],
    ['events.content', { events: { content: fails } }],
    ['events.time', { events: { time: fails } }],
    ['events.transform', { events: { transform: fails } }],
    ['contact.key', { contact: { match: ['email'], key: fails } }],
  ] as [string, SourceInput][])(
    '%s that fails queues the event as bad-expression',
    async (where, file) => {
      const { events, ignored } = await read(file, {
        word: 'CANARY',
        email: 'ana@example.com',
      });

      expect(ignored).toBe(0);
      expect(events).toMatchObject([
        {
          unreadable: { reason: 'bad-expression', where, detail: 'D3030 at character 8' },
        },
      ]);
      expect(JSON.stringify(events[0]?.unreadable)).not.toContain('CANARY');
    },
  );

  test('only the event it fails for is touched', async () => {
    const { events } = await read({ events: { split: '$', filter: '$number(n) > 0' } }, [
      { n: '1' },
      { n: 'x' },
      { n: '2' },
    ]);

    expect(events.map(({ unreadable }) => unreadable?.reason)).toEqual([
      undefined,
      'bad-expression',
      undefined,
    ]);
  });

  test('an expression of the map that fails here is left to deliver', async () => {
    const { events } = await read({ map: { email: '$number(word)' } }, { word: 'x' });

    expect(events[0]?.unreadable).toBeUndefined();
  });

  test.each([[{ other: 1 }], [{ list: {} }], ['text'], [null]])(
    'a request without its list (%j) is kept whole',
    async (body) => {
      const { events } = await read(
        { events: { split: 'list', filter: 'false', id: ['id'] } },
        body,
      );

      expect(events).toEqual([
        expect.objectContaining({
          body,
          index: 0,
          unreadable: { reason: 'unexpected-shape', where: 'events.split: list' },
        }),
      ]);
    },
  );

  test('a request without its list has the same id when it is sent again', async () => {
    const file = { events: { split: 'list' } };

    expect(await idOf(file, { other: 1 })).toBe(
      await idOf(file, { other: 1 }, { receivedAt: receivedAt + 1 }),
    );
    expect(await idOf(file, { other: 1 })).not.toBe(await idOf(file, { other: 2 }));
  });
});

describe('filter', () => {
  test('what is not true is counted and not queued', async () => {
    const { events, ignored } = await read({ events: { split: '$', filter: 'keep' } }, [
      { keep: true },
      { keep: false },
      {},
      { keep: 'yes' },
    ]);

    expect(events.map(({ index }) => index)).toEqual([0]);
    expect(ignored).toBe(3);
  });
});

describe('G10: who an event is about is never in clear', () => {
  test('contact key and id are hashes under the pepper', async () => {
    const file: SourceInput = {
      contact: { match: ['email'] },
      events: { id: ['email'] },
    };
    const body = { email: 'ana@example.com' };

    const { events } = await read(file, body);
    const other = await readEvents(buildSource(file), request(body), 'another pepper');

    expect(events[0]?.contactKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(events[0]?.id).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(other.events[0]?.contactKey).not.toBe(events[0]?.contactKey);
    expect(other.events[0]?.id).not.toBe(events[0]?.id);
  });

  test('the same person has one key, however it is written; nobody has none', async () => {
    const file: SourceInput = {
      contact: { match: ['cellphone', 'email'] },
      map: { email: 'email', cellphone: { from: 'phone' } },
    };
    const keyOf = async (body: unknown) => (await read(file, body)).events[0]?.contactKey;

    expect(await keyOf({ phone: '+34 600-111-222' })).toBe(
      await keyOf({ phone: '34600111222' }),
    );
    expect(await keyOf({ email: ' Ana@Example.com' })).toBe(
      await keyOf({ email: 'ana@example.com', phone: '' }),
    );
    expect(await keyOf({ phone: { not: 'a number' } })).toBeUndefined();
  });
});

describe('what an event sees', () => {
  test('$request is the body as if it carried only this event, and survives the queue', async () => {
    const source = buildSource({ events: { split: 'data.items' } });
    const body = { account: 5, data: { page: 1, items: [{ id: 1 }, { id: 2 }] } };

    const { events } = await readEvents(source, request(body), 'pepper');
    const afterQueue = JSON.parse(JSON.stringify(events)) as typeof events;

    expect(
      afterQueue.map((event) => scopeOf(source, request(body), event).request),
    ).toEqual([
      { account: 5, data: { page: 1, items: [{ id: 1 }] } },
      { account: 5, data: { page: 1, items: [{ id: 2 }] } },
    ]);
  });
});

describe('an id that the sender gives twice', () => {
  const file: SourceInput = { events: { split: 'list', id: ['id'] } };
  const sharedIn = async (list: unknown[], more: SourceInput['events'] = {}) =>
    (await read({ events: { ...file.events, ...more } }, { list })).sharedIds;

  test('is named by where both stand, if the events differ', async () => {
    const list = [{ id: 1 }, { id: 2 }, { id: 1, a: 1 }, { id: 1 }, { id: 1, a: 2 }];

    expect(await sharedIn(list)).toEqual([
      { index: 2, first: 0 },
      { index: 4, first: 0 },
    ]);
  });

  test('places are those in the request, whatever the filter leaves out', async () => {
    const list = [{ id: 1, no: true }, { id: 1 }, { id: 1, a: 1 }];

    expect(await sharedIn(list, { filter: '$not($exists(no))' })).toEqual([
      { index: 2, first: 1 },
    ]);
  });

  test('is none where the events are equal, or have no id of the sender', async () => {
    expect(await sharedIn([{ id: 1 }, { id: 1 }])).toEqual([]);
    expect(await sharedIn([{ a: 1 }, { a: 1 }, { a: 2 }])).toEqual([]);
  });

  test('gives the later ones an id that is the same in every version', async () => {
    const list = [{ id: 1 }, { id: 1, a: 1 }];
    const [shared] = (await read(file, { list: [{ id: 1 }] })).events;
    const content = await idOf({ events: { split: 'list' } }, { list: [{ id: 1, a: 1 }] });

    const { events } = await read(file, { list });

    expect(events.map(({ id }) => id)).toEqual([
      shared?.id,
      keyedHash('pepper', 'event', 'test-source', shared?.id, content),
    ]);
  });

  test('in a source of another name and under another pepper the ids are others', async () => {
    const body = { list: [{ id: 1 }, { id: 1, a: 1 }] };
    const source = buildSource(file);
    const secondOf = async (more: object, pepper = 'pepper') =>
      (await readEvents({ ...source, ...more }, request(body), pepper)).events[1]?.id;

    const id = await secondOf({});

    expect(id).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(await secondOf({ name: 'other' })).not.toBe(id);
    expect(await secondOf({}, 'other')).not.toBe(id);
  });
});

describe('G1: a request of an unexpected shape', () => {
  test('is one event that nothing of the source is applied to', async () => {
    const file: SourceInput = {
      events: {
        split: 'list',
        id: ['id'],
        time: 'at',
        filter: 'false',
        content: '1',
        transform: '$number(id)',
      },
    };
    const body = { id: 'x', at: receivedAt };

    const { events, ...counts } = await read(file, body);

    expect(events).toEqual([
      {
        id: await idOf({}, body),
        idFrom: 'content',
        index: 0,
        body,
        unreadable: { reason: 'unexpected-shape', where: 'events.split: list' },
      },
    ]);
    expect(counts).toEqual({
      ignored: 0,
      unknownTypes: [],
      unreadableTimes: 0,
      sharedIds: [],
    });
  });
});

test('times that cannot be read are counted, one by one', async () => {
  const file: SourceInput = {
    events: { split: 'list', time: 'at', filter: '$not($exists(no))' },
  };
  const list = [{ at: 'x' }, { at: receivedAt }, { at: 'y' }, { at: 'z', no: true }, {}];

  const { unreadableTimes, ignored } = await read(file, { list });

  expect([unreadableTimes, ignored]).toEqual([2, 1]);
});
