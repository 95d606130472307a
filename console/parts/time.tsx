import { timeOfDay, timeWithZone } from './moment.ts';

/** A moment: the time of day here, its date if it is another, and all of it on hovering. */
export function Time({ at }: { at: number }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={timeWithZone(at)}>
      {timeOfDay(at, Date.now())}
    </time>
  );
}
