import { expect, test } from 'vitest';
import { receivedAt } from '../../../support/build-source.ts';
import { startSending } from './sending.ts';

/** What was decided on the fields of one event, by their names. */
async function decidedOn(
  run: ReturnType<typeof startSending>,
  fields: Parameters<typeof run.sendOne>[0],
  options?: Parameters<typeof run.sendOne>[1],
) {
  const { id = 'e', at = receivedAt, overwrite = true, replay = false } = options ?? {};
  const result = await run.send({ [id]: { at, fields, overwrite } }, replay);
  const own = result.kind === 'settled' ? result.results.get(id) : undefined;
  return own !== undefined && 'decisions' in own
    ? Object.fromEntries(own.decisions)
    : result.kind;
}

test('what Bridge has already is the same, what may not be overwritten is kept, the rest is sent', async () => {
  const ana = { firstName: 'Ana', lastName: 'Gil' };
  const filling = startSending(ana);
  const comparing = startSending(ana, { skipUnchanged: true });

  expect(
    await decidedOn(
      filling,
      { firstName: 'Bea', email: 'a@example.com' },
      { overwrite: false },
    ),
  ).toEqual({ firstName: 'kept', email: 'sent' });
  expect(await decidedOn(comparing, { firstName: 'Ana', lastName: 'Ray' })).toEqual({
    firstName: 'same',
    lastName: 'sent',
  });
});

test('what is older is stale; what was committed by a delivery that vanished was sent before', async () => {
  const run = startSending({});
  await run.sendOne({ firstName: 'New' }, { id: 'new', at: receivedAt - 1_000 });

  const older = await decidedOn(
    run,
    { firstName: 'Old', lastName: 'Gil' },
    { id: 'old', at: receivedAt - 2_000 },
  );
  const again = await decidedOn(
    run,
    { firstName: 'New' },
    { id: 'new', at: receivedAt - 1_000 },
  );

  expect(older).toEqual({ firstName: 'stale', lastName: 'sent' });
  expect(again).toEqual({ firstName: 'sent-before' });
});

test('what Bridge does not do is said by what is known of it', async () => {
  const ignoring = { nulls: 'ignored' } as const;
  const unknown = startSending({ firstName: 'Ana' }, { bridge: ignoring });
  const known = startSending(
    { firstName: 'Ana' },
    { bridge: ignoring, behaviour: ignoring },
  );

  expect(await decidedOn(unknown, { firstName: null, lastName: 'Gil' })).toEqual({
    firstName: 'not-taken',
    lastName: 'sent',
  });
  expect(await decidedOn(known, { firstName: null, lastName: 'Gil' })).toEqual({
    firstName: 'cannot-clear',
    lastName: 'sent',
  });
});

test('a field that Bridge names is refused; where it names none, all are', async () => {
  const refusing = (words: unknown) => {
    const run = startSending({});
    run.bridge.refuse((body) => JSON.stringify(body).includes('Canary'), words);
    return run;
  };
  const fields = { firstName: 'Canary', lastName: 'Gil' };

  expect(await decidedOn(refusing({ detail: 'firstName is bad' }), fields)).toEqual({
    firstName: 'refused',
    lastName: 'sent',
  });
  expect(await decidedOn(refusing({ detail: 'no' }), fields)).toEqual({
    firstName: 'refused-together',
    lastName: 'refused-together',
  });
});

test('of a pack each event has its own: what a newer one has is stale, what another has filled is kept', async () => {
  const run = startSending({});
  const { results } = await run.sendAll({
    old: { at: receivedAt - 2_000, fields: { firstName: 'Old', email: 'a@example.com' } },
    new: { at: receivedAt - 1_000, fields: { firstName: 'New' } },
    filling: {
      at: receivedAt,
      fields: { email: 'b@example.com', lastName: 'Gil' },
      overwrite: false,
    },
  });
  const decided = [...results].map(([id, result]) => [
    id,
    'decisions' in result ? Object.fromEntries(result.decisions) : result.kind,
  ]);

  expect(Object.fromEntries(decided)).toEqual({
    old: { email: 'sent', firstName: 'stale' },
    new: { firstName: 'sent' },
    filling: { lastName: 'sent', email: 'kept' },
  });
});
