import { describe, expect, test } from 'vitest';
import type { Hold } from '../../../../functions/core/memory/workspace-state.ts';
import { day, newName, reading, useTable, writing } from './implementations.ts';

useTable();

const newWorkspace = () => newName('workspace');
const hold = (until: number): Hold => ({
  reason: 'unavailable',
  until,
  stepSeconds: 15,
  since: day,
  isProbed: false,
});
const failing = (group: string, at = day) => ({ group, at });

/** Of a plan nothing is on hold, whatever the real memory says. */
describe.each(reading)('workspaces %s: what is read', (_, open) => {
  test('of a workspace where nothing happened, nothing is known', async () => {
    expect(await open().memory.workspaces.read(newWorkspace())).toEqual({
      failing: [],
      successes: {},
    });
  });
});

describe.each(writing)('workspaces %s: what is written', (_, open) => {
  test('first failures add up, each once, and come back with the call', async () => {
    const { workspaces } = open().memory;
    const name = newWorkspace();
    const [a, b] = [failing('a'), { ...failing('b', day + 1), retryAt: day + 60_000 }];
    await workspaces.noteFailure(name, a);

    const state = await workspaces.noteFailure(name, b);
    const again = await workspaces.noteFailure(name, b);

    expect(state.failing.toSorted((x, y) => x.at - y.at)).toEqual([a, b]);
    expect(again.failing).toHaveLength(2);
    expect(await workspaces.read(name)).toEqual(again);
  });

  test('a success replaces that of its kind of call, and forgets the failures', async () => {
    const { workspaces } = open().memory;
    const name = newWorkspace();
    const [search, patch] = [
      { at: day, group: 'a' },
      { at: day + 1, group: 'b', othersAt: day },
    ];
    await workspaces.noteFailure(name, failing('a'));
    await workspaces.noteSuccess(name, { search, patch: search });

    await workspaces.noteSuccess(name, { patch });

    expect(await workspaces.read(name)).toEqual({
      failing: [],
      successes: { search, patch },
    });
  });

  test('a hold begins once, and is moved by the one who saw it (G6)', async () => {
    const { workspaces } = open().memory;
    const name = newWorkspace();
    const [first, second, late] = [hold(day + 1), hold(day + 2), hold(day + 3)];
    await workspaces.noteFailure(name, failing('a'));

    const moved = [
      await workspaces.moveHold(name, undefined, first),
      await workspaces.moveHold(name, undefined, late),
      await workspaces.moveHold(name, first, second),
      await workspaces.moveHold(name, first, late),
    ];

    expect(moved).toEqual([true, false, true, false]);
    expect(await workspaces.read(name)).toEqual({
      hold: second,
      failing: [],
      successes: {},
    });
  });

  test('only the hold that was seen is released', async () => {
    const { workspaces } = open().memory;
    const name = newWorkspace();
    const [older, newer] = [hold(day + 1), hold(day + 2)];
    const success = { at: day, group: 'a' };
    await workspaces.noteSuccess(name, { read: success });
    await workspaces.moveHold(name, undefined, newer);
    await workspaces.noteFailure(name, failing('a'));

    const released = [
      await workspaces.releaseHold(name, older),
      await workspaces.releaseHold(name, newer),
      await workspaces.releaseHold(name, newer),
    ];

    expect(released).toEqual([false, true, false]);
    expect(await workspaces.read(name)).toEqual({
      failing: [],
      successes: { read: success },
    });
  });
});
