import { RefusedByBridge } from '../../functions/core/bridge/bridge-calls.ts';
import { PermanentFailure, TransientFailure } from '../../functions/core/errors.ts';
import { explainFailure } from '../place/ledger/explain-failure.ts';
import type { FoundBridge } from './find-bridge.ts';
import { ContactGone, Interruption } from './trial.ts';

/** A failure as one sentence, without values. Throws what is a bug. */
export function explain(failure: unknown, found: FoundBridge): string {
  if (failure instanceof Interruption) return 'Interrupted.';
  if (failure instanceof ContactGone) return 'The contact is gone from Bridge.';
  if (failure instanceof RefusedByBridge)
    return `Bridge refuses a request (${failure.detail}).`;
  if (failure instanceof PermanentFailure)
    return `Bridge does not let this key use the contact (${failure.detail ?? failure.reason}).`;
  if (failure instanceof TransientFailure) return explainFailure(failure, found);
  throw failure;
}
