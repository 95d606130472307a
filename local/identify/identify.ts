import { removedValue } from '../../functions/core/body/removed-value.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Verification } from '../../functions/core/config/verify-schema.ts';
import type { RawRequest } from '../../functions/core/verify/signature.ts';
import { type Attempt, type Difference, type NamedKey, tryAttempt } from './attempt.ts';
import { blockChanges, keyChanges } from './changes/block-changes.ts';
import { bodyChanges } from './changes/body-changes.ts';
import { urlChanges, urlsInRequest } from './changes/url-changes.ts';
import { type Fit, fitOf } from './fit.ts';
import { hintsFor } from './hints.ts';
import {
  type KnownScheme,
  knownContents,
  knownKeyPrefixes,
  knownSchemes,
} from './known-schemes.ts';
import { looseSchemes, looseSecrets } from './loose-schemes.ts';
import { type Question, rawOf, sourceFor } from './question.ts';
import { type Proofs, readProofs } from './read-proofs.ts';
import { type Phase, search } from './search.ts';

/** What a request is. It holds names and forms: no key, no signature, no value of the request. */
export interface Identification {
  /** What verified; nothing is said to fit that did not. */
  fit: Fit | undefined;
  /** What it looks like, where nothing verified. */
  candidates: KnownScheme[];
  /** What can be seen without a key that fits. */
  hints: Difference[];
  /** Places whose value a recording has left out. */
  removed: string[];
  keys: number;
  tries: number;
  isCutShort: boolean;
}

/**
 * Finds out which scheme a request fits, with which key, over which form of it, and what differs
 * from the configuration. It tries readings of the request, those that differ least first, with the
 * functions that verify in production. Bounded by its budget; the same answer each time.
 */
export async function identify(question: Question): Promise<Identification> {
  const { own, sources, ownKeys, otherKeys, budget } = question;
  const source = sourceFor(question);
  const raw = rawOf(question);
  const proofs = readProofs(raw);
  const schemes = knownSchemes(sources);
  const present = await presentSchemes(schemes, raw, source);
  const phases = phasesOf(question, raw, present, proofs);
  const changes = changesOf(question, raw, proofs, schemes);
  const searched = await search(phases, changes, source, budget);
  const { found, tries, isCutShort } = searched;
  const fit = found && (await fitOf(found, question, source, { schemes, present }));
  return {
    fit,
    candidates: fit === undefined ? present.filter(({ name }) => !isOfSource(name)) : [],
    hints:
      fit === undefined && own !== undefined
        ? await hintsFor(own, raw, proofs, source)
        : [],
    removed: removedFrom(raw),
    keys: ownKeys.length + otherKeys.length,
    tries,
    isCutShort,
  };
}

function isOfSource(name: string): boolean {
  return name.startsWith('the scheme of the source');
}

/** Schemes whose proof stands where they say; what it proves is open. */
async function presentSchemes(
  schemes: readonly KnownScheme[],
  raw: RawRequest,
  source: Source,
): Promise<KnownScheme[]> {
  const present: KnownScheme[] = [];
  for (const scheme of schemes)
    if (await isPresent(scheme.verify, raw, source)) present.push(scheme);
  return present;
}

async function isPresent(
  verify: Verification,
  raw: RawRequest,
  source: Source,
): Promise<boolean> {
  if (verify.kind === 'none' || verify.kind === 'sharedSecret') return false;
  const key = { title: 'no key', key: 'no key' };
  const verdict = await tryAttempt({ verify, key, raw, differences: [] }, source);
  return verdict.kind === 'verified' || verdict.because !== 'missing-signature';
}

function phasesOf(
  { own, ownKeys, otherKeys }: Question,
  raw: RawRequest,
  present: readonly KnownScheme[],
  proofs: Proofs,
): Phase[] {
  const firstKeys = own === undefined ? [...ownKeys, ...otherKeys] : ownKeys;
  const anyKeys = [...ownKeys, ...otherKeys];
  const begin = (blocks: readonly Verification[], keys: readonly NamedKey[] = firstKeys) =>
    blocks.flatMap((verify) => beginnings(verify, keys, raw));
  const ofOwn = own === undefined ? [] : begin([own.verify], firstKeys);
  // A key that is to be changed has to be there.
  const ofOwnAnyKey =
    own === undefined
      ? []
      : begin([own.verify], firstKeys.length > 0 ? firstKeys : anyKeys.slice(0, 1));
  const ofKnown = begin(present.map(({ verify }) => verify));
  const ofLoose = begin(looseSchemes(proofs), anyKeys);
  return [
    { beginnings: ofOwn, changes: 0 },
    { beginnings: ofKnown, changes: 0 },
    { beginnings: ofOwnAnyKey, changes: 1 },
    { beginnings: ofKnown, changes: 1 },
    { beginnings: begin(looseSecrets(proofs), anyKeys), changes: 0 },
    { beginnings: ofOwnAnyKey, changes: 2 },
    { beginnings: ofLoose, changes: 0 },
    { beginnings: ofLoose, changes: 1 },
    { beginnings: ofLoose, changes: 2 },
    { beginnings: ofKnown, changes: 2 },
  ];
}

function beginnings(
  verify: Verification,
  keys: readonly NamedKey[],
  raw: RawRequest,
): Attempt[] {
  if (verify.kind === 'none') return [];
  const isPublic = 'publicKeys' in verify && verify.publicKeys !== undefined;
  const each = isPublic ? [undefined] : keys;
  return each.map((key) => ({ verify, key, raw, differences: [] }));
}

function changesOf(
  { otherKeys, hook, url, request }: Question,
  raw: RawRequest,
  proofs: Proofs,
  schemes: readonly KnownScheme[],
) {
  const { path = '/', query } = request;
  const configured = hook && { url: raw.url, from: hook.from };
  const target = query === '' ? '' : `?${query}`;
  const given =
    url === undefined ? [] : [url, ...(url.includes('?') ? [] : [url + target])];
  const elsewhere = URL.parse(raw.url)?.origin;
  const others = [
    ...given.map((each) => ({ url: each, from: '--url' })),
    ...urlsInRequest(raw, path, query),
    ...(elsewhere === undefined
      ? []
      : [{ url: `${elsewhere}${path}${target}`, from: 'the request' }]),
  ];
  const known = {
    proofs,
    contents: knownContents(schemes),
    keyPrefixes: knownKeyPrefixes(schemes),
  };
  return [
    ...urlChanges(configured, others),
    ...bodyChanges,
    ...keyChanges(otherKeys),
    ...blockChanges(known),
  ];
}

function removedFrom({ headers, query, body }: RawRequest): string[] {
  const named = (place: string, values: Record<string, string>) =>
    Object.entries(values)
      .filter(([, value]) => value.includes(removedValue))
      .map(([name]) => `${place} ${name}`);
  return [
    ...named('header', headers),
    ...named('query parameter', query),
    ...(body.includes(removedValue) ? ['a field of the body'] : []),
  ];
}
