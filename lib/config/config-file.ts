import {
  isAlias,
  isCollection,
  isMap,
  isNode,
  isPair,
  isScalar,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import {
  templateCure,
  templateMistake,
} from '../../functions/core/check/expressions/template.ts';
import type { SourceProblem } from '../../functions/core/check/source-problem.ts';
import { decodeText } from '../text-file.ts';
import { aboutFile, type ConfigProblem, type Mistake } from './problems/config-problem.ts';

export type KeyPath = readonly (string | number)[];

/** A YAML file that remembers where everything stands. */
export interface ConfigFile {
  file: string;
  /** The value, or `undefined` when the file is not YAML; then `problems` says why. */
  value: unknown;
  problems: ConfigProblem[];
  /** A mistake at a value, or at the nearest one around it that exists. */
  problemAt(path: KeyPath, mistake: Mistake): ConfigProblem;
  /** A mistake at a key itself. */
  problemAtKey(path: KeyPath, mistake: Mistake): ConfigProblem;
  /** A mistake of a source; one in a preset's block has no place here and is shown at the top. */
  problemOf(problem: SourceProblem): ConfigProblem;
}

/**
 * Reads YAML 1.2 in UTF-8 with positions. Anchors, aliases and tags are refused: a reader should
 * see every value where it counts.
 */
export function readConfigFile(file: string, bytes: Uint8Array): ConfigFile {
  const decoded = decodeText(bytes);
  if ('text' in decoded) return readYaml(file, decoded.text);
  const { what, cure } = decoded;
  const problems = [aboutFile(file, what, cure)];
  return { ...readYaml(file, ''), value: undefined, problems };
}

function readYaml(file: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    strict: true,
  });
  const root = document.contents;
  const problemIn = (offset: number, { what, cure }: Mistake): ConfigProblem => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col, what, cure };
  };
  const textLines = text.split('\n');
  const lineAt = (offset: number) => textLines.at(lines.linePos(offset).line - 1);
  const syntax = [...document.errors, ...document.warnings].map((error) =>
    problemIn(error.pos[0], explain(error, lineAt(error.pos[0]))),
  );
  const forbidden = findForbidden(root).map(({ offset, what, cure, isYamlSign }) =>
    problemIn(
      offset,
      isYamlSign ? readSign({ what, cure }, lineAt(offset)) : { what, cure },
    ),
  );
  const problems = [...syntax.filter(isFirstOfLine), ...forbidden];
  return {
    file,
    value: problems.length > 0 ? undefined : document.toJS(),
    problems,
    problemAt: (path, mistake) => problemIn(offsetOf(root, path, undefined), mistake),
    problemAtKey: (path, mistake) => problemIn(keyOffset(root, path), mistake),
    problemOf({ path, position, what, cure }) {
      const name = path.length === 0 ? '' : `${path.join('.')}: `;
      return problemIn(offsetOf(root, path, position), { what: `${name}${what}`, cure });
    },
  };
}

function isFirstOfLine(
  { line }: ConfigProblem,
  index: number,
  all: ConfigProblem[],
): boolean {
  return all.findIndex((other) => other.line === line) === index;
}

const entryLine = /^(\s*(?:- )?(?:[^\s'"#:][^:#]*|'[^']*'|"[^"]*")):\s+(.*\S)\s*$/;

/**
 * An expression with YAML's own characters in it is the usual reason: the line is shown as it has
 * to be written.
 */
function explain(error: YAMLError, line = ''): Mistake {
  const what = `is not YAML: ${error.message.replace(/\s+/g, ' ')}`;
  if (error.code === 'DUPLICATE_KEY')
    return { what, cure: 'remove one of the two, or join them' };
  if (error.code === 'TAB_AS_INDENT') return { what, cure: 'indent with blanks' };
  return (
    templateIn(line) ?? {
      what,
      cure:
        quotedLine(line) ??
        'correct the line; expressions with [ ? : & # or quotes in them go in single quotes',
    }
  );
}

/** A template or an expression can begin like something of YAML's; that has to be quoted. */
function readSign({ what, cure }: Mistake, line = ''): Mistake {
  const quoted = quotedLine(line);
  if (quoted === undefined) return { what, cure };
  return (
    templateIn(line) ?? { what, cure: `${cure}; or, if it is an expression, ${quoted}` }
  );
}

function templateIn(line: string): Mistake | undefined {
  return templateMistake(entryLine.exec(line)?.[2] ?? '');
}

/**
 * The line with its value in single quotes; `undefined` where it has no value, or has them already.
 */
function quotedLine(line: string): string | undefined {
  const [, key, value] = entryLine.exec(line) ?? [];
  return key === undefined || value === undefined || /^'.*'$/.test(value)
    ? undefined
    : `${key.trim()}: '${value.replaceAll("'", "''")}'`;
}

interface Forbidden extends Mistake {
  offset: number;
  /** It can be an expression that begins like something of YAML's. */
  isYamlSign?: boolean | undefined;
}

function findForbidden(root: Node | null): Forbidden[] {
  const found: Forbidden[] = [];
  visit(root, (role, node) => {
    if (!isNode(node)) return undefined;
    const mistake =
      (role === 'key' ? forbiddenKey(node) : undefined) ?? forbiddenNode(node);
    if (mistake !== undefined) found.push({ offset: node.range?.[0] ?? 0, ...mistake });
    const isTemplate =
      mistake !== undefined && isCollection(node) && !node.anchor && !node.tag;
    return isTemplate ? visit.SKIP : undefined;
  });
  return found;
}

function forbiddenKey(node: Node): Omit<Forbidden, 'offset'> | undefined {
  if (isCollection(node)) return template(nameInBrackets(node) ?? 'name');
  if (!isScalar(node) || node.value !== '__proto__') return undefined;
  return { what: 'is a name that cannot be used', cure: 'write another name' };
}

function forbiddenNode(node: Node): Omit<Forbidden, 'offset'> | undefined {
  const name = isCollection(node) ? nameInBrackets(node) : undefined;
  if (name !== undefined) return template(name);
  const cure = 'write the value itself';
  if (isAlias(node)) return { what: 'is an alias (*)', cure, isYamlSign: true };
  if (node.anchor !== undefined)
    return { what: 'has an anchor (&)', cure, isYamlSign: true };
  return node.tag === undefined ? undefined : { what: `has a tag (${node.tag})`, cure };
}

/**
 * The name in {name}, {{name}} or [[name]], which YAML takes for blocks and lists; `undefined` for
 * any other collection.
 */
function nameInBrackets(node: Node | null, depth = 1): string | undefined {
  if (isScalar(node)) return typeof node.value === 'string' ? node.value : undefined;
  if (!isCollection(node) || node.flow !== true || node.items.length !== 1)
    return undefined;
  const [item] = node.items;
  if (isPair(item)) {
    return item.value === null && isNode(item.key)
      ? nameInBrackets(item.key, depth + 1)
      : undefined;
  }
  return isNode(item) && (depth > 1 || isCollection(item))
    ? nameInBrackets(item, depth + 1)
    : undefined;
}

function template(name: string): Mistake {
  return {
    what: 'is a template in brackets, not an expression',
    cure: templateCure(name),
  };
}

/**
 * Where a value begins, or the nearest one around it that exists.
 * @param position a character in the text there, from 1
 */
function offsetOf(root: Node | null, path: KeyPath, position: number | undefined): number {
  let node: unknown = root;
  let depth = 0;
  for (const key of path) {
    const inner: unknown = isCollection(node) ? node.get(key, true) : undefined;
    if (!isNode(inner)) break;
    node = inner;
    depth += 1;
  }
  const start = (isNode(node) ? node.range?.[0] : undefined) ?? 0;
  if (position === undefined || depth < path.length || !isScalar(node)) return start;
  const opening = openings.get(node.type ?? 'PLAIN');
  return opening === undefined ? start : start + opening + Math.max(0, position - 1);
}

/** How many characters stand before the text of a scalar, for those on one line. */
const openings = new Map([
  ['PLAIN', 0],
  ['QUOTE_SINGLE', 1],
  ['QUOTE_DOUBLE', 1],
]);

function keyOffset(root: Node | null, path: KeyPath): number {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>(
      (node, key) => (isCollection(node) ? node.get(key, true) : undefined),
      root,
    );
  const pair = isMap(parent)
    ? parent.items.find(
        (item) => isPair(item) && isScalar(item.key) && item.key.value === path.at(-1),
      )
    : undefined;
  return (
    (isNode(pair?.key) ? pair.key.range?.[0] : undefined) ??
    offsetOf(root, path.slice(0, -1), undefined)
  );
}
