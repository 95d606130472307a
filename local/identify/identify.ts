import { removedValue } from '../../functions/core/body/removed-value.ts';
import {
  applyPreset,
  type Source,
  sourceSchema,
} from '../../functions/core/config/source-schema.ts';
import type { Verification } from '../../functions/core/config/verify-schema.ts';
import { Rejection } from '../../functions/core/errors.ts';
import { readQuery } from '../../functions/core/receive/read-query.ts';
import { readRequest } from '../../functions/core/receive/read-request.ts';
import { openBody } from '../../functions/core/verify/prove-sender.ts';
import type { RawRequest } from '../../functions/core/verify/signature.ts';
import { parseJsonBody } from '../../functions/edges/parse-json-body.ts';
import type { SavedRequest } from '../../lib/config/saved-request.ts';
import { type Attempt, type Difference, type NamedKey, tryAttempt } from './attempt.ts';
import { blockChanges, keyChanges, looseSchemes, looseSecrets } from './block-changes.ts';
import { blockDifferences } from './block-differences.ts';
import { hintsFor } from './hints.ts';
import {
  type KnownScheme,
  knownContents,
  knownKeyPrefixes,
  knownSchemes,
} from './known-schemes.ts';
import { type Proofs, readProofs } from './read-proofs.ts';
import {
  bodyChanges,
  type NamedUrl,
  shownUrl,
  urlChanges,
  urlsInRequest,
} from './request-changes.ts';
import { type Budget, type Found, type Phase, search } from './search.ts';
import { timeDifference } from './time-difference.ts';

/** What is known of a request, and with what it is compared. */
export interface Question {
  request: SavedRequest;
  /** The source it is meant for, if that is known. */
  own: Source | undefined;
  /** Its keys: those that count there. */
  ownKeys: readonly NamedKey[];
  /** Keys of other sources. */
  otherKeys: readonly NamedKey[];
  /** All of the configuration. */
  sources: readonly Source[];
  /** The address of its hook, without the query. */
  hook: NamedUrl | undefined;
  /** The URL that the sender was given, if somebody says it. */
  url?: string | undefined;
  /** When it came, in ms since 1970, if that is known. */
  receivedAt?: number | undefined;
  budget: Budget;
}

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

export interface Fit {
  /** `undefined` for a scheme that is not known by a name. */
  scheme: KnownScheme | undefined;
  /** Then the nearest of those whose proof stands at the same place, and what is not as there. */
  like: { scheme: KnownScheme; differences: Difference[] } | undefined;
  /** As a source would say it. */
  verify: Verification;
  /** What the key is called. */
  key: string;
  /** What was signed for, where a URL is signed. */
  url: string | undefined;
  /** From what the configuration says; empty where nothing differs. */
  differences: Difference[];
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
      fit === undefined && own !== undefined ? await hintsFor(own, raw, proofs, source) : [],
    removed: removedFrom(raw),
    keys: ownKeys.length + otherKeys.length,
    tries,
    isCutShort,
  };
}

function isOfSource(name: string): boolean {
  return name.startsWith('the scheme of the source');
}

/** The source as far as reading the request goes: its body is what its content type says. */
function sourceFor({ own, request }: Question): Source {
  const type = request.headers['content-type'] ?? '';
  const base = own ?? anySource();
  if (/urlencoded/i.test(type)) return { ...base, body: 'form' };
  if (/json/i.test(type)) return { ...base, body: 'json' };
  return base;
}

function anySource(): Source {
  const verify = { kind: 'none', because: 'its sender is what is asked for' };
  const file = sourceSchema.parse({
    workspace: 'any',
    verify,
    contact: { match: ['email'] },
    map: { email: 'email' },
  });
  const source = applyPreset('any', file, undefined);
  if (source === undefined) throw new Error('A source that says verify has it.');
  return source;
}

function rawOf({ request, hook, url }: Question): RawRequest {
  const { method, headers, query, body, path = '/' } = request;
  const target = query === '' ? '' : `?${query}`;
  const [inRequest] = urlsInRequest({ headers }, path, query);
  const whole = hook === undefined ? (url ?? inRequest?.url) : `${hook.url}${target}`;
  const parameters = readQuery(query);
  return {
    method,
    url: whole ?? `https://localhost${path}${target}`,
    headers,
    query: parameters,
    body,
  };
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
  const given = url === undefined ? [] : [url, ...(url.includes('?') ? [] : [url + target])];
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

async function fitOf(
  { attempt, by }: Found,
  { own, ownKeys, receivedAt }: Question,
  source: Source,
  { schemes, present }: Record<'schemes' | 'present', readonly KnownScheme[]>,
): Promise<Fit> {
  const { raw } = attempt;
  const verify = own === undefined ? attempt.verify : likeOwn(attempt.verify, own.verify);
  const late =
    receivedAt === undefined
      ? undefined
      : await timeDifference({ ...attempt, verify }, source, receivedAt);
  const differences = [
    ...(own === undefined ? [] : blockDifferences(own.verify, verify, raw)),
    ...keyDifference(attempt, own, ownKeys),
    ...attempt.differences,
    ...(late === undefined ? [] : [late]),
  ];
  const isProved = own !== undefined && differences.length === 0;
  const unmet = isProved ? await requireDifference(own, raw, ownKeys) : [];
  const signsUrl = 'signedContent' in verify && verify.signedContent.includes('{url}');
  const scheme = nearest(schemes, attempt);
  const isKnown = scheme?.differences.every(({ kind }) => kind === 'keyEncoding') === true;
  const preset = scheme?.differences.length === 0 ? scheme.scheme.preset : undefined;
  return {
    scheme: isKnown && scheme ? { ...scheme.scheme, preset } : undefined,
    like: isKnown ? undefined : nearest(present, attempt),
    verify,
    key: by === 'public' ? 'a public key of the sender' : (attempt.key?.title ?? 'no key'),
    url: signsUrl ? shownUrl(raw.url) : undefined,
    differences: [...differences, ...unmet],
  };
}

function keyDifference(
  { key, verify }: Attempt,
  own: Source | undefined,
  ownKeys: readonly NamedKey[],
): Difference[] {
  const isPublic = 'publicKeys' in verify && verify.publicKeys !== undefined;
  if (own === undefined || key === undefined || isPublic) return [];
  if (ownKeys.some((one) => one.key === key.key)) return [];
  const text = `it is signed with ${key.title}, which is not the key of this source`;
  return [{ kind: 'key', text }];
}

function nearest(schemes: readonly KnownScheme[], { verify, raw }: Attempt): Fit['like'] {
  const [first] = schemes
    .map((scheme) => ({ scheme, differences: blockDifferences(scheme.verify, verify, raw) }))
    .sort((one, other) => one.differences.length - other.differences.length);
  return first?.differences.some(({ kind }) => kind === 'scheme' || kind === 'place')
    ? undefined
    : first;
}

/** What verified, with what of the configuration is about something else. */
function likeOwn(right: Verification, own: Verification): Verification {
  if (right.kind === 'none' || own.kind === 'none') return right;
  const kept = { ...right, key: own.key, require: own.require };
  if (!('timestamp' in kept) || !('timestamp' in own)) return kept;
  const { timestamp } = kept;
  if (timestamp === undefined || own.timestamp === undefined) return kept;
  const { toleranceSeconds } = own.timestamp;
  return { ...kept, timestamp: { ...timestamp, toleranceSeconds } };
}

/** Whether the further condition of a source refuses what verifies. */
async function requireDifference(
  own: Source,
  raw: RawRequest,
  [key]: readonly NamedKey[],
): Promise<Difference[]> {
  const keys = { get: async () => ({}), reread: async () => ({}) };
  const verified = { kind: 'verified' as const, by: 'current' as const };
  if (own.verify.kind === 'none' || own.verify.require === undefined || key === undefined)
    return [];
  try {
    const request = { source: own, raw, requestId: '', receivedAt: 0 };
    const read = await readRequest(own, raw, 0, parseJsonBody);
    await openBody(request, verified, read, keys, () => 0);
    return [];
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return error.error === 'requirement-not-met'
      ? [
          {
            kind: 'require',
            text: 'it is verified, and the condition in require is not true',
          },
        ]
      : [];
  }
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
