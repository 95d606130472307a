import { expect, test } from 'vitest';
import { showAttempts } from '../../../cli/console/views/show-attempts.ts';
import { eventOfRecord } from '../../../cli/console/views/timeline-event.ts';
import type { EventRecord } from '../../../functions/core/memory/event-record.ts';
import type { Exchange } from '../../../local/console/timeline/kept-http.ts';

const contact = '/bridge/api/v1/workspaces/w/contacts/c';
const exchange = (at: number, more: Partial<Exchange> = {}): Exchange => ({
  at,
  method: 'PATCH',
  path: contact,
  status: 200,
  ms: 5,
  sent: { at },
  answered: undefined,
  ...more,
});

test('each attempt has its own exchange, and other calls stand between them', () => {
  const search = exchange(9, { method: 'GET', path: '/contacts?search=x' });
  const shown = showAttempts(
    [{ at: 10, failed: 'unavailable', status: 503 }, { at: 20 }],
    [search, exchange(11, { status: 503 }), exchange(21)],
  );

  expect(
    shown.map(({ at, method, status, words }) => [at, method, status, words]),
  ).toEqual([
    [9, 'GET', 200, 'contacts searched'],
    [10, 'PATCH', 503, 'tried: unavailable'],
    [20, 'PATCH', 200, 'sent to Bridge'],
  ]);
  expect(shown.map(({ sent }) => sent)).toEqual([{ at: 9 }, { at: 11 }, { at: 21 }]);
});

test('a call that failed on the way to the PATCH is shown once, as what it was', () => {
  const search = { method: 'GET', path: '/contacts?search=x', status: 503 };
  const attempt = { at: 10, failed: 'unavailable' as const, status: 503 };

  expect(showAttempts([attempt], [exchange(9, search)])).toMatchObject([
    { at: 10, method: 'GET', status: 503, words: 'tried: unavailable' },
  ]);
  expect(showAttempts([attempt], [])).toMatchObject([{ method: '', status: 503 }]);
});

test('an attempt that nothing recorded is shown as the ledger knows it', () => {
  expect(showAttempts([{ at: 10, status: 204 }], [])).toEqual([
    {
      at: 10,
      method: 'PATCH',
      status: 204,
      words: 'sent to Bridge',
      isMasked: false,
    },
  ]);
});

test.each([
  ['GET', contact, 'contact read'],
  ['GET', '/workspaces/w/settings/attributes?includeArchived=true', 'attributes read'],
  ['POST', '/workspaces/w/contacts/partial', 'created in Bridge'],
  ['PATCH', contact, 'sent to Bridge'],
])('%s %s: %s', (method, path, words) => {
  expect(showAttempts([], [exchange(1, { method, path })])).toMatchObject([{ words }]);
});

const record: EventRecord = {
  id: 'e',
  source: 'form',
  workspace: 'main',
  receivedAt: 1_000,
  attempts: [],
};
const failures = {
  count: 3,
  firstAt: 2_000,
  lastAt: 4_000,
  blamed: 0,
  reason: 'unavailable' as const,
  call: 'patch' as const,
  retryAt: 19_000,
};
const waiting = { ...record, progress: { attempts: [], failures } };
const hold = {
  reason: 'unavailable' as const,
  until: 9_000,
  stepSeconds: 15,
  since: 3_000,
  isProbed: false,
};

test.each([
  ['queued', {}, { state: 'queued', words: 'queued', at: 1_000, endings: 0 }],
  [
    'put off',
    { waiting },
    { state: 'retry', words: 'retry in 15 s (unavailable)', putOffs: 3, retryAt: 19_000 },
  ],
  ['on hold', { waiting, hold }, { state: 'waits', words: 'waits in 15 s (unavailable)' }],
  [
    'parked',
    {
      record: {
        ...record,
        settledAt: 5_000,
        outcome: { kind: 'parked' as const, reason: 'refused' as const, answer: 'canary' },
        reasons: [
          { field: 'email', decided: 'refused' as const },
          { field: 'lastName', decided: 'sent' as const },
        ],
      },
    },
    { state: 'parked', words: 'parked refused', at: 5_000, sent: ['lastName'], stale: [] },
  ],
])(
  'an event that the timeline does not have is as the ledger knows it: %s',
  (_, more, expected) => {
    const found = {
      record,
      kept: undefined,
      waiting: undefined,
      hold: undefined,
      ...more,
    };

    const event = eventOfRecord(found, 4_000);

    expect(event).toMatchObject(expected);
    expect(JSON.stringify(event)).not.toContain('canary');
  },
);
