import { leaseSeconds } from '../config/delivery-times.ts';
import type { Delivery } from '../deliver/delivery.ts';
import { TransientFailure } from '../errors.ts';
import { mergeClocks } from '../memory/clock.ts';

/**
 * A contact takes the place of another that is gone: nothing older than what was written, or may
 * have been written, to either may be written now (G4).
 * @throws TransientFailure `lease-taken` while another run writes to it
 */
export async function inheritClocks(
  goneId: string,
  contactId: string,
  { message: { workspace }, memory: { contacts }, now, newToken }: Delivery,
): Promise<void> {
  const gone = await contacts.read({ workspace, contactId: goneId });
  if (Object.keys(gone.clocks).length === 0 && gone.doubts.length === 0) return;
  const contact = { workspace, contactId };
  const token = newToken();
  const until = now() + leaseSeconds * 1000;
  const lease = await contacts.lease(contact, {
    token,
    now: now(),
    until,
    doubts: gone.doubts,
  });
  if ('takenUntil' in lease)
    throw new TransientFailure('lease-taken', { retryAfterSeconds: 2 });
  const clocks = mergeClocks(lease.clocks, gone.clocks);
  await contacts.free(contact, token, {
    clocks,
    doubts: [...lease.doubts, ...gone.doubts],
  });
}
