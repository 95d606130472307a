import type {
  AsymmetricVerification,
  MacVerification,
} from '../../functions/core/config/verify-schema.ts';
import { isRecord, parseJson } from '../../functions/core/json.ts';
import { readQuery } from '../../functions/core/receive/read-query.ts';
import { decodeText, type RawRequest } from '../../functions/core/verify/signature.ts';
import { isToken } from '../../functions/core/verify/token-body.ts';

/** A place in a request. */
export type Place = { header: string } | { query: string } | { field: string };

/** What looks like a signature, and how it is written. */
export interface FoundSignature {
  place: Place;
  format: MacVerification['format'];
  encoding: MacVerification['encoding'];
  bytes: number;
}

/** What looks like a time of signing. */
export type FoundTime = Omit<
  NonNullable<AsymmetricVerification['timestamp']>,
  'toleranceSeconds'
>;

/** What looks like a token. */
export interface FoundToken {
  place: Place | 'body';
  prefix: string | undefined;
}

/** What of a request could prove its sender, or be part of that. Names and forms, no values. */
export interface Proofs {
  signatures: FoundSignature[];
  times: FoundTime[];
  tokens: FoundToken[];
  /** Headers that could be the id of a message. */
  ids: string[];
  /** Texts at named places, which could be a secret. */
  texts: { place: Place; text: string }[];
}

/** So many of a kind are looked at: a hostile request has thousands. */
const most = 8;
const mostTexts = 60;
const longest = 4096;

const transport =
  /^(accept.*|cache-control|connection|content-.*|cookie|expect|host|te|user-agent|via|forwarded|x-forwarded-.*|x-real-ip|x-amzn-.*|transfer-encoding|upgrade)$/;

/** Finds what could prove the sender of a request. */
export function readProofs(raw: RawRequest): Proofs {
  const texts = textsOf(raw).slice(0, mostTexts);
  const tokens = texts.flatMap(({ place, text }) => tokenAt(place, text));
  const isWhole = raw.body.length <= 65_536 && isToken(raw.body);
  return {
    signatures: texts
      .flatMap(({ place, text }) => signaturesAt(place, text))
      .slice(0, most),
    times: texts.flatMap(({ place, text }) => timesAt(place, text)).slice(0, most),
    tokens: [
      ...tokens.slice(0, most),
      ...(isWhole ? [{ place: 'body' as const, prefix: undefined }] : []),
    ],
    ids: Object.keys(raw.headers)
      .filter((name) => /(^|-)(id|guid|uuid)$/.test(name))
      .slice(0, 4),
    texts,
  };
}

function textsOf({ headers, query, body }: RawRequest): Proofs['texts'] {
  const ofHeaders = Object.entries(headers)
    .filter(([name]) => !transport.test(name))
    .map(([header, text]) => ({ place: { header }, text }));
  const ofQuery = Object.entries(query).map(([name, text]) => ({
    place: { query: name },
    text,
  }));
  const all = [...ofHeaders, ...ofQuery, ...fieldsOf(body, headers['content-type'] ?? '')];
  return all.filter(({ text }) => text !== '' && text.length <= longest);
}

/** Texts of a body two levels deep. */
function fieldsOf(body: Buffer, contentType: string): Proofs['texts'] {
  if (body.length > 1_000_000) return [];
  const fields = /urlencoded/i.test(contentType)
    ? readQuery(body.toString().slice(0, 65_536))
    : parseJson(body.toString());
  return leavesOf(fields, []).slice(0, mostTexts);
}

function leavesOf(value: unknown, path: string[]): Proofs['texts'] {
  if (typeof value === 'string' || typeof value === 'number')
    return path.length === 0
      ? []
      : [{ place: { field: path.join('.') }, text: String(value) }];
  if (!isRecord(value) || path.length === 2) return [];
  return Object.entries(value)
    .slice(0, 100)
    .filter(([name]) => /^[A-Za-z_]\w{0,60}$/.test(name))
    .flatMap(([name, inner]) => leavesOf(inner, [...path, name]));
}

const prefixes = /^(?:[A-Za-z][\w-]{0,15}[=:]|(?:Bearer|HMAC|Signature|Token) +)(?=[^=])/i;
const entryPrefix = /^[A-Za-z]\w{0,4}[,=:]/;

function signaturesAt(place: Place, text: string): FoundSignature[] {
  const pairs = pairsAt(text);
  if (pairs !== undefined)
    return pairs.entries.flatMap(([signature, value]) => {
      const format = { kind: 'pairs' as const, separator: pairs.separator, signature };
      return writtenAs(value).map((written) => ({ place, format, ...written }));
    });
  const entries = text.trim().split(' ');
  const [first = ''] = entries;
  const [prefix = ''] = entryPrefix.exec(first) ?? [];
  const isList = prefix.endsWith(',') || entries.length > 1;
  if (isList && prefix !== '')
    return [
      ...new Set(entries.map((entry) => entryPrefix.exec(entry)?.[0] ?? '')),
    ].flatMap((each) => {
      const entry = entries.find((one) => each !== '' && one.startsWith(each)) ?? '';
      const format = { kind: 'list' as const, separator: ' ', prefix: each };
      return writtenAs(entry.slice(each.length)).map((written) => ({
        place,
        format,
        ...written,
      }));
    });
  const [before] = prefixes.exec(text.trim()) ?? [];
  const format = { kind: 'single' as const, prefix: before };
  return writtenAs(text.trim().slice(before?.length ?? 0)).map((written) => ({
    place,
    format,
    ...written,
  }));
}

/** `t=…,v1=…`: names, values and what stands between. */
function pairsAt(
  text: string,
): { separator: string; entries: [string, string][] } | undefined {
  for (const separator of [',', ';', '&']) {
    const parts = text.split(separator).map((part) => part.trim());
    if (parts.length < 2 || parts.length > 10) continue;
    if (!parts.every((part) => /^[A-Za-z]\w{0,20}=[^\s,;&]+$/.test(part))) continue;
    const entries = parts.map((part): [string, string] => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals), part.slice(equals + 1)];
    });
    return { separator, entries: [...new Map(entries)] };
  }
  return undefined;
}

/** The encodings that a text can be of, each with how many bytes it then has. */
function writtenAs(text: string): Pick<FoundSignature, 'encoding' | 'bytes'>[] {
  if (text.length < 27) return [];
  const encodings = ['hex', 'base64', 'base64url'] as const;
  const encoding = encodings.find((each) => decodeText(text, each) !== undefined);
  if (encoding === undefined) return [];
  return [{ encoding, bytes: decodeText(text, encoding)?.length ?? 0 }];
}

function timesAt(place: Place, text: string): FoundTime[] {
  const pairs = 'header' in place ? pairsAt(text) : undefined;
  const inPairs = (pairs?.entries ?? []).flatMap(([pair, value]) =>
    unitOf(value).map((unit) => ({ pair, unit })),
  );
  return [...inPairs, ...unitOf(text.trim()).map((unit) => ({ ...place, unit }))];
}

function unitOf(text: string): FoundTime['unit'][] {
  if (/^\d{9,10}$/.test(text)) return ['s'];
  if (/^\d{12,13}$/.test(text)) return ['ms'];
  return /^\d{4}-\d\d-\d\dT/.test(text) ? ['iso8601'] : [];
}

function tokenAt(place: Place, text: string): FoundToken[] {
  const [prefix] = /^[A-Za-z]+ +/.exec(text) ?? [];
  return isToken(Buffer.from(text.slice(prefix?.length ?? 0))) ? [{ place, prefix }] : [];
}
