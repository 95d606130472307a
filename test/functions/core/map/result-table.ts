import type { FieldName, FieldValue } from '../../../../functions/core/map/patch.ts';

/**
 * The result-to-target table of docs/configuration.md as data: what each result of an expression
 * does to each kind of field.
 * `empty` and `invalid` are what the policies decide about.
 */
export type Outcome =
  | { set: FieldValue }
  | { missing: true }
  | { empty: true }
  | { invalid: string }
  /** Bridge has no word for it: never written, never parked. */
  | { skip: string };

export interface TargetRow {
  field: FieldName;
  results: { name: string; result: unknown; outcome: Outcome }[];
}

const missing: Outcome = { missing: true };
const empty: Outcome = { empty: true };

/** The same for every target. */
const always = [
  { name: 'missing', result: undefined, outcome: missing },
  { name: 'null', result: null, outcome: empty },
  { name: 'empty text', result: '', outcome: empty },
  { name: 'blanks', result: ' \t\n\u00a0', outcome: empty },
  { name: 'nothing that can be seen', result: '\u200b\u00ad\u3164', outcome: empty },
  { name: 'empty list', result: [], outcome: empty },
  { name: 'list of nothing but empties', result: [null, '', ' ', []], outcome: empty },
  { name: 'object', result: { a: 1 }, outcome: { invalid: 'object' } },
  { name: 'empty object', result: {}, outcome: { invalid: 'object' } },
  {
    name: 'list with an object',
    result: ['a', { a: 1 }],
    outcome: { invalid: 'object' },
  },
];

function row(
  field: FieldName,
  own: Record<string, [result: unknown, outcome: Outcome]>,
): TargetRow {
  return {
    field,
    results: [
      ...always,
      ...Object.entries(own).map(([name, [result, outcome]]) => ({
        name,
        result,
        outcome,
      })),
    ],
  };
}

const two = { invalid: 'several-values' };

const textRow = (field: FieldName) =>
  row(field, {
    text: [' Ana María ', { set: 'Ana María' }],
    'zero, a value': [0, { set: '0' }],
    'false, a value': [false, { set: 'false' }],
    number: [12.5, { set: '12.5' }],
    'one item': [['Ana'], { set: 'Ana' }],
    'one item among empties': [[null, 'Ana', ''], { set: 'Ana' }],
    'one item in a list in a list': [[['Ana']], { set: 'Ana' }],
    'zero in a list': [[0], { set: '0' }],
    'two items': [['Ana', 'Bea'], two],
  });

export const resultTable: TargetRow[] = [
  textRow('firstName'),
  textRow('lastName'),
  row('email', {
    text: [' Ana@Example.com ', { set: 'ana@example.com' }],
    'one item': [['ana@example.com'], { set: 'ana@example.com' }],
    'two items': [['ana@example.com', 'bea@example.com'], two],
    zero: [0, { invalid: 'not-an-email' }],
    false: [false, { invalid: 'not-an-email' }],
    'no at sign': ['ana.example.com', { invalid: 'not-an-email' }],
    'no domain': ['ana@', { invalid: 'not-an-email' }],
    'no dot in the domain': ['ana@localhost', { invalid: 'not-an-email' }],
    'two at signs': ['ana@b@example.com', { invalid: 'not-an-email' }],
    'two addresses in one text': [
      'ana@example.com, bea@example.com',
      { invalid: 'not-an-email' },
    ],
    'name and address': ['Ana <ana@example.com>', { set: 'ana@example.com' }],
    'a link': ['mailto:ana@example.com', { invalid: 'not-an-email' }],
    'longer than mail allows': [`ana@${'e'.repeat(250)}.com`, { invalid: 'not-an-email' }],
  }),
  row('languageCode', {
    tag: ['es-MX', { set: 'ES' }],
    'one item': [['en'], { set: 'EN' }],
    'two items': [['en', 'es'], two],
    zero: [0, { skip: 'unknown-language' }],
    false: [false, { skip: 'unknown-language' }],
    'another language': ['fr-FR', { skip: 'unknown-language' }],
  }),
  row('cellphone', {
    'national number': ['600 111 222', { set: '+34600111222' }],
    'one item': [['+34600111222'], { set: '+34600111222' }],
    'two items': [['600111222', '600111223'], two],
    'number, not text': [600111222, { set: '+34600111222' }],
    zero: [0, { invalid: 'not-a-phone-number' }],
    false: [false, { invalid: 'not-a-phone-number' }],
    'too short': ['+34600', { invalid: 'not-a-phone-number' }],
    words: ['none', { invalid: 'not-a-phone-number' }],
    'digits of an address': [
      'ana600111222@example.com',
      { invalid: 'not-a-phone-number' },
    ],
  }),
  row('owner', {
    email: [
      ' ana@example.com ',
      { set: { identifier: 'ana@example.com', identifierType: 'EMAIL' } },
    ],
    id: ['u_1', { set: { identifier: 'u_1', identifierType: 'ID' } }],
    zero: [0, { set: { identifier: '0', identifierType: 'ID' } }],
    false: [false, { set: { identifier: 'false', identifierType: 'ID' } }],
    'one item': [['u_1'], { set: { identifier: 'u_1', identifierType: 'ID' } }],
    'two items': [['u_1', 'u_2'], two],
  }),
  row('customAttributes.Topics', {
    text: [' tennis ', { set: 'tennis' }],
    zero: [0, { set: '0' }],
    false: [false, { set: 'false' }],
    'one item': [['tennis'], { set: 'tennis' }],
    'two items': [['tennis', 7], { set: ['tennis', '7'] }],
    'two items among empties': [['tennis', '', null, 'golf'], { set: ['tennis', 'golf'] }],
  }),
];
