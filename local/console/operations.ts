import type * as z from 'zod';
import type { BridgeView, setFaultSchema } from './api/bridge.ts';
import type { EventView, RequestView, TestCase } from './api/event.ts';
import type { Discarded, Parked, Plan, Sent } from './api/parked.ts';
import type { MapView, Sources, SourceView } from './api/sources.ts';
import type { State } from './api/state.ts';
import type { Timeline, TimelineFilter, TimelineRow } from './api/timeline.ts';

/**
 * Everything that the page can ask for, done by what the command line does it with. Each rejects
 * with UserError for what people can put right: the page shows its lines.
 */
export interface Operations {
  state(): Promise<State>;
  timeline(filter: TimelineFilter): Promise<Timeline>;
  /**
   * Calls back with each row that changes after a version, at first with those that have changed
   * already. `undefined` as version: from now on. Gives `false` if changes since then are not known
   * any more: the timeline has to be asked for again.
   * @param onTrouble is told why nothing can be read at present, in lines; of none once it can
   */
  follow(
    version: number | undefined,
    onChange: (row: TimelineRow) => void,
    signal: AbortSignal,
    onTrouble?: (lines: readonly string[]) => void,
  ): boolean;
  /**
   * @param reveal shows values that are masked else; who asks for it is logged
   * @param event is among the events that are shown, if it is one of the request's
   */
  request(key: string, reveal: boolean, event?: string): Promise<RequestView>;
  event(id: string, reveal: boolean): Promise<EventView>;
  /** Of a request that was recorded here, signed anew: on this machine only. */
  curl(key: string): Promise<string>;
  testCase(key: string, name: string): Promise<TestCase>;
  parked(): Promise<Parked>;
  plan(ids: string[], reveal: boolean): Promise<Plan>;
  send(ids: string[], digest: string): Promise<Sent>;
  discard(ids: string[]): Promise<Discarded>;
  releaseHold(workspace: string): Promise<string>;
  sources(): Promise<Sources>;
  source(name: string): Promise<SourceView>;
  /** A stack keeps no requests: there it is of samples alone, so nothing is masked. */
  map(source: string, payload: string): Promise<MapView>;
  /** The simulator's; only where it runs. */
  bridge: BridgeOperations | undefined;
}

export interface BridgeOperations {
  view(): Promise<BridgeView>;
  setFault(fault: z.output<typeof setFaultSchema>): Promise<void>;
  endFaults(): Promise<void>;
}
