import type { TimelineStore } from '../../local/console/timeline/timeline.ts';
import type { ConsoleTimeline } from './setup.ts';

/** The timeline of the instance that runs in this process. */
export function localTimeline(store: TimelineStore): ConsoleTimeline {
  const { list, follow, row, rows, rowOfEvent, recorded, addLine } = store;
  const timeline: ConsoleTimeline['timeline'] = async (filter) => list(filter);
  return { timeline, follow, row, rows, rowOfEvent, recorded, addLine };
}
