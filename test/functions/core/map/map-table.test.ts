import { describe, expect, test } from 'vitest';
import type { Source } from '../../../../functions/core/config/source-schema.ts';
import {
  type FieldResult,
  mapToPatch,
} from '../../../../functions/core/map/map-to-patch.ts';
import { attributeName, type FieldName } from '../../../../functions/core/map/patch.ts';
import { buildSource, scopeFor } from '../../../support/build-source.ts';
import { type Outcome, resultTable } from './result-table.ts';

type WhenEmpty = Source['defaults']['whenEmpty'];
type WhenInvalid = Source['defaults']['whenInvalid'];

const rows = resultTable.flatMap(({ field, results }) =>
  results.map((row) => ({ field, ...row })),
);

function sourceFor(
  field: FieldName,
  whenEmpty: WhenEmpty,
  whenInvalid: WhenInvalid,
): Source {
  const name = attributeName(field);
  const map =
    name === undefined ? { [field]: 'value' } : { customAttributes: { [name]: 'value' } };
  return buildSource({ defaults: { country: 'ES', whenEmpty, whenInvalid }, map });
}

async function judged(
  field: FieldName,
  result: unknown,
  whenEmpty: WhenEmpty,
  whenInvalid: WhenInvalid,
): Promise<FieldResult[]> {
  return mapToPatch(
    sourceFor(field, whenEmpty, whenInvalid),
    scopeFor(result === undefined ? {} : { value: result }),
  );
}

function expected(
  field: FieldName,
  outcome: Outcome,
  whenEmpty: WhenEmpty,
  whenInvalid: WhenInvalid,
): object {
  if ('set' in outcome) return { field, kind: 'set', value: outcome.set };
  if ('missing' in outcome) return { field, kind: 'skip', because: 'missing' };
  if ('skip' in outcome) return { field, kind: 'skip', because: outcome.skip };
  const refuse = (because: string) => ({
    field,
    kind: whenInvalid === 'park' ? 'invalid' : 'skip',
    because,
  });
  if ('invalid' in outcome) return refuse(outcome.invalid);
  if (whenEmpty === 'skip') return { field, kind: 'skip', because: 'empty' };
  return field === 'owner' ? refuse('owner-cannot-be-cleared') : { field, kind: 'clear' };
}

describe('G9: from result to target', () => {
  for (const whenEmpty of ['skip', 'clear'] as const) {
    for (const whenInvalid of ['park', 'skip'] as const) {
      test.each(rows)(
        `$field, whenEmpty ${whenEmpty}, whenInvalid ${whenInvalid}: $name`,
        async ({ field, result, outcome }) => {
          const results = await judged(field, result, whenEmpty, whenInvalid);

          expect(results).toEqual([
            expect.objectContaining(expected(field, outcome, whenEmpty, whenInvalid)),
          ]);
        },
      );
    }
  }

  test('only what is set or cleared can reach Bridge: a missing value has neither', async () => {
    const everything = {
      firstName: 'a',
      lastName: 'b',
      email: 'c',
      languageCode: 'd',
      cellphone: 'e',
      owner: 'f',
      fullName: 'g',
    };
    const source = buildSource({
      defaults: { whenEmpty: 'clear' },
      map: { ...everything, customAttributes: { Any: 'h' } },
    });

    const results = await mapToPatch(source, scopeFor({}));

    expect(results.map(({ kind }) => kind)).toEqual(results.map(() => 'skip'));
  });
});
