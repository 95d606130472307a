import type { Source } from '../config/source-schema.ts';
import { readQuery } from '../receive/read-query.ts';
import { readFromBody } from './put-into-body.ts';
import { removedValue } from './removed-value.ts';

/** A saved request: header names in lower case. */
interface SavedRequest {
  headers: Record<string, string>;
  /** As it was sent, without the question mark. */
  query: string;
  body: Buffer;
}

/** What is wrong, and what to write instead. */
interface Mistake {
  what: string;
  cure: string;
}

const credentials = /^(authorization|proxy-authorization|cookie)$/;
const mark = `write ${removedValue} in its place: sending the sample puts the key there`;

/** Samples are in the repository: none may hold a signature, or a secret other than the marker. */
export function findSampleSecrets(sample: SavedRequest, source: Source): Mistake[] {
  const { verify } = source;
  const names = Object.keys(sample.headers);
  const signatures = verify.kind === 'mac' ? [verify.header].flat() : [];
  const found = signatures.filter((header) => names.includes(header.toLowerCase()));
  return [
    ...found.map((header) => ({
      what: `holds a signature (${header})`,
      cure: 'remove that line: each request is signed anew',
    })),
    ...ofHeaders(sample.headers, verify),
    ...ofQuery(readQuery(sample.query), verify),
    ...ofBody(sample, source),
  ];
}

function ofHeaders(headers: Record<string, string>, verify: Source['verify']): Mistake[] {
  const own =
    verify.kind === 'sharedSecret' && verify.in === 'header'
      ? verify.name?.toLowerCase()
      : undefined;
  return Object.entries(headers)
    .filter(([name, value]) => (name === own || credentials.test(name)) && isSecret(value))
    .map(([name]) => ({
      what: `holds a secret (header ${name})`,
      cure: `remove that line, or ${mark}`,
    }));
}

function ofQuery(query: Record<string, string>, verify: Source['verify']): Mistake[] {
  if (verify.kind !== 'sharedSecret' || verify.in !== 'query') return [];
  const { name = '' } = verify;
  return Object.entries(query)
    .filter(([own, value]) => own === name && isSecret(value))
    .map(() => ({ what: `holds a secret (query ${name})`, cure: mark }));
}

function ofBody({ body, headers }: SavedRequest, { verify, body: kind }: Source): Mistake[] {
  if (verify.kind !== 'sharedSecret' || verify.in !== 'body' || verify.name === undefined)
    return [];
  const found = readFromBody(body, verify.name, kind, headers['content-type']);
  if (!found.some(isSecret)) return [];
  return [{ what: `holds a secret (${verify.name} in the body)`, cure: mark }];
}

/** Nothing but the marker, which can stand after what says how the secret is sent (`Bearer`). */
function isSecret(value: string): boolean {
  const rest = value.replace(removedValue, '').trim();
  return rest !== '' && !(value.includes(removedValue) && /^[A-Za-z-]{1,20}:?$/.test(rest));
}
