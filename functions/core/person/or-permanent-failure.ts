import { PermanentFailure } from '../errors.ts';

/** What the work gives, or the permanent failure that stopped it. Anything else goes on up. */
export async function orPermanentFailure<T>(
  work: () => Promise<T>,
): Promise<T | PermanentFailure> {
  try {
    return await work();
  } catch (failure) {
    if (failure instanceof PermanentFailure) return failure;
    throw failure;
  }
}
