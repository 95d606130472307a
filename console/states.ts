import type { eventStates, requestStates } from '../local/console/api/timeline.ts';
import type { IconName } from './parts/strokes.ts';

export type RequestState = (typeof requestStates)[number];
export type EventState = (typeof eventStates)[number];

/** How urgent it is: `bad` needs a person, `wait` needs time, `calm` needs nothing. */
export type Tone = 'good' | 'wait' | 'bad' | 'calm';

interface Look {
  icon: IconName;
  tone: Tone;
}

export const requestLooks: Record<RequestState, Look> = {
  accepted: { icon: 'check', tone: 'calm' },
  refused: { icon: 'cross', tone: 'bad' },
  'put-off': { icon: 'again', tone: 'wait' },
  handshake: { icon: 'hands', tone: 'calm' },
  stray: { icon: 'barred', tone: 'bad' },
  unknown: { icon: 'unknown', tone: 'calm' },
};

export const eventLooks: Record<EventState, Look> = {
  queued: { icon: 'clock', tone: 'calm' },
  retry: { icon: 'again', tone: 'wait' },
  waits: { icon: 'pause', tone: 'wait' },
  delivered: { icon: 'check', tone: 'good' },
  unchanged: { icon: 'equals', tone: 'calm' },
  stale: { icon: 'past', tone: 'calm' },
  duplicate: { icon: 'twice', tone: 'calm' },
  ignored: { icon: 'barred', tone: 'calm' },
  parked: { icon: 'parked', tone: 'bad' },
};

const byUrgency: readonly Tone[] = ['bad', 'wait', 'good', 'calm'];

/** The most urgent of a row: what it is found by at a glance. */
export function toneOf(
  state: RequestState,
  events: readonly { state: EventState }[],
): Tone {
  const tones = events.map((event) => eventLooks[event.state].tone);
  const all = [requestLooks[state].tone, ...tones];
  return byUrgency.find((tone) => all.includes(tone)) ?? 'calm';
}

/** Events that came to the same, with their number. The most urgent come first. */
export function outcomesOf(
  events: readonly { state: EventState; words: string }[],
): { state: EventState; words: string; times: number }[] {
  const same = Map.groupBy(events, ({ state, words }) => `${state} ${words}`);
  const urgency = ({ state }: { state: EventState }) =>
    byUrgency.indexOf(eventLooks[state].tone);
  return [...same.values()]
    .flatMap(([first, ...others]) =>
      first ? [{ ...first, times: others.length + 1 }] : [],
    )
    .map(({ state, words, times }) => ({ state, words, times }))
    .toSorted((a, b) => urgency(a) - urgency(b));
}
