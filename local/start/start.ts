import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildApp } from '../../lib/bridgehook-app.ts';
import { type Configuration, readConfiguration } from '../../lib/config/configuration.ts';
import { type Settings, toSettings } from '../../lib/config/settings.ts';
import { UserError } from '../../lib/report.ts';
import { startSeededSimulator } from '../bridge-simulator/seeded-simulator.ts';
import type {
  BridgeSimulator,
  BridgeSimulatorOptions,
} from '../bridge-simulator/start-bridge-simulator.ts';
import { type Clock, realClock } from '../cloud/clock.ts';
import { serveLoopback } from '../cloud/loopback.ts';
import { type LocalApp, type LocalAppOptions, startLocalApp } from '../cloud/run.ts';
import { readKeysFile } from '../keys/keys-file.ts';
import { addFakeKeys, localSecrets } from '../keys/local-keys.ts';
import { type Console, jsonConsole, textConsole } from './console.ts';
import { listenToRequests } from './recorder.ts';
import { type RunningInstance, removeRunFile, writeRunFile } from './run-file.ts';
import { type SourceCurl, sampleCurls } from './sample-curls.ts';

export interface StartOptions extends Pick<LocalAppOptions, 'onLog' | 'intercept' | 'environment'> {
  configDir: string;
  /** 0 takes any free one. */
  port: number;
  /** Scheme and host senders call; default: bridge.yaml's, else the address on this machine. */
  publicUrl?: string | undefined;
  /** Keeps every request that arrives below `folder`. */
  record?: boolean | undefined;
  /**
   * Where queues, ledger and the simulator's contacts are kept; without it nothing outlives the
   * run.
   */
  stateDir?: string | undefined;
  clock?: Clock;
  /** Told what happens, line by line; nobody is if absent. */
  out?: (line: string) => void;
  json?: boolean | undefined;
  /**
   * Where keys, recordings and the address of the running instance are written. Default
   * `.bridgehook`.
   */
  folder?: string;
  /** Default `keys.json` in `folder`. */
  keysFile?: string;
  /** The real API, instead of the simulator. */
  bridge?: { baseUrl: string; apiKey: string } | undefined;
  simulator?: Partial<BridgeSimulatorOptions>;
}

export interface Running {
  /** Where the hooks are on this machine: `<url>/hooks/<source>`. No trailing slash. */
  url: string;
  publicUrl: string;
  app: LocalApp;
  /** Absent when the real API is used. */
  simulator: BridgeSimulator | undefined;
  /** Freshly signed commands that send each source's first sample. */
  curls(): SourceCurl[];
  /** Prints them. */
  printCurls(): void;
  /** Ends what is running and leaves nothing behind but what was asked to be kept. */
  stop(): Promise<void>;
}

/**
 * Synthesises the app and runs it on this machine, with a Bridge simulator unless told otherwise.
 * @throws UserError, with nothing left running, for what people can put right
 */
export async function startBridgehook(options: StartOptions): Promise<Running> {
  const startedAt = performance.now();
  const configuration = await readConfiguration(options.configDir);
  const settings = withPublicUrl(toSettings(configuration), options.publicUrl);
  await checkPort(options.port);
  const { folder = '.bridgehook', clock = realClock(), out, json } = options;
  const console = out && (json ? jsonConsole(out) : textConsole(out, clock.now));
  const keysFile = options.keysFile ?? join(folder, 'keys.json');
  const cleanup = new AsyncDisposableStack();
  try {
    return await start({
      ...options,
      startedAt,
      configuration,
      settings,
      folder,
      clock,
      console,
      keysFile,
      cleanup,
    });
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}

interface Start extends StartOptions {
  startedAt: number;
  configuration: Configuration;
  settings: Settings;
  folder: string;
  clock: Clock;
  console: Console | undefined;
  keysFile: string;
  /** Ends last what it is given first. */
  cleanup: AsyncDisposableStack;
}

async function start(run: Start): Promise<Running> {
  const { configuration, settings, cleanup, folder, clock, console, keysFile } = run;
  addFakeKeys(keysFile, configuration, settings);
  const simulator = run.bridge ? undefined : await startSeededSimulator({ ...run, now: clock.now });
  const app = await runApp(run, simulator);
  const bridgeUrl = run.bridge?.baseUrl ?? simulator?.url ?? settings.baseUrl;
  const { awsEndpoint, outputs } = app;
  const instance = {
    pid: process.pid,
    url: app.url,
    publicUrl: settings.publicUrl ?? app.url,
    bridgeUrl,
    awsEndpoint,
    outputs,
  };
  const runFile = join(folder, 'run.json');
  writeRunFile(runFile, instance);
  cleanup.defer(() => removeRunFile(runFile, instance));

  const bodiesDir = join(folder, 'samples');
  const curls = () =>
    sampleCurls(configuration.sources, {
      ...instance,
      ring: readKeysFile(keysFile),
      now: clock.now(),
      bodiesDir,
    });
  const printCurls = () => console?.curls(curls());
  console?.ready(summarise(run, instance, app.awsEndpoint, simulator));
  printCurls();
  return { ...instance, app, simulator, curls, printCurls, stop: () => cleanup.disposeAsync() };
}

async function runApp(run: Start, simulator: BridgeSimulator | undefined): Promise<LocalApp> {
  const {
    configuration,
    settings,
    stateDir,
    intercept,
    environment,
    clock,
    console,
    keysFile,
    cleanup,
    folder,
  } = run;
  const baseUrl = run.bridge?.baseUrl ?? simulator?.url ?? settings.baseUrl;
  const app = await startLocalApp({
    assembly: await synthesise(settings, cleanup),
    port: run.port,
    clock,
    environment: { ...environment, Deliver: { BRIDGE_BASE_URL: baseUrl, ...environment?.Deliver } },
    secrets: localSecrets(
      keysFile,
      Object.keys(settings.workspaces),
      run.bridge?.apiKey,
      simulator,
    ),
    onLog(line) {
      run.onLog?.(line);
      console?.log(line);
    },
    onRequest: listenToRequests(
      configuration.sources,
      run.record ? recordingsDir(folder) : undefined,
      console,
    ),
    ...(settings.publicUrl === undefined ? {} : { publicUrl: settings.publicUrl }),
    ...(stateDir === undefined ? {} : { stateDir }),
    ...(intercept === undefined ? {} : { intercept }),
  });
  cleanup.defer(app.stop);
  return app;
}

function summarise(
  run: Start,
  { url, publicUrl }: RunningInstance,
  awsEndpoint: string,
  simulator: BridgeSimulator | undefined,
) {
  const { configuration, keysFile, record, folder, startedAt, bridge, settings } = run;
  return {
    configDir: configuration.dir,
    seconds: (performance.now() - startedAt) / 1000,
    url,
    publicUrl,
    sources: configuration.sources.map(({ source: { name } }) => ({
      source: name,
      url: `${publicUrl}/hooks/${name}`,
    })),
    bridge: {
      isReal: bridge !== undefined,
      url: bridge?.baseUrl ?? simulator?.url ?? settings.baseUrl,
    },
    keysFile,
    awsEndpoint,
    recordings: record ? recordingsDir(folder) : undefined,
  };
}

function recordingsDir(folder: string): string {
  return join(folder, 'recorded');
}

function withPublicUrl(settings: Settings, publicUrl: string | undefined): Settings {
  return publicUrl === undefined
    ? settings
    : { ...settings, publicUrl: publicUrl.replace(/\/+$/, '') };
}

/** Synthesising takes seconds; a port that is taken should be told at once. */
async function checkPort(port: number): Promise<void> {
  if (port === 0) return;
  try {
    await (await serveLoopback(port, (_, response) => response.destroy())).close();
  } catch (error) {
    throw new UserError((error as Error).message);
  }
}

async function synthesise(settings: Settings, cleanup: AsyncDisposableStack): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), 'bridgehook-'));
  cleanup.defer(() => rm(outdir, { recursive: true, force: true }));
  const app = await buildApp({ settings, stage: 'local', outdir });
  return app.synth().directory;
}
