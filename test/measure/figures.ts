import { dirname } from 'node:path/posix';
import type { FileFacts, FunctionFacts } from './file-facts.ts';
import { findCycles } from './import-cycles.ts';

const columnLimit = 100;
const fileLimit = 200;
const functionLimit = 40;
const folderLimit = 14;
/** One file per sender: a list, not a folder to find one's way in. */
const unlimitedFolder = 'functions/providers';

/** The figures of a part of the repository. */
export interface Figures {
  files: number;
  lines: number;
  /** Lines of a file. */
  medianFile: number;
  p90File: number;
  longestFile: number;
  /** Paths with their lines. */
  longFiles: Counted[];
  functions: number;
  longFunctions: FunctionFacts[];
  anys: number;
  casts: number;
  ignores: number;
  /** Percent of all lines. */
  comments: number;
  /** Percent of all lines. */
  wideLines: number;
  /** Columns of the lines that are not blank. */
  medianWidth: number;
  /** Files that lie in the fullest folder itself. */
  fullestFolder: number;
  fullFolders: Counted[];
  conditionalSpreads: number;
  andSpreads: number;
  blankDefaults: number;
  nestedTernaries: number;
  cycles: string[][];
}

export interface Counted {
  path: string;
  count: number;
}

export function computeFigures(facts: FileFacts[]): Figures {
  const widths = facts.flatMap((file) => file.widths);
  const sizes = facts.map((file) => file.widths.length);
  const functions = facts.flatMap((file) => file.functions);
  const folders = countFolders(facts);
  const sum = (figure: (file: FileFacts) => number) => facts.map(figure).reduce(add, 0);
  const percent = (part: number) =>
    widths.length === 0 ? 0 : (100 * part) / widths.length;
  return {
    files: facts.length,
    lines: widths.length,
    medianFile: quantile(sizes, 0.5),
    p90File: quantile(sizes, 0.9),
    longestFile: quantile(sizes, 1),
    longFiles: facts
      .map(({ path, widths: { length } }) => ({ path, count: length }))
      .filter(({ count }) => count > fileLimit),
    functions: functions.length,
    longFunctions: functions.filter(({ lines }) => lines > functionLimit),
    anys: sum(({ anys }) => anys),
    casts: sum(({ casts }) => casts),
    ignores: sum(({ ignores }) => ignores),
    comments: percent(sum(({ commentLines }) => commentLines)),
    wideLines: percent(widths.filter((width) => width > columnLimit).length),
    medianWidth: quantile(
      widths.filter((width) => width > 0),
      0.5,
    ),
    fullestFolder: Math.max(0, ...folders.map(({ count }) => count)),
    fullFolders: folders.filter(
      ({ path, count }) => count > folderLimit && !isUnlimited(path),
    ),
    conditionalSpreads: sum((file) => file.conditionalSpreads),
    andSpreads: sum((file) => file.andSpreads),
    blankDefaults: sum((file) => file.blankDefaults),
    nestedTernaries: sum((file) => file.nestedTernaries),
    cycles: findCycles(new Map(facts.map(({ path, imports }) => [path, imports]))),
  };
}

function countFolders(facts: FileFacts[]): Counted[] {
  const byFolder = Map.groupBy(facts, ({ path }) => dirname(path));
  return [...byFolder].map(([path, files]) => ({ path, count: files.length }));
}

function isUnlimited(folder: string): boolean {
  return folder === unlimitedFolder;
}

function add(one: number, other: number): number {
  return one + other;
}

/** The value that the given share of the numbers does not exceed; 0 of none. */
function quantile(numbers: number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
