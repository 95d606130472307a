import type { BridgeSimulator } from '../../local/bridge-simulator/start-bridge-simulator.ts';
import type { EventView, RequestView } from '../../local/console/api/event.ts';
import type { TimelineRow } from '../../local/console/api/timeline.ts';
import type { Operations } from '../../local/console/operations.ts';
import type { RecordedRequest } from '../../local/console/timeline/kept-http.ts';
import type { TimelineStore } from '../../local/console/timeline/timeline.ts';
import type { RunningInstance } from '../../local/start/run-file.ts';
import type { StackOptions } from '../place/place-options.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What the operations ask of a timeline: that of this machine, or of a deployed stack. */
export interface ConsoleTimeline
  extends Pick<Operations, 'timeline' | 'follow'>,
    Pick<TimelineStore, 'addLine' | 'row' | 'rowOfEvent'> {
  /** Every row that is known, in any order. */
  rows(): readonly TimelineRow[];
  /** A request as it came, without secrets; on this machine only. */
  recorded(key: string): RecordedRequest | undefined;
}

/** What opens a row and an event. */
export interface ConsoleViews {
  /**
   * @param event is among the events that are shown, if it is one of the request's
   * @throws UserError if nothing is known of the request
   */
  request(key: string, reveal: boolean, event?: string): Promise<RequestView>;
  /** @throws UserError if nothing is known of the event */
  event(id: string, reveal: boolean): Promise<EventView>;
}

/** The instance on this machine. */
export interface LocalInstance {
  instance: RunningInstance;
  /** Absent where events go to the real API. */
  simulator: BridgeSimulator | undefined;
  keysFile: string;
  /** Where bodies are put that a curl sends. */
  folder: string;
}

/** Which instance a console is about, and what it may do. */
export interface ConsoleScope {
  /** The configuration, and the stack if it is a deployed one, as the commands take them. */
  options: StackOptions;
  terminal: Terminal;
  mayWrite: boolean;
  timeline: ConsoleTimeline;
  /** Absent for a deployed stack. */
  local: LocalInstance | undefined;
}
