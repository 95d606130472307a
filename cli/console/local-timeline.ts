import type { TimelineStore } from '../../local/console/timeline/timeline.ts';
import type { DeployedTimeline } from '../place/deployed-timeline.ts';
import type { ConsoleTimeline } from './setup.ts';

/** The timeline of the instance that runs in this process. */
export function localTimeline(store: TimelineStore): ConsoleTimeline {
  return { ...store, timeline: async (filter) => store.list(filter) };
}

/** That of a deployed stack: what its log lines say, and no request as it came. */
export function stackTimeline(deployed: DeployedTimeline): ConsoleTimeline {
  return {
    ...deployed,
    httpOf: () => undefined,
    showHttpOf: () => undefined,
    exchangesOf: () => [],
  };
}
