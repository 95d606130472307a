import type { TimelineStore } from '../../local/console/timeline/timeline.ts';
import type { ConsoleTimeline } from './setup.ts';

/** More than a timeline keeps. */
const allRows = 1_000_000;

/** The timeline of the instance that runs in this process. */
export function localTimeline(store: TimelineStore): ConsoleTimeline {
  const { list, follow, row, httpOf } = store;
  return {
    timeline: async (filter) => list(filter),
    follow,
    rows: () => list({ limit: allRows }).rows,
    recorded(key) {
      const http = httpOf(key);
      const source = row(key)?.source ?? '';
      if (http === undefined || source === '') return undefined;
      const { method, target: path, headers, query, body, receivedAt: at } = http;
      return { source, at, request: { method, path, headers, query, body } };
    },
  };
}
