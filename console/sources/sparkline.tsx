import type { EntryTrend } from '../../local/console/api/sources.ts';
import { count } from '../parts/moment.ts';
import { columnsPath, driftIndex, linePath, type SparkSize } from './spark-path.ts';

const size: SparkSize = { width: 120, height: 24 };
/** With room for the width of lines around it. */
const box = {
  viewBox: `-2 -2 ${size.width + 4} ${size.height + 4}`,
  width: size.width + 4,
  height: size.height + 4,
};

/** Requests per hour as columns. */
export function Volume({ requests }: { requests: number[] }) {
  const sum = requests.reduce((total, count) => total + count, 0);
  const most = Math.max(...requests, 0);
  const label = `${sum} requests in ${requests.length} hours, at most ${most} in one`;
  return (
    <span class="volume">
      <svg class="spark" role="img" aria-label={label} {...box}>
        <title>{label}</title>
        <path class="base" d={`M0 ${size.height}h${size.width}`} />
        <path class="column" d={columnsPath(requests, size)} />
      </svg>
      <span aria-hidden="true">{count(sum)}</span>
    </span>
  );
}

/** How often an entry of a map had a value, hour by hour; since when it drifts is shaded. */
export function Shares({ field, shares, driftsSince }: EntryTrend) {
  const known = shares.filter((share) => share !== null);
  const label = [
    `${field} in ${shares.length} hours`,
    known.length === 0
      ? 'no events'
      : `lowest ${percent(Math.min(...known))}, highest ${percent(Math.max(...known))}`,
    ...(driftsSince === undefined ? [] : ['drifts']),
  ].join(': ');
  const step = size.width / Math.max(shares.length - 1, 1);
  const from =
    driftsSince === undefined
      ? undefined
      : Math.max(driftIndex(driftsSince, shares.length, Date.now()) - 0.5, 0) * step;
  return (
    <svg class="spark" role="img" aria-label={label} {...box}>
      <title>{label}</title>
      {from !== undefined && (
        <>
          <rect
            class="drift"
            x={from}
            y={-2}
            width={size.width - from + 2}
            height={size.height + 4}
          />
          <path class="drift-start" d={`M${from} -2V${size.height + 2}`} />
        </>
      )}
      <path class="base" d={`M0 ${size.height}h${size.width}`} />
      <path class="line" d={linePath(shares, 1, size)} />
    </svg>
  );
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
