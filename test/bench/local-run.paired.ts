import { setTimeout as delay } from 'node:timers/promises';
import { inject, test } from 'vitest';
import { root } from '../support/flow.ts';
import { recordAgainst } from './against.ts';
import { posts, rounds } from './local-run/posts.ts';
import { type Product, startLocalWorld } from './local-run/world.ts';
import { playRounds, ratiosOf, type Side } from './rounds.ts';

test('POST → PATCH on the local run beside that of another checkout', async () => {
  const { ours, theirs } = await startBoth();
  const sides = { ours: posts(ours.post), theirs: posts(theirs.post) };

  const played = await playRounds(sides, rounds);

  await recordAgainst({ 'local run before': ratiosOf(played, 'ours', 'theirs') });
});

test('CPU of the local run beside that of another checkout, 20 senders at a time', async () => {
  const { ours, theirs } = await startBoth();
  const sides = { ours: cpuOf(ours), theirs: cpuOf(theirs) };
  for (let round = 0; round < warmUpRounds; round += 1)
    for (const side of Object.values(sides)) await side();

  const played = await playRounds(sides, rounds);

  await recordAgainst({ 'local run CPU': ratiosOf(played, 'ours', 'theirs') });
});

async function startBoth(): Promise<{ ours: Product; theirs: Product }> {
  const world = await startLocalWorld();
  const ours = await world.startProduct(root);
  return { ours, theirs: await world.startProduct(inject('against')) };
}

const senders = 20;
/** Workers are started under load, and each is slow at first. */
const warmUpRounds = 15;
/** What is written down after the PATCH of the last event. */
const endMs = 300;

/** The CPU time of an event that arrives with others, in ms. */
function cpuOf({ postTogether, cpuMs }: Product): Side {
  return async () => {
    const before = cpuMs() ?? Number.NaN;
    await postTogether(senders);
    await postTogether(senders);
    await delay(endMs);
    return ((cpuMs() ?? Number.NaN) - before) / (2 * senders);
  };
}
