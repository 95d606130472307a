import type { PermanentFailure } from '../errors.ts';
import type { Outcome } from '../memory/event-record.ts';

/** A permanent failure as the outcome of the event that has it. */
export function parked({ reason, detail, answer }: PermanentFailure): Outcome {
  return { kind: 'parked', reason, detail, answer };
}
