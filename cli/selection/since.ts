import { UsageError } from '../../lib/report.ts';

const unitsMs = new Map([
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/**
 * Reads `--since` or another option: a length of time before now (`30min`, `12h`, `3d`), a date or
 * a time in ISO 8601. Gives ms since 1970.
 * @throws UsageError
 */
export function readSince(text: string, now: number, option = '--since'): number {
  const [, amount, unit = ''] = /^(\d+) ?(min|h|d)$/.exec(text.trim()) ?? [];
  const unitMs = unitsMs.get(unit);
  if (unitMs !== undefined) return now - Number(amount) * unitMs;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw new UsageError(
    `${option} ${text} is not a time. Write how long ago (30min, 12h, 3d), ` +
      'a date (2026-01-31) or a time (2026-01-31T09:00Z).',
  );
}
