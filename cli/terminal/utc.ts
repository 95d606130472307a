/** A time (ms since 1970) in UTC, to the second: `2026-01-31 09:00:00`. */
export function inUtc(time: number): string {
  return new Date(time).toISOString().slice(0, 19).replace('T', ' ');
}

/** Its day in UTC: `2026-01-31`. */
export function dayInUtc(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}
