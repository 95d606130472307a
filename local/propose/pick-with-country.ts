import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Scope } from '../../functions/core/expression.ts';
import { isCountryCode } from '../../functions/core/map/entry-rule.ts';
import type { Candidate } from './candidates.ts';
import { textOf } from './judge-leaf.ts';
import { type Picked, pickFields } from './pick-fields.ts';

/** Where a phone number lacks its country and the event says one, that is asked. */
export async function pickWithCountry(
  base: Source,
  scopes: readonly Scope[],
  candidates: readonly Candidate[],
): Promise<{ picked: Picked; country: string | undefined }> {
  const given = base.defaults.country;
  const picked = await pickFields(base, scopes, candidates);
  const country = given === undefined ? countryIn(candidates) : undefined;
  if (picked.needsCountry === undefined || country === undefined)
    return { picked, country: given };
  const source = { ...base, defaults: { ...base.defaults, country } };
  const again = await pickFields(source, scopes, candidates);
  return again.map.cellphone === undefined
    ? { picked, country: given }
    : { picked: again, country };
}

const countryKey = /^(?:phone )?country(?: (?:code|short name|iso(?: 2)?))?$/;

function countryIn(candidates: readonly Candidate[]): string | undefined {
  const isCountry = ({ own, leaf: { value } }: Candidate) =>
    own.some((words) => countryKey.test(words)) && isCountryCode(textOf(value) ?? '');
  return candidates.find(isCountry)?.expression;
}
