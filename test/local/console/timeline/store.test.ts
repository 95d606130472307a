import { describe, expect, test } from 'vitest';
import type { TimelineRow } from '../../../../local/console/api/timeline.ts';
import type { KeptHttp } from '../../../../local/console/timeline/kept-http.ts';
import { createTimeline } from '../../../../local/console/timeline/timeline.ts';
import { accepted, filter, line, putOff, rowsOf, settled, storeOf } from './lines.ts';

const contactId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';

function kept(body: string, type = 'application/json'): KeptHttp {
  return {
    method: 'POST',
    target: '/hooks/form',
    query: 'utm_source=a',
    headers: { 'content-type': type },
    body: Buffer.from(body),
    removed: [],
    bytes: Buffer.byteLength(body),
    status: 200,
    receivedAt: 1000,
  };
}

const http = { at: 1000, status: 200, bytes: 2, isRouted: true };

describe('a filter', () => {
  const store = storeOf([
    accepted(1000),
    settled(2000),
    accepted(3000, { requestId: 'request-2', source: 'crm', eventIds: ['event-2'] }),
    putOff(4000, { requestId: 'request-2', source: 'crm', eventId: 'event-2' }),
    line(5000, {
      message: 'request refused',
      requestId: 'request-3',
      source: 'crm',
      reason: 'wrong-signature',
      status: 401,
    }),
  ]);
  store.addRequest(
    'request-1',
    http,
    kept('{"mail":"J\\u00e9r\\u00f4me@Example.com","phone":"+1 (408) 555-0100"}'),
  );
  store.addRequest(
    'request-2',
    { ...http, at: 3000 },
    kept('name=Zo%C3%AB+Doe&tel=0612%2034%2056%2078', 'application/x-www-form-urlencoded'),
  );

  test.each([
    [{}, [3, 2, 1]],
    [{ source: 'crm' }, [3, 2]],
    [{ outcome: 'refused' }, [3]],
    [{ outcome: 'retry' }, [2]],
    [{ outcome: 'delivered' }, [1]],
    [{ id: 'event-1' }, [1]],
    [{ id: 'request-' }, [3, 2, 1]],
    [{ id: 'quest' }, []],
    [{ since: 3000 }, [3, 2]],
    [{ until: 3000 }, [2, 1]],
    [{ person: contactId.toUpperCase() }, [1]],
    [{ person: 'jérôme@example.COM ' }, [1]],
    [{ person: '+14085550100' }, [1]],
    [{ person: '(408) 555 0100' }, [1]],
    [{ person: '+33 6 12 34 56 78' }, [2]],
    [{ person: '55501' }, []],
    [{ person: '000000000' }, []],
    [{ text: 'zoë doe' }, [2]],
    [{ text: 'WRONG-sig' }, [3]],
    [{ text: 'firstname' }, [1]],
    [{ text: 'nobody' }, []],
    [{ text: ' ', person: '' }, [3, 2, 1]],
  ] as const)('%j', (given, numbers) => {
    const { rows, total } = store.list(filter(given));

    expect(rows.map(({ key }) => key)).toEqual(numbers.map((n) => `request-${n}`));
    expect(total).toBe(numbers.length);
  });

  test('a limit leaves the total as it is', () => {
    expect(store.list(filter({ limit: 1 }))).toMatchObject({
      total: 3,
      rows: [{ at: 5000 }],
    });
  });
});

describe('who follows', () => {
  function followed() {
    const changed: TimelineRow[] = [];
    const ended = new AbortController();
    return { changed, ended, take: (row: TimelineRow) => changed.push(row) };
  }

  test('gets each change, until it goes away', () => {
    const store = storeOf([]);
    const { changed, ended, take } = followed();

    store.follow(undefined, take, ended.signal);
    store.addLine(accepted(1000));
    store.addLine(settled(2000));
    ended.abort();
    store.addLine(putOff(3000));

    expect(changed.map(({ events }) => events[0]?.state)).toEqual(['queued', 'delivered']);
    expect(changed.map(({ version }) => version)).toEqual([1, 2]);
    expect(store.isFollowed()).toBe(false);
  });

  test('goes on where it was, and gets each row once', () => {
    const store = storeOf([accepted(1000)]);
    const { version } = store.list(filter());
    store.addLine(settled(2000));
    store.addLine(putOff(3000));
    const { changed, ended, take } = followed();

    expect(store.follow(version, take, ended.signal)).toBe(true);
    expect(changed.map((row) => row.version)).toEqual([3]);
  });

  test('gets rows in the order of their versions, so that it can be cut off after any', () => {
    const store = storeOf([accepted(1000)]);
    const { version } = store.list(filter());
    store.addLine(settled(2000));
    store.addLine(accepted(3000, { requestId: 'request-2', eventIds: [] }));
    store.addLine(putOff(4000));
    const { changed, ended, take } = followed();

    store.follow(version, take, ended.signal);

    expect(changed.map((row) => [row.key, row.version])).toEqual([
      ['request-2', 3],
      ['request-1', 4],
    ]);
  });

  test('hears that what it knew last is not known any more', () => {
    const store = createTimeline(1, { changes: 2 });
    for (const at of [1, 2, 3])
      store.addLine(accepted(at, { requestId: `r-${at}`, eventIds: [`e-${at}`] }));
    const { changed, ended, take } = followed();
    const follow = (version: number) => store.follow(version, take, ended.signal);

    expect([999, 1000, 1004, 1.5].map(follow)).toEqual([false, false, false, false]);
    expect(changed).toEqual([]);
    expect([1001, 1003].map(follow)).toEqual([true, true]);
    expect(changed.map(({ key }) => key)).toEqual(['r-2', 'r-3']);
  });
});

describe('the timeline is bounded', () => {
  test('the newest rows stay, and what is older is not taken any more', () => {
    const store = createTimeline(0, { rows: 3 });
    for (const at of [5, 1, 4, 2, 3])
      store.addLine(accepted(at, { requestId: `r-${at}` }));

    expect(rowsOf(store).map(({ at }) => at)).toEqual([5, 4, 3]);
    expect(store.list(filter()).notes).toEqual([
      'Requests before 1970-01-01T00:00:00.002Z were let go of.',
    ]);
    expect(store.rowOfEvent('event-1')?.at).toBe(5);
  });

  test('so are events: a row with many counts for as many', () => {
    const store = createTimeline(0, { events: 4 });
    for (const at of [1, 2, 3])
      store.addLine(
        accepted(at, { requestId: `r-${at}`, eventIds: [`e-${at}`, `f-${at}`] }),
      );

    expect(rowsOf(store).map(({ key }) => key)).toEqual(['r-3', 'r-2']);
    expect(store.rowOfEvent('e-1')).toBeUndefined();
  });

  test('so are bodies: the oldest go first, and a search says so', () => {
    const store = createTimeline(0, { bytes: 4000 });
    for (const at of [1, 2, 3]) {
      const body = JSON.stringify({ at, filler: 'x'.repeat(500) });
      store.addRequest(`r-${at}`, { ...http, at }, kept(body));
    }

    expect([1, 2, 3].map((at) => store.httpOf(`r-${at}`) !== undefined)).toEqual([
      false,
      true,
      true,
    ]);
    expect(store.list(filter()).notes.join()).toContain('Bodies of older requests');
  });
});

describe('what is kept of a request', () => {
  test('is shown with its body parsed, and given as it can be sent again', () => {
    const store = storeOf([accepted(1000)]);
    store.addRequest('request-1', http, kept('{"a":1}'));

    expect(store.showHttpOf('request-1')).toEqual({
      method: 'POST',
      path: '/hooks/form?utm_source=a',
      headers: [['content-type', 'application/json']],
      body: { a: 1 },
      isCut: false,
      bytes: 7,
      removed: [],
    });
    expect(store.recorded('request-1')).toMatchObject({
      source: 'form',
      at: 1000,
      request: { method: 'POST', path: '/hooks/form', query: 'utm_source=a' },
    });
    expect(store.recorded('request-2')).toBeUndefined();
  });

  test.each([
    ['a=1&a=2&__proto__=x', 'application/x-www-form-urlencoded'],
    ['<a/>', 'text/xml'],
    ['{', 'application/json'],
  ])('%s', (body, type) => {
    const store = storeOf([]);
    store.addRequest('request-1', http, kept(body, type));

    const shown = store.showHttpOf('request-1')?.body;

    expect(JSON.stringify(shown)).toBe(
      type.includes('form') ? '{"a":["1","2"],"__proto__":"x"}' : JSON.stringify(body),
    );
  });

  test('a body of a megabyte is cut, and searched whole', () => {
    const store = storeOf([]);
    const body = JSON.stringify({ text: 'x'.repeat(1024 * 1024), last: 'Needle' });
    store.addRequest('request-1', http, kept(body));

    const shown = store.showHttpOf('request-1');

    expect(shown).toMatchObject({ isCut: true, bytes: body.length });
    expect(String(shown?.body)).toHaveLength(256 * 1024);
    expect(store.list(filter({ text: 'needle' })).total).toBe(1);
  });
});

test('calls for a contact belong to the events of that one', () => {
  const other = '00000000-0000-4000-8000-000000000000';
  const both = ['event-1', 'event-2'];
  const store = storeOf([
    accepted(1000, { eventIds: both }),
    settled(2000, { contactId }),
    settled(2000, { eventId: 'event-2', contactId: other }),
  ]);
  const exchange = { at: 1, method: 'PATCH', status: 200, ms: 1, sent: {}, answered: {} };
  for (const id of [contactId, other])
    store.addExchange(
      'request-1',
      { ...exchange, path: `/v1/workspaces/w/contacts/${id}` },
      both,
    );
  store.addExchange('request-1', { ...exchange, at: 0, path: '/v1/contacts?q=a' }, both);

  const paths = (id: string) => store.exchangesOf(id).map(({ path }) => path.slice(-4));

  expect(paths('event-1')).toEqual(['?q=a', contactId.slice(-4)]);
  expect(paths('event-2')).toEqual(['?q=a', other.slice(-4)]);
  expect(paths('request-1')).toHaveLength(3);
});

test('10,000 requests: how long it takes is printed', () => {
  const store = createTimeline(0);
  const startedAt = performance.now();
  for (let number = 0; number < 10_000; number += 1) {
    const given = { requestId: `r-${number}`, eventIds: [`e-${number}`] };
    store.addLine(accepted(2 * number, given));
    store.addLine(
      settled(2 * number + 1, { requestId: `r-${number}`, eventId: `e-${number}` }),
    );
    store.addRequest(
      `r-${number}`,
      { ...http, at: 2 * number },
      kept(`{"mail":"person-${number}@example.com","filler":"${'x'.repeat(1000)}"}`),
    );
  }
  const filledAt = performance.now();
  const found = store.list(filter({ person: 'person-7777@example.com' }));
  const searchedAt = performance.now();

  console.log(
    `30,000 changes: ${Math.round(filledAt - startedAt)} ms; ` +
      `a search in all bodies: ${Math.round(searchedAt - filledAt)} ms`,
  );
  expect(found.rows.map(({ key }) => key)).toEqual(['r-7777']);
  expect(store.list(filter({ limit: 1 })).total).toBe(10_000);
});
