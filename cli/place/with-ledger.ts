import { TransientFailure } from '../../functions/core/errors.ts';
import { UserError } from '../../lib/report.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { type OpenLedger, openLedger } from './open-ledger.ts';
import { nameOfPlace } from './place.ts';
import type { WorkspaceScope } from './scope.ts';

export interface LedgerUse {
  terminal: Terminal;
  scope: WorkspaceScope;
  /** A deployed stack, instead of this machine. */
  stack: string | undefined;
  /** What a failure means for the work, if it fails: a sentence. */
  after?: () => string | undefined;
}

/**
 * Opens the ledger, uses it and closes it. What time has to put right is thrown as a UserError of
 * one sentence.
 */
export async function withLedger<T>(
  { terminal, scope, stack, after }: LedgerUse,
  use: (ledger: OpenLedger) => Promise<T>,
): Promise<T> {
  let ledger: OpenLedger | undefined;
  try {
    ledger = await openLedger(terminal, scope.workspace, stack);
    return await use(ledger);
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    const { workspace, baseUrl } = scope;
    const sentence = explain(failure, { workspace, stack, baseUrl: ledger?.bridgeUrl ?? baseUrl });
    throw new UserError([sentence, after?.()].filter(Boolean).join(' '));
  } finally {
    ledger?.close();
  }
}

interface FailureContext {
  workspace: string;
  stack: string | undefined;
  /** Of the Bridge that is asked. */
  baseUrl: string;
}

function explain(
  { reason, detail = reason }: TransientFailure,
  { workspace, stack, baseUrl }: FailureContext,
): string {
  const where = nameOfPlace(stack);
  const cure =
    stack === undefined ? 'Is it still running?' : 'Check AWS_REGION and your credentials.';
  const setKey = `npx bridgehook keys set ${workspace}${stack === undefined ? '' : ` --stack ${stack}`}`;
  switch (reason) {
    case 'ledger':
      return `The ledger of ${where} does not answer (${detail}). ${cure}`;
    case 'queue':
      return `The queue of ${where} does not take events (${detail}). ${cure}`;
    case 'secrets':
      return `The secrets of ${where} cannot be read (${detail}). ${cure}`;
    case 'lease-lost':
      return 'A link keeps being changed by somebody else. Try again.';
    case 'no-bridge-key':
      return `There is no Bridge API key of the workspace ${workspace}. Set it: ${setKey}`;
    case 'key-rejected':
      return `Bridge rejects the key of the workspace ${workspace} (${detail}). Check the workspace's id in bridge.yaml, or set the key: ${setKey}`;
    default:
      return `Bridge does not answer at ${baseUrl} as it should (${detail}). Check baseUrl in bridge.yaml, or try again later.`;
  }
}
