import type { TransientFailure } from '../../../functions/core/errors.ts';
import type { Call } from '../../../lib/command-line.ts';
import { nameOfPlace, setKeyCommand } from '../place.ts';

/** Where something failed. */
export interface FailedPlace {
  workspace: string;
  call: Call;
  /** Of the Bridge that was asked. */
  baseUrl: string;
}

/** What only time puts right, as a sentence with what to look at. No values. */
export function explainFailure(
  { reason, detail = reason }: TransientFailure,
  { workspace, call, baseUrl }: FailedPlace,
): string {
  const { stack } = call;
  const where = nameOfPlace(stack);
  const cure =
    stack === undefined
      ? 'Is it still running?'
      : 'Check AWS_REGION and your credentials.';
  const setKey = setKeyCommand(workspace, call);
  switch (reason) {
    case 'ledger':
      return `The ledger of ${where} does not answer (${detail}). ${cure}`;
    case 'queue':
      return `The queue of ${where} does not take events (${detail}). ${cure}`;
    case 'secrets':
      return `The secrets of ${where} cannot be read (${detail}). ${cure}`;
    case 'lease-lost':
      return 'Another process keeps changing the same link. Try again.';
    case 'no-bridge-key':
      return `The workspace ${workspace} has no Bridge API key. Set it (${setKey}).`;
    case 'key-rejected':
      return (
        `Bridge rejects the API key of the workspace ${workspace} (${detail}). ` +
        `Check the workspace's id in bridge.yaml, or set the key (${setKey}).`
      );
    default:
      return (
        `Bridge does not answer at ${baseUrl} as it should (${detail}). ` +
        'Check the address, or try again later.'
      );
  }
}
