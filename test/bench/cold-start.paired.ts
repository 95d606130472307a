import { join } from 'node:path';
import { inject, test } from 'vitest';
import { root } from '../support/flow.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { recordAgainst } from './against.ts';
import { synthesise } from './checkout.ts';
import { type ColdStart, modelled, startColdWorld } from './cold-start.ts';
import { medianOf } from './measured-ratios.ts';
import { playRounds } from './rounds.ts';

const rounds = 15;

test.each(['receive', 'deliver'] as const)(
  'a cold start of %s beside that of another checkout',
  async (name) => {
    const here = await bundlesOf(root);
    const there = await bundlesOf(inject('against'));
    const world = await startColdWorld();
    const start = async (of: (name: string) => string) => {
      const message = name === 'deliver' ? await world.message(of('receive')) : '';
      return () =>
        name === 'receive' ? world.receive(of(name)) : world.deliver(of(name), message);
    };
    const sides = { ours: await start(here), theirs: await start(there) };
    const taken: { ours: ColdStart[]; theirs: ColdStart[] } = { ours: [], theirs: [] };
    const side = (which: keyof typeof sides) => async () => {
      const took = await sides[which]();
      taken[which].push(took);
      return modelled(took);
    };

    await playRounds({ ours: side('ours'), theirs: side('theirs') }, rounds);

    const ratios = (of: (start: ColdStart) => number) =>
      taken.ours.map((one, round) => of(one) / of(taken.theirs[round] ?? one)).slice(1);
    const parts = [
      ratios(modelled),
      ratios(({ init }) => init),
      ratios(({ first }) => first),
    ];
    const [whole, init, first] = parts.map((part) => medianOf(part).toFixed(2));
    process.stdout.write(
      `${name} ÷ another checkout: init + first at 512 MB ${whole}, init ${init}, first ${first}\n`,
    );
    if (name === 'deliver')
      await recordAgainst({ 'deliver cold before': ratios(modelled) });
  },
);

/** The bundles of a checkout with the example configuration, by name. */
async function bundlesOf(checkout: string): Promise<(name: string) => string> {
  const outdir = temporaryDir('cold-against');
  await synthesise(checkout, join(checkout, 'config'), outdir);
  return (name) => join(outdir, 'bundles', name);
}
