import { AsyncLocalStorage } from 'node:async_hooks';
import type { ServiceApi } from '../../local/cloud/services.ts';
import type { Fault } from './history.ts';
import type { Timeline } from './timeline.ts';

/** Where environments live: what they call, and who decides what becomes of each call. */
export interface Place {
  timeline: Timeline;
  aws: Record<'sqs' | 'secretsmanager' | 'dynamodb', ServiceApi>;
  /** Told of every edge call, by its name and who makes it, before it is made. */
  arrive(name: string, environment?: Environment): Arrival;
}

/** What becomes of a call: its fault, and the latencies of the way there and back. */
export interface Arrival {
  fault: Fault | undefined;
  there: number;
  back: number;
}

/**
 * One instance of a function: works on one thing at a time, and can be killed wherever it waits.
 */
export interface Environment {
  place: Place;
  /** Waits on the timeline; for ever if the environment is killed meanwhile. */
  wait(ms: number): Promise<void>;
  /** Kills the environment: whatever it does never goes on. */
  die(): Promise<never>;
  /** Does `work` as this environment, until it is done or the environment dies. */
  run<T>(work: () => Promise<T>): Promise<T | 'dead'>;
  isDead(): boolean;
  isBusy(): boolean;
  /** Whether it is not computing just now: nothing to do, or waiting for the timeline. */
  isSettled(): boolean;
}

const current = new AsyncLocalStorage<Environment>();
const realSetTimeout = globalThis.setTimeout;
const realAbortAfter = AbortSignal.timeout.bind(AbortSignal);

/** The environment the caller runs in. */
export function currentEnvironment(): Environment {
  const environment = current.getStore();
  if (environment === undefined)
    throw new Error('An edge call was made outside of every environment.');
  return environment;
}

/**
 * Real work on behalf of an environment: takes no time on the timeline, and its own timers are
 * real.
 */
export function atOnce<T>({ timeline }: Place, work: () => Promise<T>): Promise<T> {
  return current.exit(() => timeline.atOnce(work));
}

export function createEnvironment(place: Place): Environment {
  const { promise: death, resolve: announceDeath } = Promise.withResolvers<'dead'>();
  let isDead = false;
  let isBusy = false;
  let waits = 0;
  const environment: Environment = {
    place,
    isDead: () => isDead,
    isBusy: () => isBusy,
    isSettled: () => isDead || !isBusy || waits > 0,
    wait: (ms) =>
      new Promise((resolve) => {
        waits += 1;
        place.timeline.at(place.timeline.now() + ms, () => {
          waits -= 1;
          if (!isDead) resolve();
        });
      }),
    die: () => {
      isDead = true;
      announceDeath('dead');
      return new Promise(() => {});
    },
    run: async (work) => {
      isBusy = true;
      const result = await Promise.race([current.run(environment, work), death]);
      isBusy = false;
      return result;
    },
  };
  return environment;
}

/**
 * From now on a pause that a function makes is one on its timeline, and so is its patience; outside
 * of environments time is real.
 */
export function virtualiseTime(): void {
  const virtual = (fn: (...values: unknown[]) => void, ms = 0, ...values: unknown[]) => {
    const environment = current.getStore();
    if (environment === undefined) return realSetTimeout(fn, ms, ...values);
    void environment.wait(ms).then(() => fn(...values));
    return undefined;
  };
  globalThis.setTimeout = virtual as typeof setTimeout;
  AbortSignal.timeout = (ms) => {
    const timeline = current.getStore()?.place.timeline;
    if (timeline === undefined) return realAbortAfter(ms);
    const controller = new AbortController();
    timeline.at(timeline.now() + ms, () => controller.abort());
    return controller.signal;
  };
}
