import type { Source } from '../config/source-schema.ts';
import type {
  AsymmetricVerification,
  JwtVerification,
  MacVerification,
  PublicKey,
  SharedSecretVerification,
  Verification,
} from '../config/verify-schema.ts';
import { contentOnlySeconds } from '../deliver/recall-events.ts';
import { parsePlainPath } from '../split-request.ts';
import { isFieldPath, placeholdersOf, unknownPlaceholders } from '../verify/placeholders.ts';
import { isWholeToken } from '../verify/proof-place.ts';
import {
  type PublicKeyAlgorithm,
  publicAlgorithms,
  readPublicKey,
} from '../verify/public-key.ts';
import { usesFields } from '../verify/rare-parts.ts';
import type { SourceProblem } from './source-problem.ts';

/**
 * What is wrong with a verification that the schema lets pass: it would refuse everyone, or believe
 * too many.
 */
export function checkVerification({ verify, body }: Source): SourceProblem[] {
  switch (verify.kind) {
    case 'none':
      return [];
    case 'sharedSecret':
      return checkPlace(verify);
    case 'jwt':
      return checkJwt(verify);
    case 'mac':
    case 'asymmetric':
      return checkSignature(verify, body);
  }
}

type SignatureVerification = MacVerification | AsymmetricVerification;

function problem(keys: string[], what: string, cure: string): SourceProblem {
  return { path: ['verify', ...keys], what, cure };
}

function checkPlace(verify: SharedSecretVerification | JwtVerification): SourceProblem[] {
  const { in: place, name, kind } = verify;
  if (place === 'body' && name !== undefined && !isPlainPath(name)) {
    const cure = 'write names with dots between them, such as data.token';
    return [problem(['name'], 'is not a plain path', cure)];
  }
  const user = kind === 'sharedSecret' && place !== 'basic' ? verify.user : undefined;
  if (user !== undefined)
    return [
      problem(['user'], 'counts for in: basic alone', 'remove it, or write in: basic'),
    ];
  if (place === 'basic' || name !== undefined || isWholeToken(verify)) return [];
  const where = place === 'body' ? 'field in the body' : place;
  const cure = `add name: with the name of the ${where}`;
  return [problem([], `says in: ${place}, but not which`, cure)];
}

function isPlainPath(text: string): boolean {
  return parsePlainPath(text) !== undefined;
}

function checkJwt(verify: JwtVerification): SourceProblem[] {
  const { algorithms, in: place, publicKeys, bodyHashClaim } = verify;
  const isShared = algorithms.includes('HS256');
  const publicOnes = algorithms.filter((each) => each !== 'HS256');
  const problems = checkPlace(verify);
  if (isShared && publicOnes.length > 0) {
    const what =
      'takes one key for a secret and for a public one, so anyone could sign with the latter';
    const cure = `write HS256 alone, or ${publicOnes.join(', ')} alone`;
    problems.push(problem(['algorithms'], what, cure));
  }
  if (isShared && publicKeys !== undefined) {
    const cure = 'remove them: the key of HS256 is a secret, and is set with keys set';
    problems.push(problem(['publicKeys'], 'are no keys for HS256', cure));
  }
  if (bodyHashClaim !== undefined && place === 'body') {
    const cure = 'remove it: the token is in the body';
    problems.push(
      problem(['bodyHashClaim'], 'cannot be the hash of what it stands in', cure),
    );
  }
  const kinds = publicOnes.flatMap((each) => publicAlgorithms[each] ?? []);
  return [...problems, ...checkPublicKeys(publicKeys, isShared ? [] : kinds, verify)];
}

/** Public keys that no algorithm of the source can use. */
function checkPublicKeys(
  publicKeys: PublicKey[] | undefined,
  algorithms: PublicKeyAlgorithm[],
  { keyPrefix = '' }: { keyPrefix?: string | undefined },
): SourceProblem[] {
  if (algorithms.length === 0) return [];
  return (publicKeys ?? []).flatMap((key, index) => {
    const isPrefixed = typeof key === 'string' && key.startsWith(keyPrefix);
    const text = isPrefixed ? key.slice(keyPrefix.length) : key;
    if (algorithms.some((each) => readPublicKey(text, each) !== undefined)) return [];
    const what = `cannot be read as a public key for ${algorithms.join(' or ')}`;
    const cure =
      'copy it whole, as PEM (with its BEGIN and END), as a JWK, or raw in hex or Base64' +
      (algorithms.includes('rsa-sha256') ? '; RSA keys have 2048 bits or more' : '');
    return [{ path: ['verify', 'publicKeys', index], what, cure }];
  });
}

function checkSignature(
  verify: SignatureVerification,
  body: Source['body'],
): SourceProblem[] {
  const isAsymmetric = verify.kind === 'asymmetric';
  return [
    ...checkSignaturePlace(verify),
    ...checkPlaceholders(verify),
    ...checkSigningTime(verify),
    ...checkSignedContent(verify, body),
    ...checkSignedPlaces(verify, body),
    ...(isAsymmetric ? checkPublicKeys(verify.publicKeys, [verify.algorithm], verify) : []),
  ];
}

function checkSignaturePlace({
  header,
  query,
  field,
}: SignatureVerification): SourceProblem[] {
  const places = [header, query, field].filter((place) => place !== undefined);
  if (places.length !== 1) {
    const what = places.length === 0 ? 'does not say where' : 'says in several places';
    const cure = 'write one of header:, query: and field:';
    return [problem([], `${what} the signature stands`, cure)];
  }
  if (field === undefined || isFieldPath(field)) return [];
  const cure = 'write names with dots between them, such as signature.signature';
  return [problem(['field'], 'is not a plain path', cure)];
}

const allPlaceholders =
  '{body}, {timestamp}, {method}, {url}, {path}, {query}, {query:NAME}, {secret}, ' +
  '{header:NAME}, {field:PATH}, {sortedFields} or {bodySha256}';

function checkPlaceholders({ signedContent }: SignatureVerification): SourceProblem[] {
  return unknownPlaceholders(signedContent).map((name) =>
    problem(['signedContent'], `{${name}} does not exist`, `write ${allPlaceholders}`),
  );
}

function checkSigningTime({
  timestamp,
  signedContent,
  format,
}: SignatureVerification): SourceProblem[] {
  const isSigned = signedContent.includes('{timestamp}');
  if (timestamp === undefined) {
    if (!isSigned) return [];
    const what = 'signs a {timestamp}, but nothing says where it stands';
    const cure = 'add timestamp: with header: or pair:, and unit:';
    return [problem(['signedContent'], what, cure)];
  }
  const problems: SourceProblem[] = [];
  const { header, query, field } = timestamp;
  const isInPair = timestamp.pair !== undefined && format.kind === 'pairs';
  const isSomewhere = [header, query, field].some((place) => place !== undefined);
  if (!isSomewhere && !isInPair) {
    const cure = 'add header: (or pair:, where format is pairs; or query: or field:)';
    problems.push(problem(['timestamp'], 'does not say where the time stands', cure));
  }
  if (field !== undefined && !isFieldPath(field)) {
    const cure = 'write names with dots between them, such as data.sentAt';
    problems.push(problem(['timestamp', 'field'], 'is not a plain path', cure));
  }
  if (!isSigned && !signsTime(signedContent, timestamp)) {
    const what =
      'leaves out the time, so anyone could send an old request again with a new time';
    const cure = 'put {timestamp} where the sender signs it, or remove timestamp:';
    problems.push(problem(['signedContent'], what, cure));
  }
  return problems;
}

/** Whether the time is signed under the name of its place, or with all that stands around it. */
function signsTime(
  signedContent: string,
  { header, query, field }: NonNullable<SignatureVerification['timestamp']>,
): boolean {
  const around = {
    header: header === undefined ? [] : [header].flat().map((name) => `header:${name}`),
    query: query === undefined ? [] : ['url', 'query', `query:${query}`],
    field:
      field === undefined ? [] : ['body', 'bodySha256', 'sortedFields', `field:${field}`],
  };
  const signed = placeholdersOf(signedContent).map((name) =>
    name.startsWith('header:') ? name.toLowerCase() : name,
  );
  return Object.values(around)
    .flat()
    .some((name) => signed.includes(name));
}

function checkSignedContent(
  verify: SignatureVerification,
  body: Source['body'],
): SourceProblem[] {
  const { algorithm, signedContent } = verify;
  const problems: SourceProblem[] = [];
  const hasSecret = signedContent.includes('{secret}');
  if (/\\[nrt]/.test(signedContent)) {
    const what = 'has a backslash and a letter, and no new line or tab';
    const cure = 'write it in double quotes, in which YAML reads them';
    problems.push(problem(['signedContent'], what, cure));
  }
  if (algorithm === 'sha256' && !hasSecret) {
    const cure = 'put {secret} where the sender hashes it, or write algorithm: hmac-sha256';
    const what = 'is hashed without a key, so anyone could sign';
    problems.push(problem(['signedContent'], what, cure));
  }
  if (verify.kind === 'asymmetric' && hasSecret) {
    const what = 'has a {secret}, but the sender signs with a private key';
    problems.push(problem(['signedContent'], what, 'remove {secret}, or write kind: mac'));
  }
  if (body === 'query' && !signedContent.includes('{url}'))
    problems.push(
      problem(
        ['signedContent'],
        'leaves the url out, so anyone could change it',
        'put {url} where the sender signs it',
      ),
    );
  if (body !== 'query' && !isBodySigned(signedContent) && !usesFields(signedContent))
    problems.push(
      problem(
        ['signedContent'],
        'leaves the body out, so anyone could change it',
        'put {body} where the sender signs it; or {sortedFields} or {field:PATH}, where it ' +
          'signs fields alone',
      ),
    );
  return problems;
}

function isBodySigned(signedContent: string): boolean {
  return /\{(body|bodySha256)\}/.test(signedContent);
}

/** A signature cannot be over what it stands in, and fields are read as the body is written. */
function checkSignedPlaces(
  { query, field, signedContent }: SignatureVerification,
  body: Source['body'],
): SourceProblem[] {
  const problems: SourceProblem[] = [];
  const path = ['signedContent'];
  if (query !== undefined && /\{(url|query)\}/.test(signedContent)) {
    const cure = 'write {path} and {query:NAME} in the order in which the sender signs them';
    problems.push(problem(path, 'holds the parameter with the signature itself', cure));
  }
  if (field !== undefined && isBodySigned(signedContent)) {
    const cure = 'write {field:PATH} or {sortedFields}, as the sender signs them';
    problems.push(problem(path, 'holds the field with the signature itself', cure));
  }
  if (signedContent.includes('{sortedFields}') && body !== 'form') {
    const cure = 'write body: form, or name the fields: {field:PATH}';
    problems.push(problem(path, '{sortedFields} are those of a form', cure));
  }
  return problems;
}

/** Says what a proof leaves open: it is no mistake where the sender has nothing better. */
export function noteWeakProof({ verify }: Source): SourceProblem[] {
  if (verify.kind === 'jwt') return noteWeakToken(verify);
  if (verify.kind !== 'mac' && verify.kind !== 'asymmetric') return [];
  const { signedContent } = verify;
  if (isBodySigned(signedContent) || signedContent.includes('{sortedFields}')) return [];
  const what =
    'proves the fields it names and no other: who captures a request can change those';
  const cure =
    'map fields that are signed, or use a signature over the whole body if the sender has one';
  return [problem(['signedContent'], what, cure)];
}

function noteWeakToken({
  in: place,
  issuer,
  audience,
  bodyHashClaim,
}: JwtVerification): SourceProblem[] {
  const notes: SourceProblem[] = [];
  if (issuer === undefined && audience === undefined) {
    const what = 'takes every token of this key, also one that was made for somebody else';
    const cure = 'add audience: (or issuer:) with what the sender writes into aud (or iss)';
    notes.push(problem([], what, cure));
  }
  if (place !== 'body' && bodyHashClaim === undefined) {
    const what =
      'proves nothing of the body: who captures a token can send another one until it ends';
    const cure = 'add bodyHashClaim: if the token has the SHA-256 of the body';
    notes.push(problem([], what, cure));
  }
  return notes;
}

/**
 * Says when a request of a source can be sent again by a stranger who has captured it, and counts
 * as new: nothing proves when it was signed, and its events are forgotten after ten minutes, or
 * have an id or a time that the stranger can change.
 */
export function noteReplays(source: Source): SourceProblem[] {
  const { verify, events } = source;
  if (verify.kind === 'none' || isFresh(verify)) return [];
  const ids = events.id ?? [];
  const isIdSigned = ids.length > 0 && ids.every((id) => isFixed(id, verify));
  const isTimeSigned = events.time !== undefined && isFixed(events.time, verify);
  const isAnyChangeable = !ids.every((id) => isFixed(id, verify));
  if (isIdSigned || (isTimeSigned && !isAnyChangeable)) return [];
  return [
    {
      path: ids.length > 0 ? ['events', 'id'] : ['verify'],
      what:
        'lets a captured request be sent again after ten minutes: it counts as new, and its ' +
        'values as the newest',
      cure:
        'add verify.timestamp if the sender signs a time, or events.id or events.time, of ' +
        'what is signed; if the sender has none of them, this is what it can prove',
    },
  ];
}

/** Whether a request is refused before its events can be forgotten. */
function isFresh(verify: Verification): boolean {
  if (verify.kind === 'jwt')
    return (verify.maxAgeSeconds ?? Number.POSITIVE_INFINITY) <= contentOnlySeconds;
  if (!('signedContent' in verify) || verify.timestamp === undefined) return false;
  return verify.timestamp.toleranceSeconds <= contentOnlySeconds;
}

/** Whether an expression gives the same for the same request, and nobody can change what. */
function isFixed(expression: string, verify: Verification): boolean {
  if (/\$(receivedAt|now|millis)\b/.test(expression)) return false;
  const signed = 'signedContent' in verify ? verify.signedContent : '{body}';
  if (/\$query\b/.test(expression) && !/\{(url|query)\}/.test(signed)) return false;
  return headersIn(expression).every((name) => isSignedHeader(name, signed));
}

/** The headers an expression reads, in lower case; an empty name where that cannot be seen. */
function headersIn(expression: string): string[] {
  return [
    ...expression.matchAll(/\$headers\b(?:\s*\.\s*(?:`([^`]+)`|([A-Za-z_]\w*)))?/g),
  ].map(([, quoted, plain]) => (quoted ?? plain ?? '').toLowerCase());
}

function isSignedHeader(name: string, signedContent: string): boolean {
  return [...signedContent.matchAll(/\{header:([^}]+)\}/g)].some(([, names = '']) =>
    names.toLowerCase().split('|').includes(name),
  );
}
