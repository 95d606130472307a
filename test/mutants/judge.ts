/** A mutant as Stryker reports it; lines and columns count from 1. */
export interface Mutant {
  fileName: string;
  location: { start: Position; end: Position };
  mutatorName: string;
  replacement: string;
  status: string;
}

interface Position {
  line: number;
  column: number;
}

/** A change of the code that no test notices, and why that is right. */
export interface Survivor {
  /** The lines that are changed, and what they become. White space counts as one blank. */
  code: string;
  becomes: string;
  reason: string;
}

/** The accepted survivors of each file. */
export type Survivors = Record<string, Survivor[]>;

/** A survivor of this run, where it stands. */
export interface Found extends Omit<Survivor, 'reason'> {
  file: string;
  line: number;
  mutator: string;
  /** No test runs the code at all. */
  isUncovered: boolean;
}

export interface Score {
  file: string;
  killed: number;
  timedOut: number;
  survived: number;
  /** Percent of the mutants that a test noticed. Accepted survivors count as not noticed. */
  percent: number;
}

export interface Judgement {
  scores: Score[];
  total: Score;
  accepted: (Found & { reason: string })[];
  /** Survivors that are not in the list. */
  unlisted: Found[];
  /** Entries of the list, in files that were mutated, that no survivor has any more. */
  outdated: (Survivor & { file: string })[];
  isPassed: boolean;
}

/** Percent of the mutants that have to be noticed. */
export const wantedPercent = 85;

/** @param textOf gives the text of a file before it was mutated */
export function judge(
  mutants: Mutant[],
  listed: Survivors,
  textOf: (file: string) => string,
): Judgement {
  const byFile = Map.groupBy(mutants, ({ fileName }) => fileName);
  const files = [...byFile.keys()].sort();
  const scores = files.map((file) => scoreOf(file, byFile.get(file) ?? []));
  const total = scoreOf('all', mutants);
  const found = files.flatMap((file) => survivorsOf(byFile.get(file) ?? [], textOf(file)));
  const entryFor = (one: Found) => listed[one.file]?.find((entry) => isSame(entry, one));
  const accepted = found.flatMap((one) => {
    const entry = entryFor(one);
    return entry === undefined ? [] : [{ ...one, reason: entry.reason }];
  });
  const unlisted = found.filter((one) => entryFor(one) === undefined);
  const outdated = files.flatMap((file) =>
    (listed[file] ?? [])
      .filter((entry) => !found.some((one) => one.file === file && isSame(entry, one)))
      .map((entry) => ({ ...entry, file })),
  );
  const isPassed =
    total.percent >= wantedPercent && unlisted.length === 0 && outdated.length === 0;
  return { scores, total, accepted, unlisted, outdated, isPassed };
}

/** What a run came to, as text: the scores, and the survivors with their places. */
export function describe({
  scores,
  total,
  accepted,
  unlisted,
  outdated,
}: Judgement): string {
  return [
    ...[...scores, total].map(describeScore),
    ...accepted.map((one) => `\naccepted ${place(one)}\n  because ${one.reason}`),
    ...unlisted.map((one) => `\nSURVIVED ${place(one)}`),
    ...outdated.map(
      (one) =>
        `\nOUTDATED ${one.file}: in the list, but nothing survives as\n${change(one)}`,
    ),
    `\n${total.percent.toFixed(1)} % noticed, at least ${wantedPercent} % wanted; ` +
      `${accepted.length} survivors accepted, ${unlisted.length} not, ` +
      `${outdated.length} entries outdated`,
  ].join('\n');
}

/** A text with every run of white space as one blank: how code is compared. */
export function inOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function scoreOf(file: string, mutants: Mutant[]): Score {
  const count = (...statuses: string[]) =>
    mutants.filter(({ status }) => statuses.includes(status)).length;
  const killed = count('Killed');
  const timedOut = count('Timeout');
  const survived = count('Survived', 'NoCoverage');
  const percent = (100 * (killed + timedOut)) / (killed + timedOut + survived);
  return { file, killed, timedOut, survived, percent };
}

function survivorsOf(mutants: Mutant[], text: string): Found[] {
  const lines = text.split('\n');
  return mutants
    .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
    .map(({ fileName, mutatorName, status, replacement, location: { start, end } }) => {
      const before = lines[start.line - 1]?.slice(0, start.column - 1);
      const after = lines[end.line - 1]?.slice(end.column - 1);
      return {
        file: fileName,
        line: start.line,
        mutator: mutatorName,
        code: inOneLine(lines.slice(start.line - 1, end.line).join('\n')),
        becomes: inOneLine(`${before}${replacement}${after}`),
        isUncovered: status === 'NoCoverage',
      };
    });
}

function isSame(entry: Survivor, found: Found): boolean {
  return (
    inOneLine(entry.code) === found.code && inOneLine(entry.becomes) === found.becomes
  );
}

function describeScore({ file, killed, timedOut, survived, percent }: Score): string {
  const inTime = `${killed} killed, ${timedOut} timed out, ${survived} survived`;
  return `${percent.toFixed(1).padStart(5)} %  ${file}: ${inTime}`;
}

function place(one: Found): string {
  const where = `${one.file}:${one.line} (${one.mutator}${one.isUncovered ? ', no test runs it' : ''})`;
  return `${where}\n${change(one)}`;
}

function change({ code, becomes }: Pick<Survivor, 'code' | 'becomes'>): string {
  return `- ${code}\n+ ${becomes}`;
}
