/** How large a sparkline is, in its own units. */
export interface SparkSize {
  width: number;
  height: number;
}

/**
 * The path of a line through values, oldest first; `null` leaves a gap. A value with a gap on both
 * sides is a short dash, so that it can be seen.
 * @param max the value at the upper edge
 */
export function linePath(
  values: (number | null)[],
  max: number,
  { width, height }: SparkSize,
): string {
  const step = width / Math.max(values.length - 1, 1);
  const parts: string[] = [];
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const [x, y] = [round(index * step), heightOf(value, max, height)];
    const isStart = isGap(values[index - 1]);
    if (isStart && isGap(values[index + 1])) parts.push(`M${round(x - 1)} ${y}h2`);
    else parts.push(`${isStart ? 'M' : 'L'}${x} ${y}`);
  }
  return parts.join('');
}

/** The path of a column for each value above 0, oldest first; the largest is as high as can be. */
export function columnsPath(values: number[], { width, height }: SparkSize): string {
  const max = Math.max(...values, 1);
  const step = width / Math.max(values.length, 1);
  const wide = round(step * 0.75);
  return values
    .map((value, index) => {
      if (value <= 0) return '';
      const top = Math.min(heightOf(value, max, height), height - 1);
      return `M${round(index * step)} ${height}V${top}h${wide}V${height}z`;
    })
    .join('');
}

/**
 * From which of the hours on a source drifts: an index into hours of which the last is the current
 * one. The first, if it began before all of them.
 * @param since ISO
 * @param now ms since 1970
 */
export function driftIndex(since: string, hours: number, now: number): number {
  const hour = (at: number) => Math.floor(at / 3_600_000);
  const ago = hour(now) - hour(Date.parse(since));
  return Math.min(Math.max(hours - 1 - ago, 0), Math.max(hours - 1, 0));
}

function isGap(value: number | null | undefined): boolean {
  return value === null || value === undefined;
}

function heightOf(value: number, max: number, height: number): number {
  return round(height - (Math.min(Math.max(value, 0), max) / max) * height);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
