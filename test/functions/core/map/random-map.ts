import fc from 'fast-check';
import type { SourceInput } from '../../../support/build-source.ts';

type SourceMap = NonNullable<SourceInput['map']>;

/**
 * A source's map and an event, neither made for the other; where there is no contact, `phone` has a
 * number to create one by.
 */
export interface RandomCase {
  map: SourceMap;
  defaults: NonNullable<SourceInput['defaults']>;
  payload: Record<string, unknown>;
  bridge: 'has values' | 'has none' | 'has no contact';
}

const key = fc.constantFrom(
  'a',
  'b',
  'name',
  'tags',
  'constructor',
  '__proto__',
  'toString',
);
const empties = fc.constantFrom(
  null,
  '',
  ' ',
  '\u00a0\t\n',
  [],
  {},
  [null],
  [''],
  [[], ' '],
  [{}],
);
const plain = fc.constantFrom(
  'Ada',
  ' Ada Lovelace ',
  'ada@example.com',
  '600111222',
  '+34 600 111 222',
  'en-GB',
  'fr',
  'Tennis',
  'u_1',
  0,
  false,
);
const odd = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !text.includes('NaN')),
);

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    { arbitrary: plain, weight: 4 },
    { arbitrary: empties, weight: 3 },
    { arbitrary: odd, weight: 2 },
    { arbitrary: fc.array(tie('value'), { maxLength: 3 }), weight: 1 },
    { arbitrary: fc.dictionary(key, tie('value'), { maxKeys: 4 }), weight: 2 },
  ),
}));

/** As a request would bring it: through JSON, which keeps `__proto__` as a key like any other. */
const payload = fc
  .dictionary(key, value, { minKeys: 2, maxKeys: 6 })
  .map((event) => JSON.parse(JSON.stringify(event)) as Record<string, unknown>);

const step = fc
  .tuple(key, fc.constantFrom('', '', '', '[0]', '[-1]'))
  .map(([name, index]) => `\`${name}\`${index}`);
const path = fc
  .array(step, { minLength: 1, maxLength: 3, size: 'xsmall' })
  .map((steps) => steps.join('.'));
const expression = fc.oneof(
  { arbitrary: path, weight: 8 },
  path.map((one) => `${one} ?? null`),
  fc.tuple(path, path).map(([one, other]) => `[${one}, ${other}]`),
  fc.tuple(path, path).map(([one, other]) => `${one} & " " & ${other}`),
  fc.tuple(path, path).map(([one, other]) => `${one} / ${other}`),
);

const translated = fc.constantFrom(
  'Golf',
  'Ada King',
  '',
  ' ',
  'augusta@example.com',
  'ES',
  '600222111',
  'u_2',
);
const policies = {
  whenEmpty: fc.constantFrom('skip' as const, 'clear' as const),
  whenInvalid: fc.constantFrom('park' as const, 'skip' as const),
  overwrite: fc.boolean(),
};
const entry = fc.record(
  {
    from: expression,
    ...policies,
    lookup: fc.dictionary(
      fc.constantFrom('Ada', '0', 'false', 'Tennis', 'fr', 'u_1'),
      translated,
      {
        noNullPrototype: true,
      },
    ),
    default: fc.constantFrom(
      'Somebody',
      ' ',
      'office@example.com',
      'ES',
      '600999999',
      'Chess',
    ),
  },
  { requiredKeys: ['from'] },
);
const scalars = {
  firstName: entry,
  lastName: entry,
  fullName: entry,
  email: entry,
  languageCode: entry,
  cellphone: entry,
  owner: entry,
};
const attribute = fc.constantFrom('Lead source', 'Interests', 'constructor', 'Unknown');

export const randomCase: fc.Arbitrary<RandomCase> = fc
  .record({
    map: fc
      .record(
        {
          ...scalars,
          customAttributes: fc.dictionary(attribute, entry, { noNullPrototype: true }),
        },
        { requiredKeys: [] },
      )
      .map((map) => map as SourceMap),
    defaults: fc.record({ ...policies, country: fc.constant('ES') }),
    payload,
    bridge: fc.constantFrom('has values', 'has none', 'has no contact'),
  })
  .map((random) =>
    random.bridge === 'has no contact'
      ? { ...random, map: { ...random.map, cellphone: 'phone' } }
      : random,
  );
