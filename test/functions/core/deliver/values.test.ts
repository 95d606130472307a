import { describe, expect, test } from 'vitest';
import { mapSchema } from '../../../../functions/core/config/map-schema.ts';
import { readValueTables } from '../map/values-document.ts';
import { columns, runCell } from '../map/values-run.ts';

/**
 * docs/values.md is the only place that says what comes of a value. Here is what it has to be
 * complete in, and no expected value.
 */

const targets = [
  'firstName',
  'lastName',
  'fullName',
  'email',
  'languageCode',
  'cellphone',
  'owner, by email',
  'owner, by id',
  'customAttributes, OPEN',
  'customAttributes, CLOSED',
];

const isList = (value: unknown, filled: number, isEmptied: boolean) =>
  Array.isArray(value) &&
  value.filter((item) => item !== null && item !== '').length === filled &&
  value.length > filled === isEmptied;

/** The inputs of every table, in this order, and what makes a value one of them. */
const inputs: Record<string, (value: unknown) => boolean> = {
  missing: (value) => value === undefined,
  null: (value) => value === null,
  'empty text': (value) => value === '',
  blanks: (value) => typeof value === 'string' && value.length > 1 && value.trim() === '',
  'empty list': (value) => isList(value, 0, false),
  'list of empties': (value) =>
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((item) => item === null || item.trim() === ''),
  zero: (value) => value === 0,
  false: (value) => value === false,
  'one item': (value) => isList(value, 1, false),
  'one item, empties': (value) => isList(value, 1, true),
  'two items': (value) => isList(value, 2, false),
  'two items, empties': (value) => isList(value, 2, true),
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  'does not fit': (value) => value !== undefined,
  fits: (value) => typeof value === 'string' && value.trim() !== '',
};

const tables = readValueTables();

describe('G9: docs/values.md', () => {
  for (const table of tables) {
    for (const [name, column] of Object.entries(columns)) {
      test(`G9: ${table.target}, ${name}: every value ends as the document says`, async () => {
        const written = Object.fromEntries(
          table.rows.map(({ input, cells }) => [input, cells[name]]),
        );

        const happened: Record<string, string> = {};
        for (const { input, value } of table.rows)
          happened[input] = await runCell(table, column, value);

        expect(happened).toEqual(written);
      });
    }
  }

  test('every target, policy and input is in it, once', () => {
    const policies = Object.keys(columns);

    expect(tables.map(({ target }) => target)).toEqual(targets);
    expect(tables.map((table) => table.columns)).toEqual(targets.map(() => policies));
    expect(tables.map(({ rows }) => rows.map(({ input }) => input))).toEqual(
      targets.map(() => Object.keys(inputs)),
    );
  });

  test('a row has a value of the kind it is named after', () => {
    const wrong = tables.flatMap(({ target, rows }) =>
      rows
        .filter(({ input, value }) => inputs[input]?.(value) !== true)
        .map(({ input }) => `${target}: ${input}`),
    );

    expect(wrong).toEqual([]);
  });

  test('every field and every policy that a map can have is in it', () => {
    const policies = mapSchema.shape.firstName
      .unwrap()
      .options[1].keyof()
      .exclude(['from']).options;

    expect([...new Set(targets.map((target) => target.split(',')[0]))].sort()).toEqual(
      Object.keys(mapSchema.shape).sort(),
    );
    expect(
      [
        ...new Set(
          Object.values(columns).flatMap((column) => Object.keys(column.policies)),
        ),
      ].sort(),
    ).toEqual([...policies].sort());
  });

  test('a closed vocabulary: no cell says anything else', () => {
    const isWord = (cell: string) =>
      /^(ignored|unchanged|parked: [a-z-]+|sends \S.*)$/.test(cell);

    const cells = tables.flatMap(({ rows }) =>
      rows.flatMap((row) => Object.values(row.cells)),
    );

    expect(cells.filter((cell) => !isWord(cell))).toEqual([]);
    expect(cells).toHaveLength(
      targets.length * Object.keys(columns).length * Object.keys(inputs).length,
    );
  });
});
