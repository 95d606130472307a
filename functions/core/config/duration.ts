import * as z from 'zod';

const unitSeconds = new Map([
  ['s', 1],
  ['min', 60],
  ['h', 3600],
  ['day', 86_400],
  ['days', 86_400],
]);
const pattern = /^(\d+) ?(s|min|h|day|days)$/;

/** A length of time as people write it, `30 s`, `15 min`, `3 days`; seconds once parsed. */
export const durationSchema = z
  .string()
  .regex(pattern, {
    error:
      'is not a length of time; write a number and s, min, h or days, for example: 3 days',
  })
  .transform((text) => {
    const [, amount = '', unit = ''] = pattern.exec(text) ?? [];
    return Number(amount) * secondsOf(unit);
  })
  .meta({ title: 'a length of time' });

function secondsOf(unit: string): number {
  const seconds = unitSeconds.get(unit);
  if (seconds === undefined) throw new Error(`${unit} is no unit of time.`);
  return seconds;
}
