import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';
import { type Bundle, bundleFunction } from '../../lib/bundle/bundle.ts';

const root = join(import.meta.dirname, '../..');

/** A module of this checkout that a bundle takes in another text. */
export interface Substitute {
  /** From the root of the checkout, such as `functions/core/receive/json-numbers.ts`. */
  module: string;
  /** TypeScript. What it imports is looked for from where the module is. */
  text: string;
}

let directory: string | undefined;
const bundles = new Map<string, Promise<Bundle>>();

/**
 * A new directory with what Lambda gets of a function: its bundle, made once per process as `cdk
 * synth` makes it, and a configuration. It is there until the process ends.
 * @throws BuildFailure (esbuild), and Error where the module of the substitute is not bundled
 */
export async function deployBundle(
  name: 'receive' | 'deliver',
  config: unknown,
  substitute?: Substitute,
): Promise<string> {
  const key = createHash('sha256')
    .update(JSON.stringify([name, substitute]))
    .digest('hex');
  const made = bundles.get(key) ?? makeBundle(name, join(ownDirectory(), key), substitute);
  bundles.set(key, made);
  const { assetDirectory } = await made;
  const deployed = mkdtempSync(join(ownDirectory(), `${name}-`));
  cpSync(assetDirectory, deployed, { recursive: true });
  writeFileSync(join(deployed, 'config.json'), JSON.stringify(config));
  return deployed;
}

async function makeBundle(
  name: string,
  into: string,
  substitute: Substitute | undefined,
): Promise<Bundle> {
  const entry = join(root, 'functions', `${name}.ts`);
  if (substitute === undefined) return bundleFunction({ entry, name, into, config: {} });
  const taken: string[] = [];
  const plugins = [substitution(substitute, (path) => taken.push(path))];
  const bundle = await bundleFunction({ entry, name, into, config: {}, plugins });
  if (taken.length === 0)
    throw new Error(`The bundle of ${name} does not contain ${substitute.module}.`);
  return bundle;
}

function substitution(
  { module, text }: Substitute,
  report: (path: string) => void,
): Plugin {
  const path = join(root, module);
  return {
    name: 'substitution',
    setup(build) {
      build.onLoad({ filter: new RegExp(`^${RegExp.escape(path)}$`) }, () => {
        report(path);
        return { contents: text, loader: 'ts', resolveDir: dirname(path) };
      });
    },
  };
}

function ownDirectory(): string {
  if (directory !== undefined) return directory;
  const made = mkdtempSync(join(tmpdir(), 'bridgehook-deployed-'));
  process.once('exit', () => rmSync(made, { recursive: true, force: true }));
  directory = made;
  return made;
}
