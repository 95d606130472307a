import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { test } from 'vitest';
import { bundleFunction } from '../../lib/bundle/bundle.ts';
import { loadSettings } from '../../lib/config/settings.ts';
import { root } from '../support/flow.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { type ColdStart, modelled, startColdWorld } from './cold-start.ts';
import { playRounds, ratiosOf } from './rounds.ts';
import { record } from './table.ts';

const rounds = 15;

/** Within the checkout, where the SDK that is not bundled is found, as it is on Lambda. */
const defaultsDir = join(root, '.bench/defaults');

test('a cold start beside the same entries built with the defaults of CDK', async () => {
  const { deployed } = await loadSettings(join(root, 'config'));
  const into = temporaryDir('cold-bundles');
  const bundle = async (name: string) => {
    const entry = join(root, 'functions', `${name}.ts`);
    return (await bundleFunction({ entry, name, into, config: deployed })).assetDirectory;
  };
  rmSync(defaultsDir, { recursive: true, force: true });
  const [receive, deliver] = [await bundle('receive'), await bundle('deliver')];
  const usual = await buildAsUsual('receive', 'usual', receive, true);
  const whole = await buildAsUsual('receive', 'whole', receive, false);
  const late = await buildAsUsual('receive', 'late', receive, true, [inFirstCall]);
  const usualDeliver = await buildAsUsual('deliver', 'deliver', deliver, true);
  const bare = join(defaultsDir, 'bare');
  mkdirSync(bare, { recursive: true });
  writeFileSync(
    join(bare, 'index.mjs'),
    'export const handler = async () => ({ statusCode: 200 });',
  );
  const world = await startColdWorld();
  const message = await world.message(receive);

  const taken: Record<string, ColdStart[]> = {};
  const side = (name: string, start: () => Promise<ColdStart>) => async () => {
    const took = await start();
    taken[name] = [...(taken[name] ?? []), took];
    return modelled(took);
  };
  const played = await playRounds(
    {
      bare: side('bare', () => world.receive(bare)),
      receive: side('receive', () => world.receive(receive)),
      usual: side('usual', () => world.receive(usual)),
      whole: side('whole', () => world.receive(whole)),
      late: side('late', () => world.receive(late)),
      deliver: side('deliver', () => world.deliver(deliver, message)),
      usualDeliver: side('usualDeliver', () => world.deliver(usualDeliver, message)),
    },
    rounds,
  );
  record({
    'receive cold defaults': ratiosOf(played, 'receive', 'usual'),
    'receive cold late': ratiosOf(played, 'receive', 'late'),
    'receive cold whole': ratiosOf(played, 'receive', 'whole'),
    'receive cold bare': ratiosOf(played, 'receive', 'bare'),
    'deliver cold defaults': ratiosOf(played, 'deliver', 'usualDeliver'),
    'deliver first init': shares(taken.deliver),
    'receive first init': shares(taken.receive),
  });
});

/** Without the first round, which warms up. */
function shares(taken: ColdStart[] = []): number[] {
  return taken.slice(1).map(({ init, first }) => first / init);
}

/**
 * An entry as NodejsFunction builds it when nothing but ES modules is asked for, which top-level
 * await needs: not minified, the SDK taken from the runtime unless `isSdkOfRuntime` is false.
 */
async function buildAsUsual(
  name: string,
  directory: string,
  asset: string,
  isSdkOfRuntime: boolean,
  plugins: Plugin[] = [],
): Promise<string> {
  const into = join(defaultsDir, directory);
  cpSync(asset, into, { recursive: true });
  await build({
    entryPoints: [join(root, 'functions', `${name}.ts`)],
    outfile: join(into, 'index.mjs'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    external: isSdkOfRuntime ? ['@aws-sdk/*', '@smithy/*'] : [],
    banner: {
      js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
    },
    logLevel: 'silent',
    plugins,
  });
  return into;
}

/** The entry without what it fetches while it starts. */
const inFirstCall: Plugin = {
  name: 'in-first-call',
  setup(build) {
    build.onLoad({ filter: /functions[\\/]receive\.ts$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace(/^await Promise\.all\(\[.*prefetch\(\)\]\);$/m, '');
      if (contents === text) throw new Error('receive fetches nothing while it starts');
      return { contents, loader: 'ts' };
    });
  },
};
