import { expect, test } from 'vitest';
import type { DriftHour } from '../../../functions/core/drift/drift-hour.ts';
import { TransientFailure } from '../../../functions/core/errors.ts';
import { createDriftCounter } from '../../../functions/edges/drift-counter.ts';
import type { LogFields } from '../../../functions/edges/log/log.ts';

const hour = Date.UTC(2026, 0, 1, 12);

function setUp(add: () => Promise<void> = async () => {}) {
  const written: [source: string, counts: DriftHour][] = [];
  const lines: LogFields[] = [];
  let now = hour + 600_000;
  const counter = createDriftCounter(
    {
      async add(...counts) {
        await add();
        written.push(counts);
      },
    },
    () => now,
    (_, fields) => lines.push(fields),
  );
  const wait = (ms: number) => {
    now += ms;
  };
  return { counter, written, lines, wait };
}

test('a quiet source costs a write for each event, a busy one a write a minute', async () => {
  const { counter, written, wait } = setUp();

  counter.countFates('form', { cellphone: 'value' });
  await counter.write();
  wait(59_999);
  counter.countFates('form', { cellphone: 'value', email: 'invalid' });
  counter.countFates('form', { cellphone: 'empty', email: 'invalid' });
  await counter.write();
  expect(written).toHaveLength(1);
  wait(1);
  await counter.write();
  await counter.write();

  expect(written).toEqual([
    ['form', { start: hour, entries: { cellphone: { value: 1 } }, unknownTypes: 0 }],
    [
      'form',
      {
        start: hour,
        entries: { cellphone: { value: 1, empty: 1 }, email: { invalid: 2 } },
        unknownTypes: 0,
      },
    ],
  ]);
});

test('sources and hours are counted apart, however late they are written', async () => {
  const { counter, written, wait } = setUp();

  counter.countUnknownTypes('form', 2);
  counter.countUnknownTypes('form', 3);
  wait(3_600_000);
  counter.countUnknownTypes('form', 1);
  counter.countFates('crm', { owner: 'value' });
  await counter.write();

  expect(written).toEqual([
    ['form', { start: hour, entries: {}, unknownTypes: 5 }],
    ['form', { start: hour + 3_600_000, entries: {}, unknownTypes: 1 }],
    [
      'crm',
      { start: hour + 3_600_000, entries: { owner: { value: 1 } }, unknownTypes: 0 },
    ],
  ]);
});

test.each([
  ['a ledger that does not answer', new TransientFailure('ledger', { detail: 'Timeout' })],
  ['a bug', new TypeError('canary')],
])('%s stops nothing, and is said without values (G10)', async (_, failure) => {
  const { counter, lines } = setUp(() => Promise.reject(failure));

  counter.countFates('form', { cellphone: 'value' });
  await counter.write();

  expect(lines).toMatchObject([{ message: 'drift not counted', source: 'form' }]);
  expect(JSON.stringify(lines)).not.toContain('canary');
});
