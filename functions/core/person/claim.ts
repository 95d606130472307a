import { leaseSeconds } from '../config/delivery-times.ts';
import type { Delivery } from '../deliver/delivery.ts';
import { TransientFailure } from '../errors.ts';

/** Names that nobody else works on until `release`. */
interface Claimed {
  /** When somebody known by one of them was erased last, ms since 1970. */
  erasedAt: number | undefined;
  /** Another event had one of them in the last minutes. */
  isContested: boolean;
  release(): Promise<void>;
}

/**
 * Takes names for an event: all of them, or none. The same event has them already when it comes
 * again after a failure.
 * @param purpose what is being done with them, for the reader of the log
 * @throws TransientFailure `lease-taken` while another event has one of them
 */
export async function takeClaim(
  names: string[],
  eventId: string,
  purpose: string,
  { memory: { claims }, now }: Delivery,
): Promise<Claimed> {
  const sorted = [...new Set(names)].sort();
  const claim = await claims.claim(sorted, eventId, now(), now() + leaseSeconds * 1000);
  if (claim.isTaken)
    throw new TransientFailure('lease-taken', { detail: purpose, retryAfterSeconds: 2 });
  return {
    erasedAt: claim.erasedAt,
    isContested: claim.isContested,
    release: () => claims.unclaim(sorted, eventId).catch(leaveToItsEnd),
  };
}

/** A claim that cannot be given back ends by itself. */
function leaveToItsEnd(failure: unknown): void {
  if (!(failure instanceof TransientFailure)) throw failure;
}
