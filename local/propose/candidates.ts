import { evaluate, type Scope } from '../../functions/core/expression.ts';
import { type DescribedLeaf, describeLeaves } from './described/described-leaves.ts';
import type { Labels } from './described/labels.ts';
import { isPair } from './described/pairs.ts';
import { saysWhich } from './described/says-which.ts';
import { type Judgement, judgeLeaf } from './judge-leaf.ts';
import { leafExpression, writeName } from './leaves/leaf-expression.ts';

/** A leaf of the events, once for all of them that have it, as an expression. */
export interface Candidate extends DescribedLeaf {
  expression: string;
  judgements: Judgement[];
}

/** So many leaves of a request are looked at. */
const mostLeaves = 400;

/** The leaves of all events of a request. One that several events have is there once. */
export async function candidatesIn(
  scopes: readonly Scope[],
  labels: Labels,
  country: string | undefined,
): Promise<Candidate[]> {
  const found = new Map<string, Candidate>();
  for (const scope of scopes) {
    const leaves = describeLeaves(scope.event, labels).slice(0, mostLeaves);
    for (const described of leaves) {
      if (found.size >= mostLeaves) break;
      const expression = await expressionFor(described, scope);
      if (expression === undefined) continue;
      const judgements = judgeLeaf(described, country);
      const known = found.get(expression);
      if (known === undefined || known.judgements.length < judgements.length)
        found.set(expression, { ...described, expression, judgements });
    }
  }
  return [...found.values()];
}

async function expressionFor(
  { leaf, beside, isKeyed }: DescribedLeaf,
  scope: Scope,
): Promise<string | undefined> {
  const expression = await leafExpression(leaf, scope, '', saysWhich);
  if (expression === undefined || isInList(leaf)) return expression;
  const conditional = ofOnePair(expression, leaf, beside, isKeyed);
  if (conditional === undefined) return expression;
  const result = await evaluate(conditional, scope);
  const isSame = result.ok && JSON.stringify(result.value) === JSON.stringify(leaf.value);
  return isSame ? conditional : expression;
}

function isInList({ path }: DescribedLeaf['leaf']): boolean {
  const before = path.at(-2);
  return before !== undefined && 'index' in before;
}

/** Names that say of which field the value of the event is, those first that change least. */
const selectors = [
  /^(?:property|field|column|attribute|question|param)[_-]?(?:id|ref)$/i,
  /^(?:property|field|column|attribute|question|param)[_-]?(?:key|name)$/i,
  /^(?:property|field|column|attribute)$/i,
  /^(?:ref|key)$/i,
  /^(?:column|field|question)[_-]?(?:title|label)$/i,
  /^(?:name|label)$/i,
];

/** An event that is one field: `$[propertyName="email"].propertyValue`. */
function ofOnePair(
  expression: string,
  { path }: DescribedLeaf['leaf'],
  beside: Record<string, unknown>,
  isKeyed: boolean,
): string | undefined {
  const last = path.at(-1);
  if (last === undefined || !('key' in last) || !isPair(beside)) return undefined;
  if (isKeyed) return undefined;
  if (!/value$|^(?:answer|text|content)$/i.test(last.key)) return undefined;
  const names = Object.keys(beside).filter((name) => typeof beside[name] === 'string');
  const name = selectors.flatMap((each) => names.find((one) => each.test(one)) ?? [])[0];
  if (name === undefined || name === last.key) return undefined;
  const end = writeName(last.key);
  const before = path.length === 1 ? '$' : expression.slice(0, -end.length - 1);
  return `${before}[${writeName(name)}=${JSON.stringify(beside[name])}].${end}`;
}
