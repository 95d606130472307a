import type {
  AsymmetricVerification,
  JwtVerification,
  MacVerification,
} from '../../functions/core/config/verify-schema.ts';
import { firstHeader, type RawRequest } from '../../functions/core/verify/signature.ts';
import { type Difference, differs } from './attempt.ts';

/** A block whose proof is a signature over parts of the request. */
export type SignatureVerification = MacVerification | AsymmetricVerification;

/** What of a block about a signature is not as in the one that verified. */
export function signatureDifferences(
  own: SignatureVerification,
  right: SignatureVerification,
  raw: RawRequest,
): Difference[] {
  return [
    ...placeDifference(own, right, raw),
    ...formatDifference(own.format, right.format),
    ...differs(
      'encoding',
      own.encoding,
      right.encoding,
      ([mine, theirs]) => `the signature is ${theirs}, while encoding says ${mine}`,
    ),
    ...differs(
      'algorithm',
      algorithmOf(own),
      algorithmOf(right),
      ([mine, theirs]) => `the algorithm is ${theirs}, while the block says ${mine}`,
    ),
    ...contentDifference(own, right, raw),
    ...timestampDifference(own, right, raw),
    ...keyDifferences(own, right),
  ];
}

function algorithmOf(verify: SignatureVerification): string {
  return verify.kind === 'mac' || verify.algorithm !== 'ecdsa-p256-sha256'
    ? verify.algorithm
    : `${verify.algorithm} (ecdsaFormat: ${verify.ecdsaFormat})`;
}

function placeDifference(
  own: SignatureVerification,
  right: SignatureVerification,
  raw: RawRequest,
): Difference[] {
  const [mine, theirs] = [own, right].map((verify) => placeOf(verify, raw));
  if (mine === theirs) return [];
  const isMissing =
    own.header !== undefined && firstHeader(raw.headers, own.header) === undefined;
  const text = isMissing
    ? `the ${mine} is missing: the sender sent ${theirs} instead`
    : `the signature stands in ${theirs}, while the block says ${mine}`;
  return [{ kind: 'place', text }];
}

function placeOf(
  { header, query, field }: SignatureVerification,
  raw: RawRequest,
): string {
  if (header !== undefined) return `header ${presentName(header, raw)}`;
  return query === undefined ? `field ${field} of the body` : `query parameter ${query}`;
}

/** Of several names the one that the request has, else all. */
function presentName(names: string | string[], { headers }: RawRequest): string {
  const all = [names].flat();
  return all.find((name) => Object.hasOwn(headers, name)) ?? all.join(' or ');
}

function formatDifference(
  own: MacVerification['format'],
  right: MacVerification['format'],
): Difference[] {
  const [mine, theirs] = [own, right].map(describeFormat);
  if (mine === theirs) return [];
  if (own.kind !== 'single' || right.kind !== 'single')
    return [
      { kind: 'format', text: `the header is ${theirs}, while format says ${mine}` },
    ];
  const { prefix = '' } = right;
  const text =
    prefix === ''
      ? `the signature has no prefix, while format says ${own.prefix}`
      : `the header is there, with the prefix ${prefix} that the block lacks`;
  return [{ kind: 'format', text }];
}

function describeFormat(format: MacVerification['format']): string {
  const { kind } = format;
  if (kind === 'single')
    return format.prefix ? `a signature after ${format.prefix}` : 'a single signature';
  if (kind === 'list') return `a list, with ${format.prefix || 'nothing'} before each`;
  return `pairs such as ${format.signature}=…, separated by '${format.separator}'`;
}

function contentDifference(
  own: SignatureVerification,
  right: SignatureVerification,
  raw: RawRequest,
): Difference[] {
  const [mine, theirs] = [own, right].map(({ signedContent }) =>
    presentIn(signedContent, raw),
  );
  if (mine === theirs) return [];
  const text = `the signature is over ${theirs}, while signedContent says ${mine}`;
  return [{ kind: 'content', text }];
}

/** A signed text with each header under the name that the request has. */
function presentIn(signedContent: string, raw: RawRequest): string {
  return signedContent.replace(
    /\{header:([^{}]+)\}/g,
    (_, names: string) => `{header:${presentName(names.toLowerCase().split('|'), raw)}}`,
  );
}

function timestampDifference(
  { timestamp: own }: SignatureVerification,
  { timestamp: right }: SignatureVerification,
  raw: RawRequest,
): Difference[] {
  const [mine, theirs] = [own, right].map((one) => one && timePlace(one, raw));
  if (mine !== theirs) {
    const text =
      theirs === undefined
        ? `no time of signing is sent in ${mine}`
        : `the time of signing stands in ${theirs}, while the block says ${mine ?? 'none'}`;
    return [{ kind: 'timestamp', text }];
  }
  return differs(
    'timestamp',
    own?.unit,
    right?.unit,
    ([said, sent]) => `the time of signing is in ${sent}, while unit says ${said}`,
  );
}

function timePlace(
  { header, pair, query, field }: NonNullable<MacVerification['timestamp']>,
  raw: RawRequest,
): string {
  if (header !== undefined) return `header ${presentName(header, raw)}`;
  if (pair !== undefined) return `pair ${pair}`;
  return query === undefined ? `field ${field} of the body` : `query parameter ${query}`;
}

/** Whether the key is to be read otherwise, or another public key fits. */
export function keyDifferences(
  own: SignatureVerification | JwtVerification,
  right: SignatureVerification | JwtVerification,
): Difference[] {
  const [mine, theirs] = [own, right].map(keyForm);
  const [before, after] = [own, right].map((verify) =>
    'publicKeys' in verify ? verify.publicKeys : undefined,
  );
  const isOther = before !== undefined && JSON.stringify(before) !== JSON.stringify(after);
  return [
    ...(mine === theirs
      ? []
      : [{ kind: 'keyEncoding' as const, text: `the key fits ${theirs}` }]),
    ...(isOther
      ? [
          {
            kind: 'publicKeys' as const,
            text: 'none of the publicKeys fits: another one does',
          },
        ]
      : []),
  ];
}

function keyForm(verify: SignatureVerification | JwtVerification): string | undefined {
  if (verify.kind === 'asymmetric') return undefined;
  const { keyEncoding, keyPrefix } = verify;
  const strip = keyPrefix ? ` and keyPrefix: ${keyPrefix}` : ' and no keyPrefix';
  return keyEncoding === 'utf8'
    ? `as it is written: write keyEncoding: utf8${strip}`
    : `after ${keyEncoding} decoding: write keyEncoding: ${keyEncoding}${strip}`;
}
