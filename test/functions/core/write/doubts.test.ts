import { describe, expect, test } from 'vitest';
import type { BridgeAnswer } from '../../../../functions/core/bridge/bridge-answer.ts';
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
import { startSending } from './sending.ts';

const status = (code: number): BridgeAnswer => ({
  kind: 'answered',
  status: code,
  body: {},
});

describe('G4: what a run is about to write is in doubt', () => {
  test('for each field, from when it takes the contact, beside what stood in doubt before', async () => {
    const run = await leaveInDoubt({ firstName: 'Middle', lastName: 'Gil' });
    let during: string[] = [];
    run.bridge.refuse(() => {
      during = doubts(run);
      return false;
    });

    await run.sendOne({ firstName: 'Newer' }, newer);

    expect(during).toEqual(['firstName@middle', 'firstName@newer', 'lastName@middle']);
  });

  test.each([
    ['a timeout', unanswered],
    ['500', status(500)],
    ['503', status(503)],
  ])('after %s, and the contact is taken until Bridge has settled', async (_, answer) => {
    const run = startSending({});
    run.bridge.fault('patch', answer, true);

    await expect(run.sendOne({ firstName: 'x' }, middle)).rejects.toMatchObject({
      reason: 'ambiguous',
      takenSeconds: 32,
    });

    expect(run.contact('ana')).toMatchObject({ until: receivedAt + 32_000, clocks: {} });
    expect(doubts(run)).toEqual(['firstName@middle']);
  });

  test('no field of it that certainly was not sent', async () => {
    const run = startSending({ firstName: 'Ana' });
    run.bridge.fault('patch', unanswered);
    const kept = { fields: { firstName: 'x' }, overwrite: false };

    await expect(
      run.send({
        newer: { ...kept, at: newer.at },
        middle: { fields: { lastName: 'Gil' } },
      }),
    ).rejects.toMatchObject({ reason: 'ambiguous' });

    expect(doubts(run)).toEqual(['lastName@middle']);
  });

  test.each([
    ['refused', { kind: 'notSent', code: 'ECONNREFUSED' } as const],
    ['asked to come later', status(429)],
  ])('nothing of it when the request was %s: the contact is free', async (_, answer) => {
    const run = startSending({});
    run.bridge.fault('patch', answer);

    await expect(run.sendOne({ firstName: 'x' }, middle)).rejects.toMatchObject({
      call: 'patch',
    });

    expect(doubts(run)).toEqual([]);
    expect(run.contact('ana')?.token).toBeUndefined();
  });

  test('when a bug ends the run while a PATCH is on its way, and the contact stays taken', async () => {
    const run = startSending({});
    run.bridge.refuse(() => {
      throw new TypeError('a bug');
    });

    await expect(run.sendOne({ firstName: 'x' }, middle)).rejects.toThrow(TypeError);

    expect(doubts(run)).toEqual(['firstName@middle']);
    expect(run.contact('ana')?.until).toBe(receivedAt + 32_000);
  });

  test('once for each field and event, however often it is not answered', async () => {
    const run = await leaveInDoubt();
    const [first] = run.contact('ana')?.doubts ?? [];

    for (let times = 0; times < 5; times += 1) {
      run.bridge.fault('patch', unanswered);
      await run.sendOne({ firstName: 'Middle' }, middle).catch(() => {});
      run.wait(33);
    }

    expect(run.contact('ana')?.doubts).toEqual([first]);
  });
});

describe('G4: a doubt goes', () => {
  test('with a commit of its field at its clock or above, and of no other field', async () => {
    const same = await leaveInDoubt({ firstName: 'Middle', lastName: 'Gil' });
    const above = await leaveInDoubt({ firstName: 'Middle', lastName: 'Gil' });

    await same.sendOne({ firstName: 'Middle', lastName: 'Gil' }, middle);
    await above.sendOne({ firstName: 'Newer' }, newer);

    expect(doubts(same)).toEqual([]);
    expect(doubts(above)).toEqual(['lastName@middle']);
  });

  test('not with a commit below it', async () => {
    const run = await leaveInDoubt({ lastName: 'Gil' });

    await run.sendOne({ firstName: 'Older' }, older);

    expect(doubts(run)).toEqual(['lastName@middle']);
  });

  test('with a refusal only if it is that run’s own', async () => {
    const run = await leaveInDoubt();
    run.bridge.refuse(() => true);

    expect(await run.sendOne({ firstName: 'Newer' }, newer)).toMatchObject({
      failure: { reason: 'refused' },
    });

    expect(doubts(run)).toEqual(['firstName@middle']);
  });

  test('not with a refusal of the event itself if it stood before: it may have been applied then', async () => {
    const run = await leaveInDoubt();
    run.bridge.refuse(() => true);

    expect(await run.sendOne({ firstName: 'Middle' }, middle)).toMatchObject({
      failure: { reason: 'refused' },
    });

    expect(doubts(run)).toEqual(['firstName@middle']);
    run.events.set('middle', ended({ kind: 'parked', reason: 'refused' }));
    run.bridge.refuse(() => false);
    expect(await run.sendOne({ firstName: 'Older' }, older)).toMatchObject({
      kind: 'stale',
    });
    expect(run.now().firstName).toBe('Middle');
  });
});

describe('G4: options that are put back', () => {
  test('leave no doubt of an attribute that was cleared on the way to a refusal', async () => {
    const topics = { key: 'Topics', values: ['Tennis'] };
    const run = startSending(
      { customAttributes: [topics] },
      { bridge: { optionList: 'adds' }, behaviour: { optionList: 'adds' } },
    );
    run.bridge.refuse((patch) => JSON.stringify(patch).includes('t-Chess'));

    await run.sendOne({ 'customAttributes.Topics': ['Chess'] }, middle);

    expect(run.texts('Topics')).toEqual(['Tennis']);
    expect(doubts(run)).toEqual([]);
  });
});
