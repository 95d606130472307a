import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keyedHash, plainHash } from '../../functions/core/canonical.ts';
import { isFileFailure } from '../../lib/file-failure.ts';
import { UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import { nameOfPlace } from '../place/place.ts';
import { count } from '../terminal/count.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import { fromHere, localFolder } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { checkLines } from './check-lines.ts';
import { type LinkLine, readLinkLines } from './file/link-lines.ts';
import { openImportState } from './import-state.ts';
import { judgeLink } from './learn-link.ts';
import { linkLines } from './link-all.ts';
import { findLinkScope, type LinkScope } from './link-scope.ts';
import { describeProblems } from './problems.ts';
import { howFar, type ImportOptions, type RunningImport } from './running-import.ts';

/**
 * Links all ids of a file, or none if a line is wrong.
 * @throws UserError
 */
export async function importLinks(
  file: string,
  options: ImportOptions,
  terminal: Terminal,
): Promise<void> {
  const scope = await findLinkScope(options, terminal);
  const { lines, digest } = readFile(file, terminal);
  using interruption = listenForInterruption();
  let run: RunningImport | undefined;
  const afterFailure = () => run && howFar(run);
  await withLedger({ terminal, scope, options, afterFailure }, async (ledger) => {
    const name = await nameOfState(digest, options, scope, ledger);
    const path = join(localFolder(terminal), 'imports', `${name}.json`);
    const progress = openImportState(path, terminal.now);
    const { signal } = interruption;
    run = { terminal, options, scope, ledger, path: file, lines, progress, signal };
    await resume(run);
    await checkLines(run);
    await linkLines(run);
    progress.remove();
    report(run);
  });
}

/** An import goes on only where everything is the same that could change its outcome. */
async function nameOfState(
  digest: string,
  { replace, check }: ImportOptions,
  scope: LinkScope,
  { readPepper, tableName }: OpenLedger,
): Promise<string> {
  const pepper = await readPepper();
  return keyedHash(pepper, 'import', digest, scope, tableName, replace === true, check);
}

function readFile(
  path: string,
  terminal: Terminal,
): { lines: LinkLine[]; digest: string } {
  const bytes = readBytes(path, terminal);
  const { lines, problems } = readLinkLines(bytes);
  if (problems.length > 0)
    throw new UserError(...describeProblems(path, problems, 'Nothing was linked.'));
  return { lines, digest: plainHash(bytes.toString('base64')) };
}

function readBytes(path: string, terminal: Terminal): Buffer {
  try {
    return readFileSync(fromHere(terminal, path));
  } catch (error) {
    if (!isFileFailure(error)) throw error;
    const { code } = error;
    throw new UserError(
      code === 'ENOENT'
        ? `There is no file ${path}.`
        : `${path} cannot be read (${code}).`,
    );
  }
}

/**
 * Goes on where an earlier run stopped, unless the line that it linked last is not linked any more:
 * then all begins anew.
 */
async function resume({
  terminal,
  scope,
  ledger,
  lines,
  progress,
}: RunningImport): Promise<void> {
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
  const { counts, eventsPutBack } = progress.state;
  const { system, workspace } = scope;
  if (options.json) {
    printJson(terminal, { system, workspace, ...counts, eventsPutBack });
    return;
  }
  const links = [
    `${count(counts.new)} new`,
    `${count(counts.repointed)} re-pointed`,
    `${count(counts.unchanged)} unchanged`,
  ].join(', ');
  terminal.stdout.write(
    `Links of ${system} in ${nameOfPlace(options.stack)} (workspace ${workspace}): ${links}; ` +
      `${count(eventsPutBack, 'event')} put back into the queue.\n`,
  );
}
