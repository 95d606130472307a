import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import { bridgehookCommand, type Call } from '../../lib/command-line.ts';
import { type Configuration, readConfiguration } from '../../lib/config/configuration.ts';
import { formatProblems } from '../../lib/config/problems/config-problem.ts';
import { sourceNames } from '../../lib/config/source-names.ts';
import { UserError } from '../../lib/report.ts';
import { deployedWorkspaces, type OpenLedger } from '../place/ledger/open-ledger.ts';
import { type LedgerUse, withLedger } from '../place/ledger/with-ledger.ts';
import { findPlace, type Place, placeOf } from '../place/place.ts';
import { callOf } from '../place/place-options.ts';
import { chooseWorkspace } from '../place/scope.ts';
import type { Configured } from '../selection/left-behind.ts';
import { fromHere } from '../terminal/options.ts';
import type { ConsoleScope } from './setup.ts';

/** What every operation stands on: the setup, the configuration as it is now, the ledger. */
export interface Around extends ConsoleScope {
  call: Call;
  /** Of the configuration. */
  dir: string;
  place(): Promise<Place>;
  /**
   * As it is on the disk now.
   * @throws UserError if bridge.yaml cannot be read
   */
  configuration(): Promise<Configuration & { bridge: BridgeFile }>;
  /** The names in it, whether or not there are mistakes in them. */
  configured(): Promise<Configured>;
  /** Uses the ledger for a workspace. @throws UserError also for what only time puts right */
  withLedger<T>(
    workspace: string,
    use: (ledger: OpenLedger) => Promise<T>,
    afterFailure?: LedgerUse['afterFailure'],
  ): Promise<T>;
  /** The same for what is not about one workspace. */
  withAnyLedger<T>(use: (ledger: OpenLedger) => Promise<T>): Promise<T>;
  /** Why nothing may be changed from here, and how it could be; `undefined` where it may. */
  readOnly: string | undefined;
  /** @throws UserError with `readOnly` if it is so */
  assertMayWrite(): void;
}

export function lookAround(setup: ConsoleScope): Around {
  const { options, terminal } = setup;
  const call = callOf(options, terminal);
  const dir = fromHere(terminal, options.config);
  const place = createPlace(setup);
  const configuration = readingBridge(createReader(dir));
  const readOnly = setup.mayWrite ? undefined : describeReadOnly(call);
  const around: Around = {
    ...setup,
    readOnly,
    call,
    dir,
    place,
    configuration,
    configured: async () => ({
      workspaces: Object.keys((await configuration()).bridge.workspaces),
      sources: (await sourceNames(dir)).value,
    }),
    async withLedger(workspace, use, afterFailure) {
      const { bridge } = await configuration();
      const scope = chooseWorkspace(bridge, workspace, []);
      const where = { options: { ...options, workspace }, place: await place() };
      return withLedger({ terminal, scope, ...where, afterFailure }, use);
    },
    async withAnyLedger(use) {
      const { workspaces } = await around.configured();
      const deployed = deployedWorkspaces(await place());
      const [first = ''] = workspaces;
      const known = workspaces.find((name) => deployed.includes(name)) ?? first;
      return around.withLedger(known, use);
    },
    assertMayWrite() {
      if (readOnly !== undefined) throw new UserError(readOnly);
    },
  };
  return around;
}

function describeReadOnly(call: Call): string {
  const writing = bridgehookCommand(['console', '--write'], call);
  return `This console only reads. To change something, start it with --write: ${writing}`;
}

/** Nothing is known without bridge.yaml; a source with mistakes is left out alone. */
function readingBridge(read: () => Promise<Configuration>): Around['configuration'] {
  return async () => {
    const found = await read();
    const { bridge } = found;
    if (bridge === undefined) throw new UserError(formatProblems(found.problems));
    return { ...found, bridge };
  };
}

/** What is found of a deployed stack stays as it is; what failed is looked for again. */
function createPlace({ options, terminal, local }: ConsoleScope): () => Promise<Place> {
  let found: Promise<Place> | undefined;
  return () => {
    if (local !== undefined) return Promise.resolve(placeOf(local.instance));
    found ??= findPlace(terminal, options).catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

/** To read a configuration runs all of its samples: it is done again only if a file has changed. */
function createReader(dir: string): () => Promise<Configuration> {
  let known: { state: string; value: Promise<Configuration> } | undefined;
  return async () => {
    const state = await stateOf(dir);
    if (known?.state !== state) known = { state, value: readConfiguration(dir) };
    return known.value;
  };
}

async function stateOf(dir: string): Promise<string> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(
    () => [],
  );
  const files = entries.filter((entry) => entry.isFile());
  const states = files.map(({ parentPath, name }) => stateOfFile(join(parentPath, name)));
  return (await Promise.all(states)).sort().join('\n');
}

/** Nothing of a file that is gone already: drafts and files of editors come and go. */
async function stateOfFile(path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return '';
  const { mtimeMs, size, ino } = found;
  return [path, mtimeMs, size, ino].join(' ');
}
