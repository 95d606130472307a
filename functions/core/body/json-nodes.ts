import type { BodyText } from './body-text.ts';

/** A value in a JSON text, and where it stands: from `start` to before `end`. */
export interface JsonNode {
  kind: 'object' | 'list' | 'text' | 'other';
  /** The name before it; `undefined` for the whole and for items of lists. */
  name: string | undefined;
  start: number;
  end: number;
  /** The values in it, those of a repeated name too. */
  inner: JsonNode[];
}

/** Texts, brackets, and what is neither; commas and colons say nothing that is not known. */
const token = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]|[^\s"{}[\]:,]+/gs;

/**
 * Where the values of a JSON text stand.
 * @throws SyntaxError if it is no JSON
 */
export function readJsonNodes({ text, read }: Pick<BodyText, 'text' | 'read'>): JsonNode {
  JSON.parse(text);
  const whole: JsonNode = { kind: 'list', name: undefined, start: 0, end: 0, inner: [] };
  const open = [whole];
  let name: string | undefined;
  for (const { 0: found, index: start } of text.matchAll(token)) {
    const around = open.at(-1) ?? whole;
    if (isClosing(found)) {
      around.end = start + 1;
      open.pop();
      continue;
    }
    if (around.kind === 'object' && name === undefined) {
      name = String(JSON.parse(read(found)));
      continue;
    }
    const end = start + found.length;
    const node: JsonNode = { kind: kindOf(found), name, start, end, inner: [] };
    around.inner.push(node);
    if (node.kind === 'object' || node.kind === 'list') open.push(node);
    name = undefined;
  }
  const [root] = whole.inner;
  if (root === undefined) throw new SyntaxError('There is no value.');
  return root;
}

/** The values at a path of names; several where a name is repeated. */
export function findJsonNodes(root: JsonNode, steps: readonly string[]): JsonNode[] {
  return steps.reduce<JsonNode[]>(
    (nodes, step) => nodes.flatMap(({ inner }) => inner.filter(({ name }) => name === step)),
    [root],
  );
}

function isClosing(found: string): boolean {
  return found === '}' || found === ']';
}

function kindOf(found: string): JsonNode['kind'] {
  if (found === '{') return 'object';
  if (found === '[') return 'list';
  return found.startsWith('"') ? 'text' : 'other';
}

/** A text as JSON writes it, in ASCII alone, so that it fits into every charset. */
export function asciiJson(text: string): string {
  return JSON.stringify(text).replace(
    /[\u0080-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A part of a text and what stands there instead. */
export interface Replacement {
  start: number;
  end: number;
  by: string;
}

/** The text with its parts replaced, which do not overlap and come in their order. */
export function replaceParts(text: string, replacements: readonly Replacement[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { start, end, by } of replacements) {
    pieces.push(text.slice(from, start), by);
    from = end;
  }
  return pieces.join('') + text.slice(from);
}
