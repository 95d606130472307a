import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as zod from 'zod/mini';
import * as own from '../../../functions/core/shape.ts';

/** Both have the same names for what is used here. */
type Library = Pick<
  typeof own,
  | 'array'
  | 'boolean'
  | 'enum'
  | 'int'
  | 'literal'
  | 'looseObject'
  | 'nullish'
  | 'number'
  | 'object'
  | 'optional'
  | 'record'
  | 'strictObject'
  | 'string'
  | 'union'
  | 'unknown'
>;
type Build = (z: Library) => own.Shape<unknown>;

const name = fc.constantFrom('a', 'b', 'constructor', '__proto__', 'toString');
const leaf = fc.constantFrom<Build>(
  (z) => z.string(),
  (z) => z.number(),
  (z) => z.int(),
  (z) => z.boolean(),
  (z) => z.unknown(),
  (z) => z.literal('a'),
  (z) => z.enum(['a', 'b']),
);
const schemaOf = (inner: 'with unions' | 'without') =>
  fc.letrec<{ any: Build; field: Build; fields: Record<string, Build> }>((tie) => {
    const union = fc.tuple(tie('any'), tie('any')).map(
      ([one, other]): Build =>
        (z) =>
          z.union([one(z), other(z)]),
    );
    const shapes = [
      leaf,
      tie('any').map(
        (build): Build =>
          (z) =>
            z.array(build(z)),
      ),
      tie('any').map(
        (build): Build =>
          (z) =>
            z.record(z.string(), build(z)),
      ),
      tie('fields').map(
        (fields): Build =>
          (z) =>
            z.object(built(z, fields)),
      ),
      tie('fields').map(
        (fields): Build =>
          (z) =>
            z.strictObject(built(z, fields)),
      ),
      tie('fields').map(
        (fields): Build =>
          (z) =>
            z.looseObject(built(z, fields)),
      ),
    ];
    return {
      fields: fc.dictionary(fc.constantFrom('a', 'b'), tie('field')),
      field: fc.oneof(
        tie('any'),
        tie('any').map(
          (build): Build =>
            (z) =>
              z.optional(build(z)),
        ),
        tie('any').map(
          (build): Build =>
            (z) =>
              z.nullish(build(z)),
        ),
      ),
      any: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        ...shapes,
        ...(inner === 'without' ? [] : [union]),
      ),
    };
  }).any;

function built(
  z: Library,
  fields: Record<string, Build>,
): Record<string, own.Shape<unknown>> {
  return Object.fromEntries(Object.entries(fields).map(([key, build]) => [key, build(z)]));
}

/** As JSON and the SDK give values. */
const value = fc.letrec((tie) => ({
  any: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>('a', 'b', 'c', 0, 1.5, -1, Number.NaN, true, null, undefined),
    fc.array(tie('any'), { maxLength: 3 }),
    fc
      .array(fc.tuple(name, tie('any')), { maxLength: 3 })
      .map((entries) => Object.fromEntries(entries)),
  ),
})).any;

const pathsOf = (issues: readonly { path: PropertyKey[] }[]) =>
  issues.map(({ path }) => path.join('.')).toSorted();

const theirsOf = (build: Build) =>
  build(zod as unknown as Library) as unknown as zod.ZodMiniType;

test('a shape takes what zod takes, and gives what it gives', () => {
  fc.assert(
    fc.property(schemaOf('with unions'), value, (build, given) => {
      const theirs = theirsOf(build).safeParse(given);
      const ours = build(own).safeParse(given);

      expect(ours.success).toBe(theirs.success);
      expect(ours.data).toEqual(theirs.data);
      expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
    }),
    { numRuns: 700 },
  );
});

test('it finds fault where zod does; of several shapes none of which fits, at the whole', () => {
  fc.assert(
    fc.property(schemaOf('without'), value, (build, given) => {
      const theirs = theirsOf(build).safeParse(given);
      const ours = build(own).safeParse(given);

      expect(pathsOf(ours.error?.issues ?? [])).toEqual(
        pathsOf(theirs.error?.issues ?? []),
      );
    }),
    { numRuns: 700 },
  );
  const either = own.union([own.object({ a: own.string() }), own.literal('b')]);
  expect(either.safeParse({ a: 1 }).error?.issues).toEqual([{ path: [] }]);
});

test('what fits goes on through a pipe, and what is thrown there is thrown on', () => {
  const text = own.pipe(
    own.pipe(
      own.string(),
      own.transform((json): unknown => JSON.parse(json)),
    ),
    own.array(own.int().check(own.nonnegative())).check(own.minLength(1)),
  );

  expect(text.parse('[1]')).toEqual([1]);
  expect(() => text.parse('{')).toThrow(SyntaxError);
  for (const wrong of [1, '[]', '[-1]', '{}'])
    expect(text.safeParse(wrong).success).toBe(false);
});

test('conditions come one after the other, each on what the one before it gives', () => {
  const shape = own.string().check(own.toLowerCase(), own.regex(/^[a-f]+$/));

  expect(own.int().safeParse(2 ** 60).success).toBe(false);
  expect(shape.parse('ABC')).toBe('abc');
  expect(shape.safeParse('XYZ').error?.issues).toEqual([{ path: [] }]);
});

test('an error says where, and nothing of the value', () => {
  const shape = own.object({ people: own.array(own.object({ email: own.string() })) });

  expect(() => shape.parse({ people: [{ email: 1 }, { email: ['canary'] }] })).toThrow(
    /^not of the shape that is expected: people\.0\.email, people\.1\.email$/,
  );
  expect(() => shape.parse('canary')).toThrow(/\(whole\)$/);
});
