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

/** Where a mistake is, what it is, and what to write instead. `line` and `column` count from 1. */
export interface ConfigProblem {
  file: string;
  line: number;
  column: number;
  what: string;
  cure: string;
}

export type KeyPath = readonly (string | number)[];

/** A YAML file that remembers where everything stands. */
export interface ConfigFile {
  file: string;
  /** The value, or `undefined` when the file is not YAML; then `problems` says why. */
  value: unknown;
  problems: ConfigProblem[];
  /**
   * The place of a value, or of the nearest one around it that exists; `position` is a character in
   * a text there.
   */
  at(path: KeyPath, position?: number): { line: number; column: number };
  /** The place of a key itself. */
  atKey(path: KeyPath): { line: number; column: number };
}

/**
 * Reads YAML 1.2 with positions. Anchors, aliases and tags are refused: a reader should see every
 * value where it counts.
 */
export function readConfigFile(file: string, text: string): ConfigFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true });
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const lineOf = (error: YAMLError) => place(error.pos[0]).line;
  const onePerLine = [...document.errors, ...document.warnings].filter(
    (error, index, all) => all.findIndex((other) => lineOf(other) === lineOf(error)) === index,
  );
  const syntax = onePerLine.map((error) => ({
    file,
    ...place(error.pos[0]),
    ...explain(error, text.split('\n')[lineOf(error) - 1] ?? ''),
  }));
  const forbidden = findForbidden(document.contents).map(({ offset, ...problem }) => ({
    file,
    ...place(offset),
    ...problem,
    cure: problem.isYamlSign
      ? orQuoted(problem.cure, text.split('\n')[place(offset).line - 1] ?? '')
      : problem.cure,
  }));
  return {
    file,
    value: syntax.length + forbidden.length > 0 ? undefined : (document.toJS() as unknown),
    problems: [...syntax, ...forbidden],
    at: (path, position) => place(offsetOf(document.contents, path, position)),
    atKey: (path) => place(keyOffset(document.contents, path)),
  };
}

const entryLine = /^(\s*(?:- )?(?:[^\s'"#:][^:#]*|'[^']*'|"[^"]*")):\s+(.*\S)\s*$/;

/**
 * An expression with YAML's own characters in it is the usual reason: the line is shown as it has
 * to be written.
 */
function explain(error: YAMLError, line: string): { what: string; cure: string } {
  const what = `is not YAML: ${error.message.replace(/\s+/g, ' ')}`;
  if (error.code === 'DUPLICATE_KEY') return { what, cure: 'remove one of the two, or join them' };
  if (error.code === 'TAB_AS_INDENT') return { what, cure: 'indent with blanks' };
  return {
    what,
    cure:
      quotedLine(line) ??
      'correct the line; expressions with [ ? : & # or quotes in them go in single quotes',
  };
}

/** An expression may begin like something of YAML's: then it has to be quoted. */
function orQuoted(cure: string, line: string): string {
  const quoted = quotedLine(line);
  return quoted === undefined ? cure : `${cure}; or, if it is an expression, ${quoted}`;
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

interface Forbidden {
  offset: number;
  what: string;
  cure: string;
  /** It may be an expression that begins like something of YAML's. */
  isYamlSign?: boolean;
}

function findForbidden(root: Node | null): Forbidden[] {
  const found: Forbidden[] = [];
  const cure = 'write the value itself';
  visit(root, (role, node) => {
    if (!isNode(node)) return;
    const offset = node.range?.[0] ?? 0;
    if (role === 'key' && isScalar(node) && node.value === '__proto__')
      found.push({ offset, what: 'is a name that cannot be used', cure: 'write another name' });
    else if (isAlias(node)) found.push({ offset, what: 'is an alias (*)', cure, isYamlSign: true });
    else if (node.anchor !== undefined)
      found.push({ offset, what: 'has an anchor (&)', cure, isYamlSign: true });
    else if (node.tag !== undefined && (isScalar(node) || isCollection(node)))
      found.push({ offset, what: `has a tag (${node.tag})`, cure });
  });
  return found;
}

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
  const isOneLine =
    node.type === 'PLAIN' || node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE';
  return isOneLine ? start + (node.type === 'PLAIN' ? 0 : 1) + Math.max(0, position - 1) : start;
}

function keyOffset(root: Node | null, path: KeyPath): number {
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((node, key) => (isCollection(node) ? node.get(key, true) : undefined), root);
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
