import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyedHash, plainHash } from '../../functions/core/canonical.ts';
import { UserError } from '../../lib/report.ts';
import { nameOfPlace } from '../place/place.ts';
import { findLinkScope } from '../place/scope.ts';
import { withLedger } from '../place/with-ledger.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import { fromHere, localFolder } from '../terminal/options.ts';
import { count } from '../terminal/progress.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { checkLines } from './check-lines.ts';
import { openImportState, type StateFile } from './import-state.ts';
import { judgeLink } from './learn-link.ts';
import { linkLines } from './link-all.ts';
import { type LinkFile, readLinkLines } from './link-lines.ts';
import { describeProblems } from './problems.ts';
import { howFar, type ImportOptions, type RunningImport } from './running-import.ts';

/** Links all ids of a file, or none if a line is wrong. Throws a UserError. */
export async function importLinks(
  path: string,
  options: ImportOptions,
  terminal: Terminal,
): Promise<void> {
  const scope = await findLinkScope(options, terminal);
  const { lines, digest } = readFile(path, terminal);
  using interruption = listenForInterruption();
  let run: RunningImport | undefined;
  const after = () => run && howFar(run);
  await withLedger({ terminal, scope, stack: options.stack, after }, async (ledger) => {
    const { replace = false, check } = options;
    const name = keyedHash(
      ledger.pepper,
      'import',
      digest,
      scope,
      ledger.tableName,
      replace,
      check,
    );
    const progress = openImportState(
      join(localFolder(terminal), 'imports', `${name}.json`),
      terminal.now,
    );
    run = { terminal, options, scope, ledger, path, lines, progress, signal: interruption.signal };
    await resume(run);
    await checkLines(run);
    await linkLines(run);
    progress.remove();
    report(run);
  });
}

function readFile(path: string, terminal: Terminal): Pick<LinkFile, 'lines'> & { digest: string } {
  let bytes: Buffer;
  try {
    bytes = readFileSync(fromHere(terminal, path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read (${code}).`,
    );
  }
  const { lines, problems } = readLinkLines(bytes);
  if (problems.length > 0) throw new UserError(describeProblems(path, problems));
  return { lines, digest: plainHash(bytes.toString('base64')) };
}

/**
 * Goes on where an earlier run stopped, unless what that one linked last is not linked any more:
 * then all begins anew.
 */
async function resume({ terminal, scope, ledger, lines, progress }: RunningImport): Promise<void> {
  const last = lines[progress.state.linked - 1];
  if (last !== undefined && (await judgeLink(ledger, scope, last)).kind !== 'unchanged')
    progress.reset();
  const { checked, linked } = progress.state;
  if (checked === 0) return;
  const done =
    checked < lines.length
      ? `${count(checked)} of ${count(lines.length, 'line')} are checked`
      : `${count(linked)} are linked`;
  terminal.stderr.write(`Going on where the last run stopped: ${done}.\n`);
}

function report({ terminal, options, scope, progress }: RunningImport): void {
  const { counts, eventsPutBack }: StateFile['state'] = progress.state;
  const { system, workspace } = scope;
  if (options.json) {
    printJson(terminal, { system, workspace, ...counts, eventsPutBack });
    return;
  }
  const links = `${count(counts.new)} new, ${count(counts.repointed)} re-pointed, ${count(counts.unchanged)} unchanged`;
  terminal.stdout.write(
    `Links of ${system} in ${nameOfPlace(options.stack)} (workspace ${workspace}): ${links}; ${count(eventsPutBack, 'event')} put back into the queue.\n`,
  );
}
