/** How much of the past is kept in memory. */
export interface TimelineLimits {
  /** How many rows are kept, the newest. */
  rows: number;
  /** How many events in all rows. */
  events: number;
  /** Of bodies, in all. */
  bytes: number;
  /** How many changes can be asked for again. */
  changes: number;
}

export const defaultLimits: TimelineLimits = {
  rows: 10_000,
  events: 50_000,
  bytes: 64 * 1024 * 1024,
  changes: 20_000,
};
