import { expect, test } from 'vitest';
import { mapToPatch } from '../../../../functions/core/map/map-to-patch.ts';
import {
  toReasons,
  unknownLanguageIn,
} from '../../../../functions/core/reasons/field-reason.ts';
import { buildSource, scopeFor } from '../../../support/build-source.ts';

const map = { firstName: 'first', lastName: 'last', languageCode: 'lang' };

test.each([
  ['another language', { first: 'Eva', lang: 'fr' }, 'languageCode: unknown-language'],
  ['another language alone', { lang: 'fr' }, 'languageCode: unknown-language'],
  ['a language of Bridge', { first: 'Eva', lang: 'es' }, undefined],
  ['several languages', { first: 'Eva', lang: ['fr', 'de'] }, undefined],
  ['no language', { first: 'Eva', last: '' }, undefined],
  ['nothing', {}, undefined],
])('%s: what is said of the field', async (_, event, expected) => {
  const results = await mapToPatch(buildSource({ map }), scopeFor(event));

  expect(unknownLanguageIn(toReasons(results))).toBe(expected);
});
