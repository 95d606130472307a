import type { Source } from '../../../functions/core/config/source-schema.ts';
import type { Call } from '../../../lib/command-line.ts';
import type { TimelineStore } from '../../../local/console/timeline/timeline.ts';
import type { OpenLedger } from '../../place/ledger/open-ledger.ts';
import type { FindWaiting } from './find-waiting.ts';

/** What opened rows and events are made from. */
export interface ViewsSetup {
  /** On this machine values are shown without being asked for. */
  isLocal: boolean;
  /** Whether calls to Bridge are recorded: those to the simulator are. */
  recordsCalls: boolean;
  /** The commands to copy are for the same place. */
  call: Call;
  /** Ms since 1970. */
  now(): number;
  /** As the configuration has them now; those with mistakes are left out. */
  sources(): Promise<Source[]>;
  /** The ledger is one for all workspaces. @throws UserError also for what only time puts right */
  withLedger<T>(
    use: (ledger: Pick<OpenLedger, 'memory' | 'operator'>) => Promise<T>,
  ): Promise<T>;
  timeline: Pick<
    TimelineStore,
    'row' | 'rowOfEvent' | 'exchangesOf' | 'httpOf' | 'showHttpOf'
  >;
  /** Keys ids: asked for where an event has to be found in a request that was recorded here. */
  readPepper(): Promise<string>;
}

/** The same, while a console is open. */
export interface OpenViews extends ViewsSetup {
  findWaiting: FindWaiting;
}
