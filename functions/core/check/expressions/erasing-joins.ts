import jsonata from 'jsonata';
import type { MapEntry } from '../../config/map-schema.ts';
import type { Source } from '../../config/source-schema.ts';
import { mapEntries } from '../source-expressions.ts';
import type { SourceProblem } from '../source-problem.ts';
import {
  isBinary,
  type Node,
  nodesAt,
  operandsOf,
  positionOf,
  treeOf,
} from './expression-tree.ts';

/**
 * Finds entries that erase a field when everything they are made of is missing: `a & " " & b` is
 * then a blank and `[a, b]` an empty list, and `whenEmpty: clear` takes both for the sender's wish.
 * Expressions that cannot be parsed are reported by others.
 */
export function checkErasingJoins({ map, defaults }: Source): SourceProblem[] {
  const clearing = mapEntries({ map }).filter(
    ({ entry }) => (whenEmptyOf(entry) ?? defaults.whenEmpty) === 'clear',
  );
  return clearing.flatMap(({ path, entry }) => {
    const isText = typeof entry === 'string';
    const root = rootOf(isText ? entry : entry.from);
    if (root === undefined || !isMadeOfNothing(root)) return [];
    return [erasingJoin(isText ? path : [...path, 'from'], positionOf(root))];
  });
}

function whenEmptyOf(entry: MapEntry): 'skip' | 'clear' | undefined {
  return typeof entry === 'string' ? undefined : entry.whenEmpty;
}

function erasingJoin(
  path: SourceProblem['path'],
  position: number | undefined,
): SourceProblem {
  const missing = '$join($append(first, last), " ")';
  return {
    path,
    position,
    what: 'is empty when all its parts are missing, and whenEmpty: clear then erases the field',
    cure: `write whenEmpty: skip in the entry, or what stays missing, such as ${missing}`,
  };
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
  return parts.length > 1 && parts.every((part) => part.type === 'path' || isBlank(part));
}

function isBlank({ type, value }: Node): boolean {
  return type === 'string' && String(value).trim() === '';
}

function partsOf(node: Node): Node[] {
  if (isBinary(node, ['&'])) return operandsOf(node).flatMap(partsOf);
  const isList = node.type === 'unary' && node.value === '[';
  return isList ? nodesAt(node, 'expressions') : [node];
}
