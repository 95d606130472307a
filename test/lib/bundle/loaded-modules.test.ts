import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Plugin } from 'esbuild';
import { expect, test } from 'vitest';
import { bundleFunction } from '../../../lib/bundle/bundle.ts';
import { loadSettings } from '../../../lib/config/settings.ts';
import { startColdWorld } from '../../bench/cold-start.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const functions = join(import.meta.dirname, '../../../functions');
const delivery = { requestTimeoutSeconds: 10 };
const config = { plans: {}, sources: {}, workspaces: {}, delivery };

/** Nothing answers there: INIT goes on without what it asks for. */
const nowhere = 'http://127.0.0.1:1';
const environment = {
  TZ: 'UTC',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'fake',
  AWS_SECRET_ACCESS_KEY: 'fake',
  AWS_ENDPOINT_URL: nowhere,
  SIGNING_KEYS_SECRET: 'signing-keys',
  BRIDGE_KEYS_SECRET: 'bridge-keys',
  PEPPER_SECRET: 'pepper',
  QUEUE_URLS: JSON.stringify({ main: `${nowhere}/main.fifo` }),
  TABLE_NAME: 'ledger',
  PUBLIC_URL: 'https://hooks.example.com',
  BRIDGE_BASE_URL: nowhere,
};

/** Prints the parts of Node that the import of a module has loaded. */
const report = `const before = new Set(process.moduleLoadList);
await import(process.argv[1]);
const loaded = process.moduleLoadList.filter((one) => !before.has(one));
console.log(JSON.stringify(loaded));
process.exit();`;

/** The parts of Node that INIT of a function loads, by the names that Node has for them. */
async function loadedBy(name: string, plugins: Plugin[] = []): Promise<string[]> {
  const entry = join(functions, `${name}.ts`);
  const into = temporaryDir('loaded');
  const { assetDirectory } = await bundleFunction({ entry, name, into, config, plugins });
  const code = [
    '--input-type=module',
    '--eval',
    report,
    join(assetDirectory, 'index.mjs'),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, code, {
    env: environment,
  });
  const last = stdout.trim().split('\n').at(-1) ?? '';
  return JSON.parse(last) as string[];
}

const ofUndici = (loaded: string[]) => loaded.filter((one) => one.includes('undici'));

test.each([
  ['receive', 75],
  ['deliver', 75],
])('INIT of %s loads no more of Node than it needs: no undici', async (name, most) => {
  const loaded = await loadedBy(name);

  expect(ofUndici(loaded)).toEqual([]);
  expect(loaded.filter((one) => /webstreams|perf_hooks/.test(one))).toEqual([]);
  expect(loaded).toContain('NativeModule _http_client');
  expect(loaded.length).toBeLessThanOrEqual(most);
});

test('the first request and the first event find all of Node that they need', async () => {
  const { deployed } = await loadSettings(join(functions, '../config'));
  const into = temporaryDir('loaded');
  const bundle = async (name: string) => {
    const entry = join(functions, `${name}.ts`);
    return (await bundleFunction({ entry, name, into, config: deployed })).assetDirectory;
  };
  const [receive, deliver] = [await bundle('receive'), await bundle('deliver')];
  const world = await startColdWorld();

  const ofReceive = await world.receive(receive);
  const ofDeliver = await world.deliver(deliver, await world.message(receive));

  expect(ofReceive.loaded).toEqual([]);
  expect(ofDeliver.loaded).toEqual([]);
});

test('a bundle that asks a builtin for all of its names loads undici', async () => {
  const allNames: Plugin = {
    name: 'all-names',
    setup(build) {
      build.onResolve({ filter: /^node:http$/ }, ({ path, kind }) =>
        kind === 'dynamic-import' ? { path, namespace: 'all-names' } : undefined,
      );
      build.onLoad({ filter: /.*/, namespace: 'all-names' }, ({ path }) => ({
        contents: `const all = { ...process.getBuiltinModule('${path}') };
          export const { Agent, request } = all;`,
      }));
    },
  };

  const loaded = await loadedBy('receive', [allNames]);

  expect(ofUndici(loaded)).not.toEqual([]);
  expect(loaded.length).toBeGreaterThan(100);
});
