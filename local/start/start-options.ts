import type {
  BridgeSimulator,
  BridgeSimulatorOptions,
} from '../bridge-simulator/start-bridge-simulator.ts';
import type { Clock } from '../cloud/clock.ts';
import type { LocalApp, LocalAppOptions } from '../cloud/run.ts';
import type { Operations } from '../console/operations.ts';
import type { TimelineStore } from '../console/timeline/timeline.ts';
import type { RunningInstance } from './run-file.ts';
import type { SourceCurl } from './sample-curls.ts';

export interface StartOptions
  extends Pick<LocalAppOptions, 'onLog' | 'intercept' | 'environment'> {
  configDir: string;
  /** 0 takes any free one. */
  port: number;
  /** Scheme and host senders call; default: bridge.yaml's, else the address on this machine. */
  publicUrl?: string | undefined;
  /** Keeps every request that arrives below `folder`. */
  record?: boolean | undefined;
  /** Answers requests to hooks that do not exist yet with 200, so that senders go on. */
  acceptUnknown?: boolean | undefined;
  /** Keeps in it the values of headers that could be secrets. */
  keepHeaders?: boolean | undefined;
  /**
   * Where queues, ledger and the simulator's contacts are kept; without it nothing outlives the
   * run.
   */
  stateDir?: string | undefined;
  clock?: Clock | undefined;
  /** Takes what happens, line by line. */
  out?: ((line: string) => void) | undefined;
  json?: boolean | undefined;
  /**
   * Where keys, recordings and the address of the running instance are written. Default
   * `.bridgehook`.
   */
  folder?: string | undefined;
  /** Default `keys.json` in `folder`. */
  keysFile?: string | undefined;
  /** The real API, instead of the simulator. */
  bridge?: { baseUrl: string; apiKey: string } | undefined;
  simulator?: Partial<BridgeSimulatorOptions> | undefined;
  /** Makes what the console does, once somebody looks at it. Without it no console is served. */
  console?: ((run: ConsoleRun) => Operations | Promise<Operations>) | undefined;
}

/** What a console is about. */
export interface ConsoleRun {
  instance: RunningInstance;
  /** Absent when the real API is used. */
  simulator: BridgeSimulator | undefined;
  timeline: TimelineStore;
  keysFile: string;
  /** Where what the instance writes is: recordings, bodies of samples. */
  folder: string;
  clock: Clock;
}

export interface Running {
  /** Where the hooks are on this machine: `<url>/hooks/<source>`. No trailing slash. */
  url: string;
  publicUrl: string;
  /** Where the console is, with its token; absent where none is served. */
  consoleUrl: string | undefined;
  app: LocalApp;
  /** Absent when the real API is used. */
  simulator: BridgeSimulator | undefined;
  /** What came, and what became of it. */
  timeline: TimelineStore;
  /** Freshly signed commands that send each source's first sample. */
  curls(): SourceCurl[];
  /** Prints them, below the address of the console. */
  printCurls(): void;
  /** Ends what is running and leaves nothing behind but what was asked to be kept. */
  stop(): Promise<void>;
}
