import { UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { count } from '../terminal/count.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { LinkLine } from './file/link-lines.ts';
import type { StateFile } from './import-state.ts';
import type { LinkOptions, LinkScope } from './link-scope.ts';

export interface ImportOptions extends LinkOptions {
  replace?: true | undefined;
  check: boolean;
}

/** An import that is under way. */
export interface RunningImport {
  terminal: Terminal;
  options: ImportOptions;
  scope: LinkScope;
  ledger: OpenLedger;
  /** The file, as the person wrote it. */
  path: string;
  lines: LinkLine[];
  progress: StateFile;
  /** Aborted at Ctrl-C. */
  signal: AbortSignal;
}

/** How many lines are worked on at once. */
export const width = 8;

/** How far it came, as a sentence. */
export function howFar({ lines, progress: { state } }: RunningImport): string {
  const total = count(lines.length, 'line');
  const done =
    state.checked < lines.length
      ? `${count(state.checked)} of ${total} are checked and nothing is linked yet`
      : `${count(state.linked)} of ${total} are linked`;
  return `${done}; the same command goes on from there.`;
}

/** @throws UserError after Ctrl-C, unless all was done by then */
export function stopIfInterrupted(run: RunningImport): void {
  if (run.signal.aborted && run.progress.state.linked < run.lines.length)
    throw new UserError(`Interrupted. ${howFar(run)}`);
}
