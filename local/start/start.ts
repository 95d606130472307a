import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Configuration, readConfiguration } from '../../lib/config/configuration.ts';
import { type Settings, toSettings } from '../../lib/config/settings.ts';
import { startSeededSimulator } from '../bridge-simulator/seeded-simulator.ts';
import type { BridgeSimulator } from '../bridge-simulator/start-bridge-simulator.ts';
import { type Clock, realClock } from '../cloud/clock.ts';
import { type LocalApp, startLocalApp } from '../cloud/run.ts';
import { createTimeline, type TimelineStore } from '../console/timeline/timeline.ts';
import { readKeysFile } from '../keys/keys-file.ts';
import { addFakeKeys, bridgeKeysIn, localSecrets } from '../keys/local-keys.ts';
import { checkPort } from './check-port.ts';
import { type Console, jsonConsole, type Recordings, textConsole } from './console.ts';
import { explainRefusals } from './likely-difference.ts';
import { type ConsolePlace, placeForConsole } from './mount-console.ts';
import { withPublicUrl } from './public-url.ts';
import { feedTimeline, type TimelineFeed } from './recording/feed-timeline.ts';
import { acceptUnknown, listenToRequests } from './recording/recorder.ts';
import { type RunningInstance, removeRunFile, writeRunFile } from './run-file.ts';
import { requestBodiesDir, type SourceCurl, sampleCurls } from './sample-curls.ts';
import type { Running, StartOptions } from './start-options.ts';
import { synthesise } from './synthesise.ts';

export type { Running, StartOptions } from './start-options.ts';

/**
 * Synthesises the app and runs it on this machine, with a Bridge simulator unless a real Bridge is
 * given. Leaves nothing running if it throws.
 * @throws UserError for what people can put right
 */
export async function startBridgehook(options: StartOptions): Promise<Running> {
  const startedAt = performance.now();
  const configuration = await readConfiguration(options.configDir);
  const settings = withPublicUrl(toSettings(configuration), options.publicUrl);
  await checkPort(options.port);
  const { folder = '.bridgehook', clock = realClock() } = options;
  const cleanup = new AsyncDisposableStack();
  const timeline = createTimeline(Math.floor(clock.now()));
  try {
    return await start({
      ...options,
      startedAt,
      configuration,
      settings,
      folder,
      clock,
      printer: openPrinter(options, clock),
      consolePlace: options.console && placeForConsole(),
      timeline,
      feed: feedTimeline(timeline, clock.now),
      keysFile: options.keysFile ?? join(folder, 'keys.json'),
      recordings: options.record ? recordingsIn(folder, options) : undefined,
      cleanup,
    });
  } catch (error) {
    await cleanup.disposeAsync();
    throw error;
  }
}

function recordingsIn(folder: string, { keepHeaders = false }: StartOptions): Recordings {
  return { dir: join(folder, 'recorded'), keepHeaders };
}

interface Start extends StartOptions {
  startedAt: number;
  configuration: Configuration;
  settings: Settings;
  folder: string;
  clock: Clock;
  printer: Console | undefined;
  consolePlace: ConsolePlace | undefined;
  timeline: TimelineStore;
  feed: TimelineFeed;
  keysFile: string;
  recordings: Recordings | undefined;
  /** Ends last what it is given first. */
  cleanup: AsyncDisposableStack;
}

async function start(run: Start): Promise<Running> {
  const { configuration, settings, cleanup, printer, keysFile } = run;
  addFakeKeys(keysFile, configuration, settings);
  const simulator = run.bridge ? undefined : await startSimulator(run);
  const bridgeUrl = run.bridge?.baseUrl ?? simulator?.url ?? settings.baseUrl;
  const app = await runApp(run, simulator, bridgeUrl);
  const { url, awsEndpoint, outputs } = app;
  const publicUrl = settings.publicUrl ?? url;
  const found = { pid: process.pid, url, publicUrl, bridgeUrl, awsEndpoint, outputs };
  const consoleUrl = openConsole(run, found, simulator);
  const instance = { ...found, consoleUrl };
  announce(run, instance);
  removeRequestBodies(run);

  const curls = () => makeCurls(run, instance);
  printer?.ready(summarise(run, instance));
  printer?.curls(curls());
  return {
    ...instance,
    app,
    simulator,
    timeline: run.timeline,
    curls,
    printCurls: () => printer?.curls(curls(), consoleUrl),
    stop: () => cleanup.disposeAsync(),
  };
}

function startSimulator(run: Start): Promise<BridgeSimulator> {
  const apiKeys = bridgeKeysIn(run.keysFile);
  const { onAnswer } = run.simulator ?? {};
  return startSeededSimulator({
    ...run,
    apiKeys,
    now: run.clock.now,
    simulator: {
      ...run.simulator,
      onAnswer(request, answered) {
        onAnswer?.(request, answered);
        run.feed.onAnswer(request, answered);
      },
    },
  });
}

async function runApp(
  run: Start,
  simulator: BridgeSimulator | undefined,
  bridgeUrl: string,
): Promise<LocalApp> {
  const { configuration, settings, printer, keysFile, timeline, feed } = run;
  const workspaces = Object.keys(settings.workspaces);
  const sources = configuration.sources.map(({ source }) => source);
  let { publicUrl } = settings;
  const explain = explainRefusals(sources, keysFile, () => publicUrl);
  const app = await startLocalApp({
    assembly: await synthesise(settings, run.cleanup),
    port: run.port,
    publicUrl: settings.publicUrl,
    clock: run.clock,
    stateDir: run.stateDir,
    environment: withBridge(run.environment, bridgeUrl),
    secrets: localSecrets(keysFile, workspaces, run.bridge?.apiKey, simulator),
    onLog(line) {
      run.onLog?.(line);
      printer?.log(line);
      feed.onLog(line);
    },
    onRun: feed.onRun,
    onRequest: listenToRequests({
      configured: configuration.sources,
      recordings: run.recordings,
      console: printer,
      explain,
      timeline,
    }),
    answerInstead: run.acceptUnknown ? acceptUnknown(configuration.sources) : undefined,
    adviceFor: (host) => adviseOn(host, run),
    intercept: run.intercept,
    mount: run.consolePlace?.mount,
  });
  publicUrl ??= app.url;
  run.cleanup.defer(app.stop);
  return app;
}

function withBridge(
  environment: StartOptions['environment'],
  bridgeUrl: string,
): StartOptions['environment'] {
  return {
    ...environment,
    Deliver: { BRIDGE_BASE_URL: bridgeUrl, ...environment?.Deliver },
  };
}

/** What to do where a request is refused that a tunnel perhaps brought: said, and given. */
function adviseOn(host: string, { printer, feed }: Start): string {
  const url = `https://${host}`;
  const advice =
    `If a tunnel leads here from ${url}, start with --public-url ${url}, ` +
    `or write publicUrl: ${url} into bridge.yaml.`;
  printer?.foreignHost(advice);
  feed.onForeignHost();
  return advice;
}

/** Gives its address, where it is wanted. */
function openConsole(
  { console: makeOperations, consolePlace, timeline, keysFile, folder, clock }: Start,
  instance: RunningInstance,
  simulator: BridgeSimulator | undefined,
): string | undefined {
  if (makeOperations === undefined) return undefined;
  const about = { instance, simulator, timeline, keysFile, folder, clock };
  const port = Number(new URL(instance.url).port);
  return consolePlace?.open(port, () => makeOperations(about));
}

/** Lets the other commands find this instance while it runs. */
function announce({ folder, cleanup }: Start, instance: RunningInstance): void {
  const runFile = join(folder, 'run.json');
  writeRunFile(runFile, instance);
  cleanup.defer(() => removeRunFile(runFile, instance));
}

/** What of requests was put there for a command, also by a run that was killed. */
function removeRequestBodies({ folder, cleanup }: Start): void {
  const remove = () => rmSync(requestBodiesDir(folder), { recursive: true, force: true });
  remove();
  cleanup.defer(remove);
}

function makeCurls(
  { configuration, keysFile, clock, folder }: Start,
  { url, publicUrl }: RunningInstance,
): SourceCurl[] {
  return sampleCurls(configuration.sources, {
    url,
    publicUrl,
    ring: readKeysFile(keysFile),
    now: clock.now(),
    bodiesDir: join(folder, 'samples'),
  });
}

interface Addresses {
  consoleUrl: string | undefined;
  url: string;
  publicUrl: string;
  bridgeUrl: string;
  awsEndpoint: string;
}

function summarise(
  { configuration, keysFile, recordings, startedAt, bridge }: Start,
  { url, publicUrl, consoleUrl, bridgeUrl, awsEndpoint }: Addresses,
) {
  return {
    consoleUrl,
    configDir: configuration.dir,
    seconds: (performance.now() - startedAt) / 1000,
    url,
    publicUrl,
    sources: configuration.sources.map(({ source: { name } }) => ({
      source: name,
      url: `${publicUrl}/hooks/${name}`,
    })),
    bridge: { isReal: bridge !== undefined, url: bridgeUrl },
    keysFile,
    awsEndpoint,
    recordings,
  };
}

function openPrinter({ out, json }: StartOptions, clock: Clock): Console | undefined {
  if (out === undefined) return undefined;
  return json ? jsonConsole(out) : textConsole(out, clock.now);
}
