import { checkExpression } from '../../functions/core/check/check-expression.ts';
import { isRecord } from '../../functions/core/is-record.ts';
import type { ConfigFile } from './config-file.ts';
import type { ConfigProblem } from './config-problem.ts';

interface RawEntry {
  path: string[];
  entry: unknown;
}

/**
 * Checks the expressions of the map in a file that is wrong elsewhere, so that all its mistakes are
 * reported at once.
 */
export async function checkRawMap(file: ConfigFile): Promise<ConfigProblem[]> {
  const found: ConfigProblem[][] = [];
  for (const raw of entriesOf(file.value)) {
    const { path, entry: text } = expressionOf(raw);
    if (typeof text !== 'string' || text === '') continue;
    const mistakes = await checkExpression(text);
    found.push(mistakes.map((mistake) => file.problemOf({ path, ...mistake })));
  }
  return found.flat();
}

function entriesOf(value: unknown): RawEntry[] {
  const map = isRecord(value) && isRecord(value.map) ? value.map : {};
  const { customAttributes, ...scalars } = map;
  const attributes = isRecord(customAttributes) ? customAttributes : {};
  return [...under(['map'], scalars), ...under(['map', 'customAttributes'], attributes)];
}

function under(path: string[], entries: Record<string, unknown>): RawEntry[] {
  return Object.entries(entries).map(([name, entry]) => ({ path: [...path, name], entry }));
}

function expressionOf({ path, entry }: RawEntry): RawEntry {
  return isRecord(entry) ? { path: [...path, 'from'], entry: entry.from } : { path, entry };
}
