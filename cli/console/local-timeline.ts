import type { TimelineStore } from '../../local/console/timeline/timeline.ts';
import type { ConsoleTimeline } from './setup.ts';

/** The timeline of the instance that runs in this process. */
export function localTimeline(store: TimelineStore): ConsoleTimeline {
  const { list, follow, rows, recorded, addLine } = store;
  return { timeline: async (filter) => list(filter), follow, rows, recorded, addLine };
}
