import type { TimelineEvent, TimelineRow } from '../../local/console/api/timeline.ts';
import { inUtc } from '../terminal/utc.ts';

/** A request in lines: what became of it, why, and of each of its events. No values. */
export function describeRow(row: TimelineRow): string[] {
  const { at, source, key, words, causeWords, detail, likely, events, notes } = row;
  const said = detail === undefined ? words : `${words}: ${detail}`;
  const more = [
    causeWords,
    likely === undefined ? undefined : `likely: ${likely}`,
    ...notes,
    ...events.map(describeEvent),
    describeRest(row),
  ];
  return [
    [inUtc(at), source === '' ? '–' : source, said, key].join('  '),
    ...more.filter((text) => text !== undefined).map((text) => `  ${text}`),
  ];
}

function describeEvent(event: TimelineEvent): string {
  const { id, words, detail, contactId, sent, stale, putOffs, endings } = event;
  return [
    id,
    detail === undefined || detail.startsWith(words) ? words : `${words}: ${detail}`,
    sent.join(', '),
    stale.length === 0 ? '' : `(older than what is there: ${stale.join(', ')})`,
    contactId === undefined ? '' : `→ contact ${contactId}`,
    putOffs === 0 ? '' : `put off ${putOffs}×`,
    endings < 2 ? '' : `ended ${endings}×`,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** What became of the events that are not listed. */
function describeRest({ events, outcomes }: TimelineRow): string | undefined {
  const counts = Object.entries(outcomes);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (total <= events.length) return undefined;
  return `of all ${total}: ${counts.map(([state, count]) => `${count} ${state}`).join(', ')}`;
}
