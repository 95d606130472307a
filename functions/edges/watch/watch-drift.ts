import { type DriftHour, hourOf, keptHours } from '../../core/drift/drift-hour.ts';
import { judgeEntries, percentOf } from '../../core/drift/find-drift.ts';
import type { Drift } from '../ledger/counts/drift.ts';
import type { Log } from '../log/log.ts';

export interface DriftWatchDeps {
  /** Names of the sources. */
  sources: string[];
  read: Drift['read'];
  /** Ms since 1970. */
  now(): number;
  log: Log;
}

/** This one and the last, for what is written late. */
const changingHours = 2;

/**
 * Logs every entry that drifts, once in an hour. This copy of the function keeps what it has read
 * of the hours that are over, and asks for this one and the last only.
 * @throws TransientFailure `ledger`
 */
export function createDriftWatch({
  sources,
  read,
  now,
  log,
}: DriftWatchDeps): () => Promise<void> {
  const known = new Map(sources.map((source) => [source, new Map<number, DriftHour>()]));
  let saidIn = 0;
  let said = new Set<string>();

  function report(source: string, hours: DriftHour[]): void {
    for (const { field, before, now: share, since } of judgeEntries(hours)) {
      const name = JSON.stringify([source, field]);
      if (since === undefined || said.has(name)) continue;
      said.add(name);
      log('warn', {
        message: 'field drifts',
        source,
        field,
        beforePercent: percentOf(before),
        nowPercent: percentOf(share),
        since: new Date(since).toISOString(),
      });
    }
  }

  return async () => {
    const time = now();
    if (hourOf(time) !== saidIn) said = new Set();
    saidIn = hourOf(time);
    for (const [source, over] of known)
      report(source, await readHours(read, source, over, keptHours(time)));
  };
}

/** All hours of a source, oldest first; those that are over are kept in `over`. */
async function readHours(
  read: Drift['read'],
  source: string,
  over: Map<number, DriftHour>,
  hours: number[],
): Promise<DriftHour[]> {
  const found = await read(
    source,
    hours.filter((hour) => !over.has(hour)),
  );
  const all = new Map([...over.values(), ...found].map((hour) => [hour.start, hour]));
  over.clear();
  for (const start of hours.slice(0, -changingHours))
    over.set(start, all.get(start) ?? { start, entries: {}, unknownTypes: 0 });
  return hours.flatMap((hour) => all.get(hour) ?? []);
}
