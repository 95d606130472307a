import { test } from 'vitest';
import { root } from '../support/flow.ts';
import { posts, rounds } from './local-run/posts.ts';
import { startLocalWorld } from './local-run/world.ts';
import { playRounds, ratiosOf } from './rounds.ts';
import { record } from './table.ts';

test('POST → PATCH on the local run beside a naive handler', async () => {
  const world = await startLocalWorld();
  const sides = {
    ours: posts((await world.startProduct(root)).post),
    naive: posts(await world.startNaive()),
  };

  const played = await playRounds(sides, rounds);

  record({ 'local run naive': ratiosOf(played, 'ours', 'naive') });
});
