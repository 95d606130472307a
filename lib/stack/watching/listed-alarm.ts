import type { BundledFunction } from '../bundled-function.ts';
import type { HookApi } from '../hook-api.ts';
import type { WorkspaceQueues } from '../workspace-queues.ts';
import type { ExplainedAlarmProps } from './explained-alarm.ts';
import type { LogMetrics } from './log-metrics.ts';

/** What alarms go by. */
export interface Watched {
  api: HookApi;
  receive: BundledFunction;
  deliver: BundledFunction;
  queues: WorkspaceQueues;
  metrics: LogMetrics;
}

export interface ListedAlarm extends Omit<ExplainedAlarmProps, 'topic' | 'runbookUrl'> {
  id: string;
}
