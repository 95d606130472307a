import { memoryMb } from '../support/deployed-function.ts';

/** What the requests of a fuzz came to. */
export interface Figures {
  requests: number;
  /** By status and `error`, such as `400 malformed-body`. */
  counts: Record<string, number>;
  milliseconds: { p50: number; p99: number; max: number };
  /** Of the function's process, after the first requests and after the last, and the most. */
  rssMb: { first: number; last: number; most: number };
}

export interface Sample {
  answer: string;
  milliseconds: number;
  rssBytes: number;
  heapBytes: number;
}

const mib = 1024 * 1024;
/** Code is compiled and caches are filled by then. */
const warmUp = 500;

/** @param lost how many requests were not answered at all */
export function figuresOf(samples: Sample[], lost = 0): Figures {
  const times = samples.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const rss = samples.map(({ rssBytes }) => Math.round(rssBytes / mib));
  const grouped = Map.groupBy(samples, ({ answer }) => answer);
  const counts = [...grouped].map(([answer, { length }]): [string, number] => [
    answer,
    length,
  ]);
  if (lost > 0) counts.push(['no answer', lost]);
  return {
    requests: samples.length + lost,
    counts: Object.fromEntries(counts.sort(([a], [b]) => (a < b ? -1 : 1))),
    milliseconds: {
      p50: times[Math.floor(times.length * 0.5)] ?? 0,
      p99: times[Math.floor(times.length * 0.99)] ?? 0,
      max: times.at(-1) ?? 0,
    },
    rssMb: {
      first: rss[Math.min(warmUp, rss.length - 1)] ?? 0,
      last: rss.at(-1) ?? 0,
      most: rss.reduce((most, one) => Math.max(most, one), 0),
    },
  };
}

/** What a process may keep beside what it kept when it was warm. */
const growthMb = 64;

/** What is wrong with the memory, in sentences: more than the function has, or more and more. */
export function judgeMemory(samples: Sample[]): string[] {
  const { most } = figuresOf(samples).rssMb;
  const tooMuch =
    most > memoryMb ? [`${most} MB, and the function has ${memoryMb} MB`] : [];
  return [...tooMuch, ...judgeGrowth(samples)];
}

/**
 * What lives is what a heap comes down to between two
 * collections: the least of the requests of a tenth.
 */
function judgeGrowth(samples: Sample[]): string[] {
  const size = Math.floor(samples.length / 10);
  if (size < warmUp) return [];
  const least = (from: number) =>
    samples
      .slice(from, from + size)
      .reduce(
        (low, { heapBytes }) => Math.min(low, heapBytes / mib),
        Number.POSITIVE_INFINITY,
      );
  const early = least(size);
  const late = least(size * 9);
  if (late - early <= growthMb) return [];
  return [
    `the heap has grown from ${Math.round(early)} to ${Math.round(late)} MB, and goes on growing`,
  ];
}

export function describeFigures({
  requests,
  counts,
  milliseconds,
  rssMb,
}: Figures): string {
  const { p50, p99, max } = milliseconds;
  return [
    ...Object.entries(counts).map(
      ([answer, count]) => `${String(count).padStart(8)}  ${answer}`,
    ),
    `${requests} requests: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(0)} ms, ` +
      `max ${max.toFixed(0)} ms; RSS ${rssMb.first} MB, at the end ${rssMb.last} MB, ` +
      `at most ${rssMb.most} MB`,
  ].join('\n');
}
