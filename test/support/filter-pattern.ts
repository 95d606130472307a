/** A line of a log, as an object. */
export type LogLine = Record<string, unknown>;

type Matcher = (line: LogLine) => boolean;

const token =
  /\s*(?:(&&|\|\||[()]|!=|<=|>=|=|<|>)|\$\.([\w.]+)|"([^"]*)"|(-?\d+(?:\.\d+)?))\s*/y;

/**
 * What CloudWatch's filter syntax for JSON means, as far as the template uses it: `=`, `!=`, `<`,
 * `<=`, `>`, `>=` of a field with a text or a number, `&&`, `||` and brackets. A text is not equal
 * to a number, and a field that is not there to nothing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 * @throws Error for any other pattern
 */
export function readFilterPattern(pattern: string): Matcher {
  const [, inner] = /^\{(.*)\}$/s.exec(pattern) ?? [];
  if (inner === undefined) throw new Error(`not a filter of JSON: ${pattern}`);
  const tokens = cut(inner, pattern);
  const matcher = readAny(tokens);
  if (tokens.length > 0) throw new Error(`what comes after the end of ${pattern}?`);
  return matcher;
}

/** A sign, a field, or a value. */
type Token = { sign: string } | { field: string } | { value: string | number };

function cut(text: string, pattern: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    if (found === null) throw new Error(`not understood: ${pattern}`);
    const [, sign, field, quoted, number] = found;
    if (sign !== undefined) tokens.push({ sign });
    else if (field !== undefined) tokens.push({ field });
    else tokens.push({ value: quoted ?? Number(number) });
  }
  return tokens;
}

function readAny(tokens: Token[]): Matcher {
  const alternatives = readList(tokens, '||', readAll);
  return (line) => alternatives.some((matches) => matches(line));
}

function readAll(tokens: Token[]): Matcher {
  const conditions = readList(tokens, '&&', readOne);
  return (line) => conditions.every((matches) => matches(line));
}

function readList(
  tokens: Token[],
  between: string,
  read: (tokens: Token[]) => Matcher,
): Matcher[] {
  const list = [read(tokens)];
  for (let [next] = tokens; isSign(next, between); [next] = tokens) {
    tokens.shift();
    list.push(read(tokens));
  }
  return list;
}

function readOne(tokens: Token[]): Matcher {
  const first = tokens.shift();
  if (isSign(first, '(')) {
    const inner = readAny(tokens);
    if (!isSign(tokens.shift(), ')')) throw new Error('a bracket is not closed');
    return inner;
  }
  return readComparison(first, tokens.shift(), tokens.shift());
}

const isSign = (one: Token | undefined, sign: string) =>
  one !== undefined && 'sign' in one && one.sign === sign;

const comparisons: Record<string, (a: unknown, b: string | number) => boolean> = {
  '=': (a, b) => a === b,
  '!=': (a, b) => a !== undefined && a !== b,
  '<': (a, b) => typeof a === 'number' && a < Number(b),
  '<=': (a, b) => typeof a === 'number' && a <= Number(b),
  '>': (a, b) => typeof a === 'number' && a > Number(b),
  '>=': (a, b) => typeof a === 'number' && a >= Number(b),
};

function readComparison(
  left: Token | undefined,
  by: Token | undefined,
  right: Token | undefined,
): Matcher {
  const isWhole =
    left !== undefined && 'field' in left && right !== undefined && 'value' in right;
  const compare = by !== undefined && 'sign' in by ? comparisons[by.sign] : undefined;
  if (!isWhole || compare === undefined)
    throw new Error('a comparison is a field, a sign and a value');
  return (line) => compare(fieldOf(line, left.field), right.value);
}

/** The value at a path such as `a.b`; `undefined` where there is none. */
export function fieldOf(line: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const isObject = typeof value === 'object' && value !== null;
    return isObject && Object.hasOwn(value, name)
      ? Object.entries(value).find(([key]) => key === name)?.[1]
      : undefined;
  }, line);
}
