import type { eventStates, requestStates } from '../local/console/api/timeline.ts';
import type { IconName } from './parts/icon.tsx';

export type RequestState = (typeof requestStates)[number];
export type EventState = (typeof eventStates)[number];

/** How urgent it is: `bad` needs a person, `wait` needs time, `calm` needs nothing. */
export type Tone = 'good' | 'wait' | 'bad' | 'calm';

interface Look {
  icon: IconName;
  tone: Tone;
}

export const requestLooks: Record<RequestState, Look> = {
  accepted: { icon: 'check', tone: 'good' },
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
  const own = requestLooks[state].tone;
  const tones = events.map((event) => eventLooks[event.state].tone);
  // That a request was accepted says nothing about its events.
  const all = state === 'accepted' && tones.length > 0 ? tones : [own, ...tones];
  return byUrgency.find((tone) => all.includes(tone)) ?? 'calm';
}
