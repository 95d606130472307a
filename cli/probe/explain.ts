import { RefusedByBridge } from '../../functions/core/bridge/bridge-calls.ts';
import { PermanentFailure, TransientFailure } from '../../functions/core/errors.ts';
import type { FoundBridge } from './find-bridge.ts';
import { ContactGone, Interruption } from './trial.ts';

/** A failure as one sentence, without values. Throws what is a bug. */
export function explain(failure: unknown, { baseUrl, workspace, setKey }: FoundBridge): string {
  if (failure instanceof Interruption) return 'Interrupted.';
  if (failure instanceof ContactGone) return 'The contact is gone from Bridge.';
  if (failure instanceof RefusedByBridge) return `Bridge refuses a request (${failure.detail}).`;
  if (failure instanceof PermanentFailure)
    return `Bridge does not let this key use the contact (${failure.detail ?? failure.reason}).`;
  if (!(failure instanceof TransientFailure)) throw failure;
  const detail = failure.detail ?? failure.reason;
  if (failure.reason === 'key-rejected')
    return (
      `Bridge rejects the API key for the workspace ${workspace} (${detail}). ` +
      `Check its id in bridge.yaml, or set the key: ${setKey}.`
    );
  return `Bridge does not answer at ${baseUrl} as it should (${detail}).`;
}
