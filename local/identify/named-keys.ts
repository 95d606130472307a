import type { Source } from '../../functions/core/config/source-schema.ts';
import type { KeySet } from '../../functions/core/key-set.ts';
import { signingKeyName } from '../../functions/core/verify/verify-request.ts';
import type { NamedKey } from './attempt.ts';

/** Keys by what they are called: those of a source, and those of others. */
export interface TitledKeys {
  ownKeys: NamedKey[];
  otherKeys: NamedKey[];
}

/** So many are tried. */
const most = 40;

/**
 * The keys to try.
 * @param given one that somebody gave with the command; `''` for none
 */
export function namedKeys(
  keys: KeySet,
  own: Source | undefined,
  given: string,
): TitledKeys {
  const ownName = own && signingKeyName(own);
  const named = Object.entries(keys).map(([name, { current, previous }]) => ({
    isOwn: name === ownName,
    keys: [
      ...(current === '' ? [] : [{ title: `the current key of ${name}`, key: current }]),
      ...(previous === undefined
        ? []
        : [{ title: `the previous key of ${name}`, key: previous }]),
    ],
  }));
  const of = (isOwn: boolean) =>
    named.filter((each) => each.isOwn === isOwn).flatMap((each) => each.keys);
  const extra = given === '' ? [] : [{ title: 'the key that was given', key: given }];
  const ownKeys = of(true);
  return {
    ownKeys: own === undefined || ownKeys.length === 0 ? [...ownKeys, ...extra] : ownKeys,
    otherKeys: [
      ...(own === undefined || ownKeys.length === 0 ? [] : extra),
      ...of(false),
    ].slice(0, most),
  };
}
