import { isDeepStrictEqual } from 'node:util';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import type { Verification } from '../../../functions/core/config/verify-schema.ts';
import type { SavedRequest } from '../../../lib/config/samples/saved-request.ts';
import { allProviders } from '../../../lib/providers/providers.ts';
import type { NamedKey } from '../../../local/identify/attempt.ts';
import type { Fit } from '../../../local/identify/fit.ts';
import { identify } from '../../../local/identify/identify.ts';
import type { KnownScheme } from '../../../local/identify/known-schemes.ts';
import { namedKeys } from '../../../local/identify/named-keys.ts';
import type { NamedKeys } from '../../../local/keys/keys-file.ts';
import { identifyBudget } from '../../identify/command.ts';

/** How a request is proved, and how sure that is. */
export interface FoundScheme {
  /** `verified` with a key; `likely` by its form alone; else `unknown`. */
  state: 'verified' | 'likely' | 'unknown';
  /** `undefined` for one without a name. */
  name: string | undefined;
  page: string | undefined;
  verify: Verification | undefined;
  /** Presets that have this block, the likeliest first. */
  presets: string[];
  /** The key that verified it. A public key of the sender is none. */
  key: NamedKey | undefined;
  /** Schemes that its form fits, where that is more than one. */
  couldBe: string[];
}

/** A request, and with what it is compared. */
export interface SchemeQuestion {
  request: SavedRequest;
  /** Those of the configuration. */
  sources: readonly Source[];
  /** Signing keys that are known here. */
  keys: NamedKeys;
  /** A key that somebody gave with the command; `''` for none. */
  givenKey: string;
  /** The URL that the sender was given, if somebody says it. */
  url: string | undefined;
  publicUrl: string | undefined;
}

/** Finds the scheme that a request verifies with; else the only one that its form fits. */
export async function findScheme(question: SchemeQuestion): Promise<FoundScheme> {
  const { request, sources, keys, givenKey, url, publicUrl } = question;
  const named = namedKeys(keys, undefined, givenKey);
  const path = request.path ?? '/';
  const { fit, candidates } = await identify({
    request,
    own: undefined,
    ...named,
    sources,
    hook:
      publicUrl === undefined ? undefined : { url: publicUrl + path, from: 'publicUrl' },
    url,
    budget: identifyBudget,
  });
  if (fit === undefined) return byForm(candidates);
  const all = [...named.ownKeys, ...named.otherKeys];
  return verified(
    fit,
    all.find(({ title }) => title === fit.key),
  );
}

function verified({ scheme, verify }: Fit, key: NamedKey | undefined): FoundScheme {
  const own = scheme?.preset === undefined ? [] : [scheme.preset];
  const presets = allProviders()
    .filter((provider) => isDeepStrictEqual(provider.verify, verify))
    .map(({ name }) => name);
  // A secret that is repeated says only whose it is where one sender alone has it there.
  const areClear = verify.kind !== 'sharedSecret' || presets.length === 1;
  return {
    state: 'verified',
    name: scheme?.name,
    page: scheme?.page,
    verify,
    presets: areClear ? [...new Set([...own, ...presets])] : [],
    key,
    couldBe: [],
  };
}

function byForm(candidates: readonly KnownScheme[]): FoundScheme {
  const [first] = candidates;
  const isOne = candidates.every(({ verify }) => isDeepStrictEqual(verify, first?.verify));
  if (first === undefined || !isOne)
    return { ...unknown, couldBe: [...new Set(candidates.map(({ name }) => name))] };
  const { name, page, verify } = first;
  const presets = candidates.flatMap(({ preset }) => preset ?? []);
  return { ...unknown, state: 'likely', name, page, verify, presets };
}

const unknown: FoundScheme = {
  state: 'unknown',
  name: undefined,
  page: undefined,
  verify: undefined,
  presets: [],
  key: undefined,
  couldBe: [],
};
