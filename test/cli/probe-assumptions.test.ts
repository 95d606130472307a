import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tryReading } from '../../cli/probe/assumptions.ts';
import type { Trial } from '../../cli/probe/trial.ts';
import type { BridgeSimulatorOptions } from '../../local/bridge-simulator/start-bridge-simulator.ts';
import { type Place, place, probe, stateOf } from './probe-place.ts';

const usual = {
  readsFollowWrites: 'yes',
  searchIgnoresCase: 'yes',
  patchAnswer: 'the contact',
};
const settings = {
  nulls: 'clears',
  omittedFields: 'kept',
  attributeList: 'merges',
  optionList: 'replaces',
  emptyAttribute: 'clears',
  unknownOwner: 'refused',
};

async function found(options: Partial<BridgeSimulatorOptions>) {
  const here = await place(options);
  const before = stateOf(here);
  const { stdout, code } = await probe(here, '--json');
  expect(stateOf(here)).toEqual(before);
  return { code, ...JSON.parse(stdout) };
}

describe('what no setting says is found out too, and the settings are right all the same', () => {
  test.each<[string, Partial<BridgeSimulatorOptions>, Partial<typeof usual>]>([
    ['a Bridge as it is taken to be', {}, {}],
    ['a search that minds capitals', { search: 'mindsCase' }, { searchIgnoresCase: 'no' }],
    [
      'a PATCH that is answered with nothing',
      { patchAnswer: 'nothing' },
      { patchAnswer: 'nothing' },
    ],
    ['ids in capitals', { ids: 'upper' }, {}],
    ['pages without end', { pages: 'endless' }, {}],
    ['an attribute of a new category', { unknownCategory: true }, {}],
  ])('%s', async (_, options, different) => {
    const { code, assumptions, behaviour } = await found(options);

    expect(assumptions).toEqual({ ...usual, ...different });
    expect(behaviour).toEqual(settings);
    expect(code).toBe(0);
  });

  test('reading that lags behind is waited for', async () => {
    const { assumptions, behaviour, notes } = await found({ readsLagSeconds: 0.2 });

    expect(assumptions).toEqual({ ...usual, readsFollowWrites: 'no' });
    expect(notes.readsFollowWrites).toMatch(/^a change was shown after [\d.]+ s$/);
    expect(behaviour).toEqual(settings);
  });

  test('an owner who does not exist may be a 404: it is refused, and the contact is not gone', async () => {
    const { behaviour, notes } = await found({ unknownOwner: 'notFound' });

    expect(behaviour).toEqual(settings);
    expect(notes.unknownOwner).toBe(
      'an owner who does not exist was refused (status 404)',
    );
  });
});

test('without an email nothing is said of searching', async () => {
  const here = await place({}, { lastName: 'Gil', cellphone: '+34600111222' });

  const { stdout } = await probe(here);

  expect(stdout).toMatch(/^searchIgnoresCase +not settled +the contact has no email/m);
});

test('a page for people is no answer of Bridge: it is said so, and the contact restored', async () => {
  const here = await place();
  const before = stateOf(here);
  settleSoon(here);
  here.simulator.addFault({ status: 200, page: '<html>canary</html>', method: 'PATCH' });

  const { code, stderr } = await probe(here);

  expect(code).toBe(1);
  expect(stderr).toContain('PATCH contact: the answer does not show this contact');
  expect(stderr).toContain('The contact is as it was.');
  expect(stderr).not.toContain('canary');
  expect(stateOf(here)).toEqual(before);
});

function settleSoon({ cwd }: Place): void {
  const file = join(cwd, 'config/bridge.yaml');
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('delivery:', 'delivery:\n  settle: 1 s'),
  );
}

test('a change that is never shown ends the probe, and is taken back unseen', async () => {
  const original = { id: 'c', lastName: 'Gil' };
  const sent: unknown[] = [];
  const trial: Partial<Trial> = {
    original,
    bodyOf: async (writes) =>
      Object.fromEntries(writes.map(({ field, value }) => [field, value])),
    send: async (body) => {
      sent.push(body);
      return { isApplied: true };
    },
    read: async () => original,
    wait: async () => {},
  };

  const finding = await tryReading(trial as Trial);

  expect(finding).toEqual({
    value: 'no',
    note: 'another lastName was not shown within 10 s',
    endsAll: true,
  });
  expect(sent).toEqual([{ lastName: 'Gil-' }, { lastName: 'Gil' }]);
});
