import {
  type Bound,
  type Item,
  inParentheses,
  type Operand,
  type Path,
  readOperand,
  readPath,
  readTokens,
  type Tokens,
  type Value,
  valueAt,
} from './expressions.ts';

/** Changes `after`; what it reads is read from `before`. */
type Change = (after: Record<string, Value>, before: Item, bound: Bound) => void;

const known = new Map<string, Change[]>();

/** The item after an UpdateExpression. What this project does not use is not understood. */
export function updateItem(before: Item, text: string, bound: Bound): Item {
  const changes = known.get(text) ?? compile(text);
  known.set(text, changes);
  const after = structuredClone(before) as Record<string, Value>;
  for (const change of changes) change(after, before, bound);
  return after;
}

const clauses: Record<string, (tokens: Tokens) => Change> = {
  SET: readSet,
  REMOVE: readRemove,
  ADD: readAdd,
  DELETE: readDelete,
};

function compile(text: string): Change[] {
  const tokens = readTokens(text);
  const changes: Change[] = [];
  while (tokens.peek() !== undefined) {
    const clause = tokens.next();
    const read = clauses[clause.toUpperCase()];
    if (read === undefined) throw new Error(`Not understood at ${clause}: ${text}`);
    do changes.push(read(tokens));
    while (tokens.skip(','));
  }
  return changes;
}

function readSet(tokens: Tokens): Change {
  const path = readPath(tokens);
  tokens.expect('=');
  const value = readSum(tokens);
  return (after, before, bound) => put(after, path(bound), value(before, bound));
}

function readRemove(tokens: Tokens): Change {
  const path = readPath(tokens);
  return (after, _, bound) => put(after, path(bound), undefined);
}

function readAdd(tokens: Tokens): Change {
  const [path, operand] = [readPath(tokens), readOperand(tokens)];
  return (after, before, bound) => {
    const [old, added] = read(path, operand, before, bound);
    const isSet = added?.SS !== undefined;
    const sum = { N: String(Number(old?.N ?? 0) + Number(added?.N)) };
    put(
      after,
      path(bound),
      isSet ? toSet([...(old?.SS ?? []), ...(added.SS ?? [])]) : sum,
    );
  };
}

function readDelete(tokens: Tokens): Change {
  const [path, operand] = [readPath(tokens), readOperand(tokens)];
  return (after, before, bound) => {
    const [old, gone] = read(path, operand, before, bound);
    put(
      after,
      path(bound),
      toSet((old?.SS ?? []).filter((text) => !gone?.SS?.includes(text))),
    );
  };
}

function read(path: Path, operand: Operand, item: Item, bound: Bound) {
  return [valueAt(item, path(bound)), operand(item, bound)] as const;
}

/** An operand, or the sum or difference of two. */
function readSum(tokens: Tokens): Operand {
  const first = readTerm(tokens);
  const sign = [1, -1].find((_, index) => tokens.skip('+-'.charAt(index)));
  if (sign === undefined) return first;
  const second = readTerm(tokens);
  return (item, bound) => ({
    N: String(Number(first(item, bound)?.N) + sign * Number(second(item, bound)?.N)),
  });
}

function readTerm(tokens: Tokens): Operand {
  const isDefault = tokens.skip('if_not_exists');
  if (!isDefault && !tokens.skip('list_append')) return readOperand(tokens);
  const [a, b] = inParentheses(tokens, () => {
    const first = readTerm(tokens);
    tokens.expect(',');
    return [first, readTerm(tokens)] as const;
  });
  if (isDefault) return (item, bound) => a(item, bound) ?? b(item, bound);
  return (item, bound) => ({
    L: [...(a(item, bound)?.L ?? []), ...(b(item, bound)?.L ?? [])],
  });
}

/** A set without members is no value. */
function toSet(texts: string[]): Value | undefined {
  return texts.length === 0 ? undefined : { SS: [...new Set(texts)].sort() };
}

function put(item: Record<string, Value>, path: string[], value: Value | undefined): void {
  const name = path.at(-1) ?? '';
  const into = path.length === 1 ? item : valueAt(item, path.slice(0, -1))?.M;
  if (into === undefined) throw new Error(`${path.join('.')} lies in no map`);
  if (value === undefined) delete into[name];
  else into[name] = value;
}
