import { join } from 'node:path';
import { inject, test } from 'vitest';
import { root } from '../support/flow.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { synthesise } from './checkout.ts';
import { modelled, startColdWorld } from './cold-start.ts';
import { playRounds, ratiosOf } from './rounds.ts';
import { report, rowOf } from './table.ts';

const rounds = 15;

test('a cold start beside that of another checkout', async () => {
  const here = await bundlesOf(root);
  const there = await bundlesOf(inject('against'));
  const world = await startColdWorld();
  const ours = await world.message(here('receive'));
  const theirs = await world.message(there('receive'));

  const played = await playRounds(
    {
      receive: async () => modelled(await world.receive(here('receive'))),
      otherReceive: async () => modelled(await world.receive(there('receive'))),
      deliver: async () => modelled(await world.deliver(here('deliver'), ours)),
      otherDeliver: async () => modelled(await world.deliver(there('deliver'), theirs)),
    },
    rounds,
  );

  report([
    rowOf(
      'receive: init + first at 512 MB ÷ another checkout',
      ratiosOf(played, 'receive', 'otherReceive'),
    ),
    rowOf(
      'deliver: init + first at 512 MB ÷ another checkout',
      ratiosOf(played, 'deliver', 'otherDeliver'),
      0.8,
    ),
  ]);
});

/** The bundles of a checkout with the example configuration, by name. */
async function bundlesOf(checkout: string): Promise<(name: string) => string> {
  const outdir = temporaryDir('cold-against');
  await synthesise(checkout, join(checkout, 'config'), outdir);
  return (name) => join(outdir, 'bundles', name);
}
