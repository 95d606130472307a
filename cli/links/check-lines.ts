import { UserError } from '../../lib/report.ts';
import { showProgress } from '../terminal/progress.ts';
import { createContactCheck } from './check-contact.ts';
import { isReplacing, judgeLink, type LinkStep } from './learn-link.ts';
import type { LineProblem } from './link-lines.ts';
import { describeProblems } from './problems.ts';
import { type RunningImport, stopIfInterrupted, width } from './running-import.ts';
import { workThrough } from './work-through.ts';

/**
 * Looks at every line that was not looked at yet, and counts what linking it will come to. Throws a
 * UserError if any is wrong.
 */
export async function checkLines(run: RunningImport): Promise<void> {
  const { terminal, options, scope, ledger, path, lines, progress, signal } = run;
  const { state } = progress;
  const checkContact = options.check ? createContactCheck(ledger, scope) : async () => undefined;
  const shown = showProgress(terminal, 'Checking', lines.length);
  const problems: LineProblem[] = [];
  const kinds: LinkStep['kind'][] = [];
  const onDone = (prefix: number) => {
    shown.at(prefix);
    if (problems.length > 0) return;
    for (const kind of kinds.slice(state.checked, prefix)) state.counts[kind] += 1;
    state.checked = prefix;
    progress.save();
  };
  try {
    await workThrough(
      { total: lines.length, from: state.checked, width, signal, onDone },
      async (index) => {
        const line = lines[index];
        if (line === undefined) return;
        const [step, wrongContact] = await Promise.all([
          judgeLink(ledger, scope, line),
          checkContact(line.contactId),
        ]);
        kinds[index] = step.kind;
        const isRefused = isReplacing(step) && options.replace !== true;
        const what = [
          wrongContact && `contactId ${wrongContact} Correct it or remove the line.`,
          isRefused ? refusal(step) : undefined,
        ].filter((each) => each !== undefined);
        problems.push(...what.map((each) => ({ line: line.line, what: each })));
      },
    );
  } finally {
    shown.end();
    progress.saveNow();
  }
  stopIfInterrupted(run);
  if (problems.length === 0) return;
  progress.remove();
  throw new UserError(describeProblems(path, problems));
}

function refusal({ isMerged, before }: LinkStep): string {
  if (!isMerged)
    return 'externalId leads to another contact already. Write --replace to re-point it, or remove the line.';
  const other =
    before === undefined ? 'which leads to no contact yet' : 'which leads to another contact';
  return `externalId was merged by the sender into another id, ${other}. Write --replace to make it a link of its own, or remove the line.`;
}
