import type * as z from 'zod';
import type { ConfigFile, KeyPath } from '../config-file.ts';
import type { ConfigProblem } from './config-problem.ts';
import { keysAt } from './keys-at.ts';
import { suggestedKeys } from './suggested-keys.ts';
import { suggestedBlock, suggestedValue } from './suggested-values.ts';

type Issue = z.core.$ZodIssue;

/**
 * What a schema found wrong with a file, each with its place and its cure. `schema` is its JSON
 * Schema, which says what keys exist at a place.
 */
export function issuesToProblems(
  file: ConfigFile,
  issues: readonly Issue[],
  schema: object,
): ConfigProblem[] {
  const flat = issues.flatMap((issue) => flatten(issue, file.value));
  return flat
    .filter((issue) => !isMisspelt(issue, flat, file.value))
    .flatMap((issue) => toProblems(file, issue, schema));
}

/** Whether a key is missing that stands there under a name that comes close: it is one mistake. */
function isMisspelt({ path }: Issue, issues: readonly Issue[], value: unknown): boolean {
  const [place, name] = [path.slice(0, -1), path.at(-1)];
  if (typeof name !== 'string' || valueAt(value, path) !== undefined) return false;
  return issues.some(
    (other) =>
      other.code === 'unrecognized_keys' &&
      other.path.join('.') === place.join('.') &&
      other.keys.some((key) => suggestedKeys(key, [name]).length > 0),
  );
}

/**
 * An issue of a union speaks for itself where it is ours; else the branch that came closest does.
 */
function flatten(issue: Issue, value: unknown): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branches = issue.errors.map((branch) =>
    branch.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }) as Issue),
  );
  const deep = branches.filter(
    (branch) =>
      branch.length > 0 &&
      branch.every(
        (inner) =>
          inner.path.length > issue.path.length || inner.code === 'unrecognized_keys',
      ),
  );
  const isClose = (branch: Issue[]) =>
    branch.some((one) => isMisspelt(one, branch, value));
  const closest = deep.find(isClose) ?? deep[0];
  if (closest !== undefined) return closest.flatMap((inner) => flatten(inner, value));
  return [
    issue.message === 'Invalid input' && branches[0]?.[0] !== undefined
      ? branches[0][0]
      : issue,
  ];
}

function toProblems(file: ConfigFile, issue: Issue, schema: object): ConfigProblem[] {
  const path = issue.path.filter((key) => typeof key !== 'symbol');
  const name = path.join('.') || 'the file';
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => unknownKey(file, [...path, key], schema));
  const value = valueAt(file.value, path);
  if (value === undefined) return [absent(file, path, issue)];
  const [what = '', ...cures] = issue.message.split('; ');
  const cure =
    cures.length === 0
      ? cureOf(issue, value, keysAt(schema, path, file.value))
      : cures.join('; ');
  return [file.problemAt(path, { what: `${name} ${whatOf(issue, what)}`, cure })];
}

function absent(file: ConfigFile, path: KeyPath, issue: Issue): ConfigProblem {
  const name = path.join('.') || 'the file';
  const values = choices(issue);
  const cure = `add ${path.at(-1)}:${values === undefined ? '' : ` ${orList(values)}`}`;
  return file.problemAt(path, { what: `${name} is missing`, cure });
}

function unknownKey(
  file: ConfigFile,
  path: (string | number)[],
  schema: object,
): ConfigProblem {
  const what = `${path.join('.')} is not a key that exists here`;
  const keys = keysAt(schema, path.slice(0, -1), file.value);
  return file.problemAtKey(path, { what, cure: suggest(String(path.at(-1)), keys) });
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null && Object.hasOwn(inner, key)
        ? Reflect.get(inner, key)
        : undefined,
    value,
  );
}

/** The values of which one has to stand in a place. */
function choices(issue: Issue): string[] | undefined {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  const { options } = { options: undefined, ...issue };
  return Array.isArray(options) ? options.map(String) : undefined;
}

const kinds: Record<string, { is: string; cure: string }> = {
  array: { is: 'a list', cure: 'write a list' },
  object: { is: 'a block of keys', cure: 'write its keys below it' },
  record: { is: 'a block of keys', cure: 'write its keys below it' },
  string: { is: 'text', cure: 'put it in quotes' },
  number: { is: 'a number', cure: 'write a number, without quotes' },
  int: { is: 'a whole number', cure: 'write a whole number, without quotes' },
  boolean: { is: 'true or false', cure: 'write true or false, without quotes' },
};

function whatOf(issue: Issue, what: string): string {
  const values = choices(issue);
  if (values !== undefined)
    return `has to be ${values.map((value) => `"${value}"`).join(', ')}`;
  const kind = kindOf(issue);
  return kind === undefined ? plain(what) : `has to be ${kind.is}`;
}

/** What kind of value has to stand in a place, where the schema has no words of its own for it. */
function kindOf(issue: Issue): { is: string; cure: string } | undefined {
  const isPlain =
    issue.code === 'invalid_type' && issue.message.startsWith('Invalid input');
  return isPlain ? kinds[issue.expected] : undefined;
}

function plain(message: string): string {
  return message
    .replace(/^Invalid (input|option): expected (one of )?/, 'has to be ')
    .replaceAll('"|"', '", "');
}

function cureOf(issue: Issue, value: unknown, keys: string[]): string {
  const values = choices(issue);
  if (values !== undefined) {
    const path = issue.path.filter((part) => typeof part === 'string').join('.');
    return `write ${suggestedValue(path, value) ?? orList(values)}`;
  }
  if (issue.code === 'too_small') return `write at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `write at most ${issue.maximum}`;
  const kind = kindOf(issue);
  if (kind === undefined) return 'see docs/configuration.md for what can stand here';
  if (kind === kinds.array && typeof value === 'string')
    return `${kind.cure}: ${listOf(value)}`;
  if (kind !== kinds.object || keys.length === 0) return kind.cure;
  const block = suggestedBlock(value, keys);
  return block === undefined
    ? `${kind.cure}: ${keys.join(', ')}`
    : `write where it stands in a block of its own: ${block}`;
}

/** A text as a list of one, as it has to stand in the file. */
function listOf(text: string): string {
  return /^[\w.$]+$/.test(text) ? `[${text}]` : `['${text.replaceAll("'", "''")}']`;
}

function suggest(key: string, keys: string[]): string {
  const near = suggestedKeys(key, keys);
  if (near.length > 0) return `write ${orList(near)}`;
  return `remove it; the keys here are ${keys.join(', ')}`;
}

function orList(words: readonly string[]): string {
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} or ${last}`;
}
