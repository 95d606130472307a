import { TransientFailure } from '../../functions/core/errors.ts';
import { UserError } from '../../lib/report.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { explainFailure } from './explain-failure.ts';
import { type OpenLedger, openLedger } from './open-ledger.ts';
import { findPlace } from './place.ts';
import type { WorkspaceScope } from './scope.ts';

export interface LedgerUse {
  terminal: Terminal;
  scope: WorkspaceScope;
  /** A deployed stack, instead of this machine. */
  stack: string | undefined;
  /** What a failure means for the work: a sentence. */
  afterFailure?: (() => string | undefined) | undefined;
}

/**
 * Opens the ledger of an instance, uses it and closes it.
 * @throws UserError also for what only time puts right
 */
export async function withLedger<T>(
  { terminal, scope, stack, afterFailure }: LedgerUse,
  use: (ledger: OpenLedger) => Promise<T>,
): Promise<T> {
  const place = await findPlace(terminal, stack);
  const baseUrl = place.bridgeUrl ?? scope.baseUrl;
  let ledger: OpenLedger | undefined;
  try {
    ledger = await openLedger(place, { ...scope, baseUrl }, stack);
    return await use(ledger);
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    const { workspace } = scope;
    const sentences = [
      explainFailure(failure, { workspace, stack, baseUrl }),
      afterFailure?.(),
    ];
    throw new UserError(sentences.filter((each) => each !== undefined).join(' '));
  } finally {
    ledger?.close();
  }
}
