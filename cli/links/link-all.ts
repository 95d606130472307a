import { UserError } from '../../lib/report.ts';
import { showProgress } from '../terminal/progress.ts';
import type { LinkLine } from './file/link-lines.ts';
import { learnLink } from './learn-link.ts';
import { describeProblems } from './problems.ts';
import { type RunningImport, stopIfInterrupted, width } from './running-import.ts';
import { workThrough } from './work-through.ts';

/**
 * Links every line that is not linked yet.
 * @throws UserError if an id was linked to another contact meanwhile
 */
export async function linkLines(run: RunningImport): Promise<void> {
  const { terminal, options, scope, ledger, path, lines, progress, signal } = run;
  const { state } = progress;
  const learning = {
    origin: 'import' as const,
    replace: options.replace === true,
    now: terminal.now,
  };
  const shown = showProgress(terminal, 'Linking', lines.length);
  const overtaken: LinkLine[] = [];
  const onDone = (prefix: number) => {
    state.linked = prefix;
    progress.save();
    shown.at(prefix);
  };
  try {
    await workThrough(
      { lines, from: state.linked, width, signal, onDone },
      async (line) => {
        const learned = await learnLink(ledger, scope, line, learning);
        if ('refused' in learned) overtaken.push(line);
        else state.eventsPutBack += learned.eventsPutBack;
      },
    );
  } finally {
    shown.end();
    progress.saveNow();
  }
  stopIfInterrupted(run);
  if (overtaken.length === 0) return;
  progress.remove();
  const what =
    'externalId was linked to another contact while this ran, and is left so. ' +
    'Write --replace to re-point it.';
  const problems = overtaken.map(({ line }) => ({ line, what }));
  throw new UserError(...describeProblems(path, problems, 'All other lines are linked.'));
}
