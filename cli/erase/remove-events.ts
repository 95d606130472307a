import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import type { Traces } from './traces.ts';

/** How many events something was removed of. */
export interface Removed {
  parked: number;
  payloads: number;
}

/**
 * Ends the parked events, and removes from the others the payload, Bridge's words and the contact.
 * @throws TransientFailure `ledger`
 */
export async function removeEvents(
  { events, payloads }: Traces,
  { at, rememberSeconds }: { at: number; rememberSeconds: number },
  { operator }: OpenLedger,
): Promise<Removed> {
  const removed: Removed = { parked: 0, payloads: 0 };
  const ending = { reason: 'erased' as const, now: at, rememberSeconds };
  for (const record of events) {
    if (record.outcome?.kind === 'parked') {
      if (await operator.endParked(record, ending)) removed.parked += 1;
    } else {
      await operator.emptyEvent(record);
      if (payloads.has(record.id)) removed.payloads += 1;
    }
  }
  return removed;
}

export function addUp(a: Removed, b: Removed): Removed {
  return { parked: a.parked + b.parked, payloads: a.payloads + b.payloads };
}
