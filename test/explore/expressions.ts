/** An attribute value as DynamoDB's API writes it. */
export interface Value {
  S?: string;
  N?: string;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  L?: Value[];
  M?: Record<string, Value>;
}
export type Item = Readonly<Record<string, Value>>;

/** What an expression's placeholders stand for. */
export interface Bound {
  names: Record<string, string>;
  values: Record<string, Value>;
}

export type Operand = (item: Item, bound: Bound) => Value | undefined;
export type Condition = (item: Item, bound: Bound) => boolean;

/** The names of a path, the outermost first. */
export type Path = (bound: Bound) => string[];

/** The tokens of an expression, one after the other. */
export interface Tokens {
  peek(): string | undefined;
  next(): string;
  /** Takes the token if it comes next, whatever its case. */
  skip(token: string): boolean;
  expect(token: string): void;
}

/** @throws Error for characters that no expression of this project has */
export function readTokens(text: string): Tokens {
  const tokens = text.match(/[#:]?\w+|<>|<=|>=|[=<>(),.+-]/g) ?? [];
  if (tokens.join('') !== text.replace(/\s/g, ''))
    throw new Error(`Not understood: ${text}`);
  let at = 0;
  const unknown = () => new Error(`Not understood at ${tokens[at] ?? 'the end'}: ${text}`);
  const reader: Tokens = {
    peek: () => tokens[at],
    next() {
      const token = tokens[at];
      if (token === undefined) throw unknown();
      at += 1;
      return token;
    },
    skip(token) {
      const isNext = tokens[at]?.toUpperCase() === token.toUpperCase();
      if (isNext) at += 1;
      return isNext;
    },
    expect(token) {
      if (!reader.skip(token)) throw unknown();
    },
  };
  return reader;
}

export function readPath(tokens: Tokens): Path {
  const names = [tokens.next()];
  while (tokens.skip('.')) names.push(tokens.next());
  return (bound) =>
    names.map((name) => (name.startsWith('#') ? lookUp(bound.names, name) : name));
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(item: Item, path: string[]): Value | undefined {
  const [first = '', ...rest] = path;
  return rest.reduce<Value | undefined>((value, name) => value?.M?.[name], item[first]);
}

export function readOperand(tokens: Tokens): Operand {
  const token = tokens.peek() ?? '';
  if (token.startsWith(':')) {
    tokens.next();
    return (_, bound) => lookUp(bound.values, token);
  }
  if (tokens.skip('size')) {
    const of = inParentheses(tokens, () => readOperand(tokens));
    return (item, bound) => sizeOf(of(item, bound));
  }
  const path = readPath(tokens);
  return (item, bound) => valueAt(item, path(bound));
}

export function inParentheses<T>(tokens: Tokens, read: () => T): T {
  tokens.expect('(');
  const result = read();
  tokens.expect(')');
  return result;
}

export function lookUp<T>(from: Record<string, T>, name: string): T {
  const found = from[name];
  if (found === undefined) throw new Error(`${name} stands for nothing`);
  return found;
}

function sizeOf(value: Value | undefined): Value | undefined {
  const size =
    value?.S?.length ??
    value?.SS?.length ??
    value?.L?.length ??
    (value?.M && Object.keys(value.M).length);
  return size === undefined ? undefined : { N: String(size) };
}

/** Names sorted, at every depth: equal values have equal texts. */
export function toText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toText).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([name, inner]) => `${JSON.stringify(name)}:${toText(inner)}`).join()}}`;
}
