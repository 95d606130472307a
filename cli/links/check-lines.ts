import { UserError } from '../../lib/report.ts';
import { showProgress } from '../terminal/progress.ts';
import { type CheckContact, createContactCheck } from './check-contact.ts';
import type { LineProblem, LinkLine } from './file/link-lines.ts';
import { isReplacing, judgeLink, type LinkStep } from './learn-link.ts';
import { describeProblems } from './problems.ts';
import { type RunningImport, stopIfInterrupted, width } from './running-import.ts';
import { workThrough } from './work-through.ts';

/**
 * Looks at every line that was not looked at yet, and counts what linking it will come to.
 * @throws UserError if any line is wrong
 */
export async function checkLines(run: RunningImport): Promise<void> {
  const { terminal, options, scope, ledger, path, lines, progress, signal } = run;
  const { state } = progress;
  const checkContact = options.check
    ? createContactCheck(ledger.bridge, scope.workspace)
    : async () => undefined;
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
      { lines, from: state.checked, width, signal, onDone },
      async (line, index) => {
        const { step, wrong } = await checkLine(line, run, checkContact);
        kinds[index] = step.kind;
        problems.push(...wrong.map((what) => ({ line: line.line, what })));
      },
    );
  } finally {
    shown.end();
    progress.saveNow();
  }
  stopIfInterrupted(run);
  if (problems.length === 0) return;
  progress.remove();
  throw new UserError(...describeProblems(path, problems, 'Nothing was linked.'));
}

async function checkLine(
  line: LinkLine,
  { options, scope, ledger }: RunningImport,
  checkContact: CheckContact,
): Promise<{ step: LinkStep; wrong: string[] }> {
  const [step, wrongContact] = await Promise.all([
    judgeLink(ledger, scope, line),
    checkContact(line.contactId),
  ]);
  const wrong: string[] = [];
  if (wrongContact !== undefined)
    wrong.push(`contactId ${wrongContact} Correct it or remove the line.`);
  if (isReplacing(step) && options.replace !== true) wrong.push(refusal(step));
  return { step, wrong };
}

function refusal({ isMerged, before }: LinkStep): string {
  if (!isMerged)
    return (
      'externalId leads to another contact already. ' +
      'Write --replace to re-point it, or remove the line.'
    );
  const other =
    before === undefined
      ? 'which leads to no contact yet'
      : 'which leads to another contact';
  return (
    `externalId was merged by the sender into another id, ${other}. ` +
    'Write --replace to make it a link of its own, or remove the line.'
  );
}
