import jsonata from 'jsonata';
import type { Source } from '../config/source-schema.ts';
import type { SourceProblem } from './check-source.ts';
import { type Node, treeOf } from './expression-tree.ts';
import { mapEntries } from './source-expressions.ts';

/**
 * Entries that erase a field when everything they are made of is missing: `a & " " & b` is then a
 * blank and `[a, b]` an empty list,
 * and `whenEmpty: clear` takes both for the sender's wish. Expressions that cannot be parsed are
 * for others to complain about.
 */
export function checkErasingJoins(source: Source): SourceProblem[] {
  return mapEntries(source).flatMap(({ path, entry }) => {
    const { from, whenEmpty } =
      typeof entry === 'string' ? { from: entry, whenEmpty: undefined } : entry;
    if ((whenEmpty ?? source.defaults.whenEmpty) !== 'clear') return [];
    const root = rootOf(from);
    if (root === undefined || !isMadeOfNothing(root)) return [];
    return [
      {
        path: typeof entry === 'string' ? path : [...path, 'from'],
        position: root.position,
        what: 'is empty when all its parts are missing, and whenEmpty: clear then erases the field',
        cure: 'write whenEmpty: skip in the entry, or what stays missing, such as $join($append(first, last), " ")',
      },
    ];
  });
}

function rootOf(text: string): Node | undefined {
  try {
    return treeOf(jsonata(text));
  } catch {
    return undefined;
  }
}

/** Whether a join or a list says nothing of its own. */
function isMadeOfNothing(node: Node): boolean {
  const parts = partsOf(node);
  return (
    parts.length > 1 &&
    parts.every(
      ({ type, value }) => type === 'path' || (type === 'string' && String(value).trim() === ''),
    )
  );
}

function partsOf(node: Node): Node[] {
  if (node.type === 'binary' && node.value === '&')
    return [...partsOf(node.lhs as Node), ...partsOf(node.rhs as Node)];
  const { type, value, expressions } = node as Node & { expressions?: Node[] };
  return type === 'unary' && value === '[' ? (expressions ?? []) : [node];
}
