import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { evaluate, type Scope } from '../../../functions/core/expression.ts';
import { leafExpression } from '../../../local/propose/leaves/leaf-expression.ts';
import { leavesOf } from '../../../local/propose/leaves/leaves.ts';
import { yamlScalar } from '../../../local/propose/leaves/yaml-scalar.ts';

const scopeOf = (event: unknown): Scope => ({
  event,
  request: event,
  headers: {},
  query: {},
  receivedAt: 0,
});

async function expressions(event: unknown): Promise<(string | undefined)[]> {
  return Promise.all(
    leavesOf(event).map((leaf) => leafExpression(leaf, scopeOf(event), '')),
  );
}

test.each([
  ['a plain path', { a: { b_1: 1 } }, ['a.b_1']],
  [
    'unusual names',
    { 'portal-id': 1, '1.3': 2, 'a b': 3, and: 4, null: 5 },
    ['`portal-id`', '`1.3`', '`a b`', '`and`', '`null`'],
  ],
  ['a name with a backtick', { 'a`b': { c: 1 } }, ['$lookup($, "a`b").c']],
  [
    'items by the ref of their field',
    { answers: [{ field: { ref: 'phone' }, phone_number: '+1' }] },
    ['answers[0].field.ref', 'answers[field.ref="phone"].phone_number'],
  ],
  [
    'items by a key that only one has',
    {
      list: [
        { key: 'a', v: 1 },
        { key: 'b', v: 2 },
      ],
    },
    ['list[0].key', 'list[key="a"].v', 'list[1].key', 'list[key="b"].v'],
  ],
  [
    'items by an id rather than by what people rename',
    { questions: [{ key: 'k', name: 'Nombre', id: 'q1', value: 'Ana' }] },
    [
      'questions[id="q1"].key',
      'questions[id="q1"].name',
      'questions[key="k"].id',
      'questions[id="q1"].value',
    ],
  ],
  [
    'items by a key of their own rather than by the text on the form',
    { custom: [{ label: 'Plan', key: 'Plan', custom_key: 'cf_1', value: 'Gold' }] },
    [
      'custom[custom_key="cf_1"].label',
      'custom[custom_key="cf_1"].key',
      'custom[key="Plan"].custom_key',
      'custom[custom_key="cf_1"].value',
    ],
  ],
  [
    'items by the next key where an id is not unique, empty or no scalar',
    {
      list: [
        { id: 1, column_id: '', 'field-key': { a: 1 }, slug: 'x', title: 'X', v: 1 },
        { id: 1, column_id: 'c', 'field-key': 'k', slug: 'y', title: 'X', v: 2 },
      ],
    },
    [
      'list[slug="x"].id',
      'list[slug="x"].column_id',
      'list[slug="x"].`field-key`.a',
      'list[0].slug',
      'list[slug="x"].title',
      'list[slug="x"].v',
      'list[column_id="c"].id',
      'list[`field-key`="k"].column_id',
      'list[column_id="c"].`field-key`',
      'list[column_id="c"].slug',
      'list[column_id="c"].title',
      'list[column_id="c"].v',
    ],
  ],
  [
    'items never by an id of something else',
    { list: [{ user_id: 7, sourceId: 's', 'form-id': 'f', label: 'L', v: 1 }] },
    [
      'list[label="L"].user_id',
      'list[label="L"].sourceId',
      'list[label="L"].`form-id`',
      'list[0].label',
      'list[label="L"].v',
    ],
  ],
  [
    'words that end like an identifier are none',
    { list: [{ paid: 'x', monkey: 'y', valid: 'z', title: 'T' }] },
    [
      'list[title="T"].paid',
      'list[title="T"].monkey',
      'list[title="T"].valid',
      'list[0].title',
    ],
  ],
  [
    'items by names that are written in one word',
    { list: [{ label: 'L', fieldKey: 'f', uuid: 'u', customFieldId: 'c' }] },
    [
      'list[customFieldId="c"].label',
      'list[customFieldId="c"].fieldKey',
      'list[customFieldId="c"].uuid',
      'list[uuid="u"].customFieldId',
    ],
  ],
  [
    'items by their place where nothing tells them apart',
    {
      list: [
        { key: 'a', v: 1 },
        { key: 'a', v: 2 },
      ],
    },
    ['list[0].key', 'list[0].v', 'list[1].key', 'list[1].v'],
  ],
  ['a body that is a list', [{ id: 5, v: 1 }], ['$[0].id', '$[id=5].v']],
  ['a list of scalars as one value', { tags: ['x', 'y'], one: ['x'] }, ['tags', 'one']],
])('%s', async (_, event, expected) => {
  expect(await expressions(event)).toEqual(expected);
});

const name = fc.oneof(
  fc.constantFrom(
    'id',
    'key',
    'ref',
    'field',
    'name',
    'value',
    'portal-id',
    '1.3',
    'and',
    'a`b',
    "it's",
    'x: y',
    ' #',
    '€',
  ),
  fc.string(),
);
const scalar = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('a', 'b'),
);
const { node: payload } = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    fc.dictionary(name, tie('value'), { maxKeys: 5 }),
    fc.array(tie('value'), { maxLength: 4 }),
  ),
  value: fc.oneof({ maxDepth: 4, withCrossShrink: true }, scalar, tie('node')),
}));

test('every expression that is printed gives the value of its leaf, also after it was pasted into YAML', async () => {
  await fc.assert(
    fc.asyncProperty(payload, async (event) => {
      const scope = scopeOf(JSON.parse(JSON.stringify(event)));
      for (const leaf of leavesOf(scope.event)) {
        const expression = await leafExpression(leaf, scope, '');
        if (expression === undefined) continue;
        const pasted = parse(`map:\n  firstName: ${yamlScalar(expression)}\n`).map
          .firstName;
        const result = await evaluate(pasted, scope);
        expect(pasted).toBe(expression);
        expect(JSON.stringify(result.ok && result.value)).toBe(JSON.stringify(leaf.value));
      }
    }),
    { numRuns: 300 },
  );
});

test('names as people write them can all be addressed', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string(), {
        maxKeys: 4,
        noNullPrototype: true,
      }),
      async (event) => {
        fc.pre(!Object.hasOwn(event, '__proto__'));
        expect(await expressions(event)).not.toContain(undefined);
      },
    ),
    { numRuns: 200 },
  );
});

test.each([
  ['a.b', 'a.b'],
  ['answers[field.ref="phone"].x', 'answers[field.ref="phone"].x'],
  ['`portal-id`', "'`portal-id`'"],
  ['a ? "x: y" : "it\'s"', `'a ? "x: y" : "it''s"'`],
  ['"a" & b', `'"a" & b'`],
  ['a #b', "'a #b'"],
  ['1', "'1'"],
  ['true', "'true'"],
  ['a.`x\ny`', '"a.`x\\ny`"'],
])('%j is written %s in YAML', (text, written) => {
  expect(yamlScalar(text)).toBe(written);
});
