import { inject, test } from 'vitest';
import { root } from '../support/flow.ts';
import { recordAgainst } from './against.ts';
import { posts, rounds } from './local-run/posts.ts';
import { startLocalWorld } from './local-run/world.ts';
import { playRounds, ratiosOf } from './rounds.ts';

test('POST → PATCH on the local run beside that of another checkout', async () => {
  const world = await startLocalWorld();
  const sides = {
    ours: posts(await world.startProduct(root)),
    theirs: posts(await world.startProduct(inject('against'))),
  };

  const played = await playRounds(sides, rounds);

  await recordAgainst({ 'local run before': ratiosOf(played, 'ours', 'theirs') });
});
