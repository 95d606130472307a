import type { WaitingEvent } from '../../../functions/edges/ledger/operator/look-around.ts';
import type { OpenLedger } from '../../place/ledger/open-ledger.ts';

/** Finds those of some events that wait. */
export type FindWaiting = (
  eventIds: readonly string[],
  ledger: Pick<OpenLedger, 'operator'>,
) => Promise<Map<string, WaitingEvent>>;

interface Asked {
  ids: string;
  at: number;
  waiting: Map<string, WaitingEvent>;
}

/**
 * To find what waits reads the whole table: for the same events this is not done again for a while.
 * The page asks again at every change of a row that is open.
 * @param now ms since 1970
 * @param forMs 0 always looks again
 */
export function createFindWaiting(now: () => number, forMs: number): FindWaiting {
  let last: Asked | undefined;
  return async (eventIds, { operator }) => {
    const ids = [...eventIds].sort().join(' ');
    if (last?.ids === ids && now() - last.at < forMs) return last.waiting;
    const waiting = await operator.findWaiting(eventIds);
    last = { ids, at: now(), waiting };
    return waiting;
  };
}
