import fc from 'fast-check';

/** Names that payloads have and expressions ask for, those of prototypes among them. */
const names = [
  'a',
  'b',
  'c',
  'items',
  'length',
  'constructor',
  'outerWrapper',
  'sequence',
];
const texts = [
  '',
  'x',
  'y',
  ' x ',
  'Ñ',
  '1',
  '007',
  '1e3',
  '[',
  'a,b',
  '\u{1f600}z',
  'null',
];
const numbers = [0, 1, 2, -1, 1.5, 0.1 + 0.2, 1e21, -0];

const scalar = fc.oneof(
  fc.constantFrom<unknown>(...texts, ...numbers, true, false, null),
  {
    arbitrary: fc.constantFrom<unknown>(NaN, Infinity, undefined),
    weight: 1,
  },
);

/** Payloads, and what no payload should be: holes, missing items, objects like functions. */
export const payload = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    { arbitrary: scalar, weight: 3 },
    { arbitrary: tie('list'), weight: 3 },
    { arbitrary: tie('object'), weight: 5 },
  ),
  list: fc.oneof(
    { arbitrary: fc.array(tie('value'), { maxLength: 3 }), weight: 12 },
    { arbitrary: fc.sparseArray(tie('value'), { maxLength: 3 }), weight: 1 },
  ),
  object: fc.oneof(
    {
      arbitrary: fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5 }),
      weight: 20,
    },
    { arbitrary: fc.constant({ _jsonata_function: true, a: 1 }), weight: 1 },
  ),
})).value;

const name = fc.oneof(
  { arbitrary: fc.constantFrom(...names), weight: 8 },
  { arbitrary: fc.constantFrom('`a`', '`__proto__`', '`x y`', '"a"', 'and'), weight: 1 },
);
const literal = fc.oneof(
  fc.constantFrom(...texts).map((text) => JSON.stringify(text)),
  fc.constantFrom('0', '1', '-1', '1.5', 'true', 'false', 'null'),
);
const variable = fc.constantFrom(
  ...['$', '$$', '$request', '$headers', '$query', '$eventCount', '$receivedAt'],
);
const comparison = fc.constantFrom('=', '!=', '<', '<=', '>', '>=', 'in');
const combination = fc.constantFrom('and', 'or', '&', '??', '?:');
const arithmetic = fc.constantFrom('+', '-', '*', '/', '%');
const ofOne = fc.constantFrom(
  ...['boolean', 'count', 'exists', 'first', 'join', 'length', 'lowercase', 'max', 'min'],
  ...['not', 'number', 'string', 'trim', 'uppercase'],
);
const ofTwo = fc.constantFrom(
  ...['append', 'contains', 'first', 'join', 'lookup', 'split', 'substring'],
  ...['substringAfter', 'substringBefore'],
);

/** Texts of expressions in the compiled subset. */
export const expression = fc.letrec<{
  any: string;
  path: string;
  step: string;
  filter: string;
}>((tie) => ({
  any: fc.oneof(
    { maxDepth: 2, depthSize: 'xsmall', withCrossShrink: true },
    literal,
    { arbitrary: tie('path'), weight: 8 },
    { arbitrary: joined(tie('any'), comparison, tie('any')), weight: 2 },
    { arbitrary: joined(tie('any'), combination, tie('any')), weight: 2 },
    joined(tie('any'), arithmetic, tie('any')),
    called(ofOne, tie('any')),
    called(ofOne, tie('any')),
    called(ofTwo, tie('any'), tie('any')),
    fc.tuple(tie('any'), literal, literal).map(([text, from, length]) => {
      return `$substring(${text}, ${from}, ${length})`;
    }),
    fc
      .tuple(tie('any'), tie('any'), tie('any'))
      .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie('any'), tie('any')).map(([a, b]) => `(${a} ? ${b})`),
    fc.array(tie('any'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  ),
  path: fc
    .tuple(
      fc.oneof({ arbitrary: tie('step'), weight: 6 }, filtered(variable, tie('filter'))),
      fc.array(tie('step'), { maxLength: 3 }),
    )
    .map(([first, rest]) => [first, ...rest].join('.')),
  step: fc.oneof(
    { maxDepth: 3, depthSize: 'xsmall' },
    { arbitrary: name, weight: 6 },
    { arbitrary: filtered(name, tie('filter')), weight: 3 },
    { arbitrary: filtered(bracketed(tie('any')), tie('filter')), weight: 1 },
    { arbitrary: called(ofOne, tie('any')), weight: 1 },
    { arbitrary: filtered(fc.constant('*'), tie('filter')), weight: 1 },
  ),
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'xsmall' },
    { arbitrary: fc.constantFrom('[0]', '[-1]', '[1]', '[]', '[0.5]'), weight: 3 },
    { arbitrary: tie('any').map((condition) => `[${condition}]`), weight: 1 },
    {
      arbitrary: fc
        .tuple(tie('path'), comparison, literal)
        .map(([path, operator, value]) => `[${path} ${operator} ${value}]`),
      weight: 3,
    },
  ),
})).any;

function bracketed(inner: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return inner.map((text) => `(${text})`);
}

function joined(
  left: fc.Arbitrary<string>,
  operator: fc.Arbitrary<string>,
  right: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  return fc.tuple(left, operator, right).map(([a, sign, b]) => `(${a} ${sign} ${b})`);
}

function called(
  name: fc.Arbitrary<string>,
  ...args: fc.Arbitrary<string>[]
): fc.Arbitrary<string> {
  return fc.tuple(name, ...args).map(([own, ...texts]) => `$${own}(${texts.join(', ')})`);
}

function filtered(
  base: fc.Arbitrary<string>,
  filter: fc.Arbitrary<string>,
): fc.Arbitrary<string> {
  return fc
    .tuple(base, fc.array(filter, { maxLength: 2 }))
    .map(([text, filters]) => text + filters.join(''));
}
