import type * as z from 'zod';
import { nearestName } from '../nearest-name.ts';
import type { ConfigFile } from './config-file.ts';
import type { ConfigProblem } from './config-problem.ts';

type Issue = z.core.$ZodIssue;

/**
 * What a schema found wrong with a file, each with its place and its cure. `schema` gives the keys
 * that exist, for suggestions.
 */
export function issuesToProblems(
  file: ConfigFile,
  issues: readonly Issue[],
  knownKeys: ReadonlySet<string>,
): ConfigProblem[] {
  return issues.flatMap(flatten).flatMap((issue) => toProblems(file, issue, knownKeys));
}

/**
 * An issue of a union speaks for itself where it is ours; else the branch that came closest does.
 */
function flatten(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branches = issue.errors.map((branch) =>
    branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as Issue),
  );
  const deep = branches.find(
    (branch) =>
      branch.length > 0 &&
      branch.every(
        (inner) =>
          inner.path.length > issue.path.length || inner.code === 'unrecognized_keys',
      ),
  );
  if (deep !== undefined) return deep.flatMap(flatten);
  return [
    issue.message === 'Invalid input' && branches[0]?.[0] !== undefined
      ? branches[0][0]
      : issue,
  ];
}

function toProblems(
  file: ConfigFile,
  issue: Issue,
  knownKeys: ReadonlySet<string>,
): ConfigProblem[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  const name = path.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(file, [...path, key], knownKeys));
  const isAbsent =
    issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  if (isAbsent)
    return [
      file.problemAt(path, { what: `${name} is missing`, cure: `add ${path.at(-1)}:` }),
    ];
  const [what = '', ...cures] = issue.message.split('; ');
  const cure = cures.length === 0 ? cureOf(issue) : cures.join('; ');
  return [file.problemAt(path, { what: `${name} ${plain(what)}`, cure })];
}

function unknownKey(
  file: ConfigFile,
  path: (string | number)[],
  knownKeys: ReadonlySet<string>,
): ConfigProblem {
  const what = `${path.join('.')} is not a key that exists here`;
  return file.problemAtKey(path, { what, cure: suggest(String(path.at(-1)), knownKeys) });
}

function plain(message: string): string {
  return message
    .replace(/^Invalid (input|option): expected (one of )?/, 'has to be ')
    .replaceAll('"|"', '", "');
}

function cureOf(issue: Issue): string {
  if (issue.code === 'invalid_value') return `write ${issue.values.map(String).join(' or ')}`;
  if (issue.code === 'too_small') return `write at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `write at most ${issue.maximum}`;
  return 'see docs/configuration.md for what can stand here';
}

function suggest(key: string, knownKeys: ReadonlySet<string>): string {
  const near = nearestName(key, knownKeys);
  return near === undefined
    ? 'remove it; docs/configuration.md lists the keys'
    : `write ${near}`;
}

/** Every key name that a JSON Schema mentions. */
export function keysOf(schema: unknown): Set<string> {
  const keys = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (
      'properties' in node &&
      typeof node.properties === 'object' &&
      node.properties !== null
    )
      for (const key of Object.keys(node.properties)) keys.add(key);
    for (const inner of Object.values(node)) walk(inner);
  };
  walk(schema);
  return keys;
}
