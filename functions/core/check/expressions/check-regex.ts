import { compileRegex } from '../../expression/regex/linear-regex.ts';
import { UnsupportedRegex } from '../../expression/regex/translate-regex.ts';
import type { ExpressionProblem } from '../source-problem.ts';
import { type Node, positionOf } from './expression-tree.ts';

/** `"name":` or `"name"\s*:`, the quotes escaped or not: the key of a JSON object. */
const jsonKey = /"[^"]*"(?:\\s[*+?]?| )*:/;

/**
 * What is wrong with a regular expression of `text`: that it cannot run in linear time, or that it
 * reads JSON, which it can do for some texts only. Empty for any other node.
 */
export function checkRegex(node: Node, text: string): ExpressionProblem[] {
  const { type, value } = node;
  if (type !== 'regex' || !(value instanceof RegExp)) return [];
  return [...unsupported(node, value, text), ...readsJson(node, value)];
}

function unsupported(node: Node, regex: RegExp, text: string): ExpressionProblem[] {
  try {
    compileRegex(regex);
    return [];
  } catch (error) {
    if (!(error instanceof UnsupportedRegex)) throw error;
    const { at, what, cure } = error;
    return [
      {
        position: positionIn(node, regex, text, at),
        what: `has a regular expression with ${what}`,
        cure,
      },
    ];
  }
}

function readsJson(node: Node, regex: RegExp): ExpressionProblem[] {
  if (!jsonKey.test(regex.source.replaceAll('\\"', '"'))) return [];
  return [
    {
      position: positionOf(node),
      what: 'reads JSON with a regular expression, which leaves escapes such as \\u00ed as they are',
      cure: 'write $parse(field).name, where field is the text and name the key inside of it',
    },
  ];
}

/**
 * The character of the expression that a character of the regular expression is, from 1; JSONata
 * gives where it ends.
 */
function positionIn(
  node: Node,
  { source, flags }: RegExp,
  text: string,
  at: number,
): number | undefined {
  const end = positionOf(node);
  // JSONata adds flag g.
  const closing = (end ?? 0) - (flags.length - 1) - 1;
  const start = closing - source.length;
  return text.slice(start, closing) === source ? start + at + 1 : end;
}
