import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../../functions/core/memory/event-record.ts';
import { receivedAt } from '../../../support/build-source.ts';
import {
  doubts,
  ended,
  leaveInDoubt,
  middle,
  newer,
  older,
  unanswered,
} from './in-doubt.ts';

describe('G4: who is older than a doubt', () => {
  test('waits, calls nobody and leaves no doubt of its own', async () => {
    const run = await leaveInDoubt();
    const callsBefore = run.calls();

    const result = await run.sendOne({ firstName: 'Older', lastName: 'Gil' }, older);

    expect(result.kind).toBe('in-doubt');
    expect(run.calls()).toEqual(callsBefore);
    expect(doubts(run)).toEqual(['firstName@middle']);
    expect(run.contact('ana')?.token).toBeUndefined();
    expect(run.attempts).toEqual([['middle']]);
  });

  test('says with which clocks it waits; of many fields with some, so that a pack can be noted', async () => {
    const fields = {
      firstName: 'M',
      lastName: 'M',
      email: 'm@example.com',
      language: 'EN',
    };
    const run = await leaveInDoubt(fields);

    const one = await run.sendOne({ firstName: 'Older' }, older);
    const many = await run.sendOne(fields, older);

    const clock = { time: older.at, receivedAt, index: 0, eventId: older.id };
    expect(one).toEqual({ kind: 'in-doubt', clocks: { firstName: clock } });
    expect(Object.keys('clocks' in many ? many.clocks : {})).toHaveLength(3);
  });

  test('waits on a replay, too', async () => {
    const run = await leaveInDoubt();

    expect(
      await run.sendOne({ firstName: 'x' }, { ...older, replay: true }),
    ).toMatchObject({
      kind: 'in-doubt',
    });
  });

  test('waits also with a write that only fills a gap', async () => {
    const run = await leaveInDoubt();

    expect(
      await run.sendOne({ firstName: 'x' }, { ...older, overwrite: false }),
    ).toMatchObject({
      kind: 'in-doubt',
    });
  });

  test('is not held up if it writes other fields', async () => {
    const run = await leaveInDoubt();

    expect(await run.sendOne({ lastName: 'Gil' }, older)).toMatchObject({
      kind: 'delivered',
    });
  });

  test('is not held up by a field that came too late anyway', async () => {
    const run = await leaveInDoubt();
    await run.sendOne({ firstName: 'Then' }, { id: 'then', at: receivedAt - 500 });
    run.bridge.fault('patch', unanswered);
    await run.sendOne({ firstName: 'Newer' }, newer).catch(() => {});
    run.wait(33);

    const result = await run.sendOne({ firstName: 'Older', lastName: 'Gil' }, older);

    expect(result).toMatchObject({
      kind: 'delivered',
      sent: ['lastName'],
      stale: ['firstName'],
    });
    expect(doubts(run)).toEqual(['firstName@newer']);
  });

  test('is not held up in a pack with something newer for the field', async () => {
    const run = await leaveInDoubt();

    const { results } = await run.sendAll({
      older: { at: older.at, fields: { firstName: 'Older' } },
      newer: { at: newer.at, fields: { firstName: 'Newer' } },
    });

    expect([results.get('older')?.kind, results.get('newer')?.kind]).toEqual([
      'stale',
      'delivered',
    ]);
    expect(doubts(run)).toEqual([]);
  });

  test('is not held up in a pack with the event in doubt itself', async () => {
    const run = await leaveInDoubt();

    const { results } = await run.sendAll({
      older: { at: older.at, fields: { firstName: 'Older' } },
      middle: { at: middle.at, fields: { firstName: 'Middle' } },
    });

    expect([results.get('older')?.kind, results.get('middle')?.kind]).toEqual([
      'stale',
      'delivered',
    ]);
  });

  test('only is looked at: for others no event is read', async () => {
    const run = await leaveInDoubt();
    run.fail('events.read');

    expect(await run.sendOne({ firstName: 'Newer' }, newer)).toMatchObject({
      kind: 'delivered',
    });
  });

  test('may write when it is the event in doubt itself', async () => {
    const run = await leaveInDoubt();

    expect(await run.sendOne({ firstName: 'Middle' }, middle)).toMatchObject({
      kind: 'delivered',
    });
    expect(await run.sendOne({ firstName: 'Older' }, older)).toMatchObject({
      kind: 'stale',
    });
  });
});

describe('G4: a doubt counts as the clock', () => {
  test.each<[string, Outcome]>([
    ['was parked', { kind: 'parked', reason: 'bridge-error' }],
    ['was delivered to another contact', { kind: 'delivered' }],
    ['was discarded', { kind: 'ignored', reason: 'discarded' }],
    ['was stale in the end', { kind: 'stale' }],
  ])('when its event %s: older is stale, newer is written', async (_, outcome) => {
    const run = await leaveInDoubt();
    run.events.set('middle', ended(outcome));
    const patchesBefore = run.bridge.patches().length;

    const late = await run.sendOne({ firstName: 'Older' }, older);

    expect(late).toEqual({ kind: 'stale', sent: [], stale: ['firstName'] });
    expect(run.bridge.patches()).toHaveLength(patchesBefore);
    expect(doubts(run)).toEqual(['firstName@middle']);
    expect(await run.sendOne({ firstName: 'Newer' }, newer)).toMatchObject({
      kind: 'delivered',
    });
    expect(doubts(run)).toEqual([]);
  });

  test('when its event was tried and has not ended, only after an hour: its message died', async () => {
    const run = await leaveInDoubt();
    const { outcome: _, ...tried } = ended({ kind: 'stale' });
    run.events.set('middle', { ...tried, creating: true });
    const noted = run.contact('ana')?.doubts[0]?.notedAt ?? 0;
    const secondsLeft = 3_600 - 33;

    run.wait(secondsLeft - 1);
    const before = await run.sendOne({ firstName: 'Older' }, older);
    run.wait(1);
    const after = await run.sendOne({ firstName: 'Older' }, older);

    expect(noted).toBe(receivedAt);
    expect([before.kind, after.kind]).toEqual(['in-doubt', 'stale']);
  });

  test('and the event itself may still be written when it comes back', async () => {
    const run = await leaveInDoubt();
    run.wait(7_200);

    expect(await run.sendOne({ firstName: 'Middle' }, middle)).toMatchObject({
      kind: 'delivered',
    });
    expect(doubts(run)).toEqual([]);
  });

  test('one of several: only those still open are waited for', async () => {
    const run = await leaveInDoubt();
    run.bridge.fault('patch', unanswered);
    await run.sendOne({ firstName: 'Newer' }, newer).catch(() => {});
    run.wait(33);
    run.events.set('middle', ended({ kind: 'parked', reason: 'refused' }));
    const between = { id: 'between', at: receivedAt - 500 };

    const waiting = await run.sendOne({ firstName: 'Between' }, between);
    const stale = await run.sendOne({ firstName: 'Older' }, older);

    expect([waiting.kind, stale.kind]).toEqual(['in-doubt', 'stale']);
    expect(doubts(run)).toEqual(['firstName@middle', 'firstName@newer']);
  });
});
