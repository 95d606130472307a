import { TransientFailure } from '../../../functions/core/errors.ts';
import { UserError } from '../../../lib/report.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { findPlace, type Place } from '../place.ts';
import { callOf, type PlaceOptions } from '../place-options.ts';
import type { WorkspaceScope } from '../scope.ts';
import { explainFailure } from './explain-failure.ts';
import { type OpenLedger, openLedger } from './open-ledger.ts';

export interface LedgerUse {
  terminal: Terminal;
  scope: WorkspaceScope;
  /** Which instance: a deployed stack, or that on this machine. */
  options: PlaceOptions;
  /** That instance, where it is found already. */
  place?: Place | undefined;
  /** What a failure means for the work: a sentence. */
  afterFailure?: (() => string | undefined) | undefined;
}

/**
 * Opens the ledger of an instance, uses it and closes it.
 * @throws UserError also for what only time puts right
 */
export async function withLedger<T>(
  { terminal, scope, options, place: found, afterFailure }: LedgerUse,
  use: (ledger: OpenLedger) => Promise<T>,
): Promise<T> {
  const place = found ?? (await findPlace(terminal, options));
  const baseUrl = place.bridgeUrl ?? scope.baseUrl;
  let ledger: OpenLedger | undefined;
  try {
    ledger = openLedger(place, { ...scope, baseUrl }, options.stack);
    return await use(ledger);
  } catch (failure) {
    if (!(failure instanceof TransientFailure)) throw failure;
    const { workspace } = scope;
    const sentences = [
      explainFailure(failure, { workspace, call: callOf(options, terminal), baseUrl }),
      afterFailure?.(),
    ];
    throw new UserError(sentences.filter((each) => each !== undefined).join(' '));
  } finally {
    ledger?.close();
  }
}
