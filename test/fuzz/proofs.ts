import type { Source } from '../../functions/core/config/source-schema.ts';
import { signRequest } from '../../functions/core/verify/sign/sign-request.ts';
import { publicUrl } from '../support/deployed-receive.ts';
import type { Draw } from './draw.ts';
import { canaryMark } from './json-text.ts';
import { secretMark, signingKeys } from './sources.ts';

/** How a request proves its sender. */
export type Proof =
  | 'current'
  | 'previous'
  | 'none'
  | 'wrong'
  | 'stale'
  | 'odd'
  | 'changed after';

/** In the order and spelling they are sent. */
export type Headers = [name: string, value: string][];

function keyFor({ name }: Source, proof: Proof): string {
  const keys = signingKeys[name];
  if (proof === 'previous') return keys?.previous ?? '';
  return keys?.current ?? '';
}

/** The secret that stands in the body, if it does in this source. */
export function bodySecret(source: Source, proof: Proof): string | undefined {
  const { verify } = source;
  if (verify.kind !== 'sharedSecret' || verify.in !== 'body' || proof === 'none')
    return undefined;
  return proof === 'wrong' ? `${canaryMark}-wrong` : keyFor(source, proof);
}

interface Unproved {
  path: string;
  query: string[];
  headers: Headers;
  bytes: Buffer;
}

/** The request with its signature or secret: right, or wrong in the way that is wanted. */
export function prove(
  draw: Draw,
  source: Source,
  proof: Proof,
  { path, query, headers, bytes }: Unproved,
  now: number,
  canary: string,
) {
  const key = keyFor(source, proof);
  if (proof === 'none' || key === '')
    return { rawQuery: joinQuery(query), headers, body: bytes };
  const signedQuery = query.length === 0 ? '' : `?${joinQuery(query)}`;
  const request = {
    method: 'POST',
    url: `${publicUrl}${path}${signedQuery}`,
    headers: joined(headers),
    query: {},
    body: bytes,
  };
  const signed = signRequest(request, source.verify, key, signingTime(draw, proof, now));
  const spoil = (value: string) =>
    proof === 'wrong' ? spoiled(draw, value, canary) : value;
  const secrets = Object.entries(signed.query).map(
    ([name, value]) => `${name}=${encodeURIComponent(spoil(value))}`,
  );
  const own: Headers = Object.entries(signed.headers).map(([name, value]) => [
    draw.chance(0.5) ? name : name.toUpperCase(),
    spoil(value),
  ]);
  const odd: Headers = proof === 'odd' ? oddProof(draw, own, canary) : own;
  const body =
    proof === 'changed after' ? Buffer.concat([bytes, Buffer.from(' ')]) : bytes;
  return {
    rawQuery: joinQuery([...query, ...secrets]),
    headers: [...headers, ...odd],
    body,
  };
}

function joinQuery(parts: string[]): string | undefined {
  return parts.length === 0 ? undefined : parts.join('&');
}

function signingTime(draw: Draw, proof: Proof, now: number): number {
  if (proof !== 'stale') return now - draw.between(0, 200) * 1_000;
  return now + draw.pick([-301_000, 301_000, -86_400_000, 1e12]);
}

/** A secret that is shown wrong is not to be seen either, but it is the sender's own. */
function spoiled(draw: Draw, value: string, canary: string): string {
  if (value.includes(secretMark)) return canary;
  return draw.pick([canary, `${value}x`, value.slice(1), '', value.toUpperCase(), 'N/A']);
}

function oddProof(draw: Draw, own: Headers, canary: string): Headers {
  const [first] = own;
  if (first === undefined) return own;
  const [name, value] = first;
  return draw.pick<Headers>([
    [...own, first],
    [...own, [name, canary]],
    [[name, canary], ...own],
    own.map(([one]) => [one, `${value.slice(0, 5)}${canary}`]),
    [[name, '='.repeat(5_000)]],
    [[name, 'v1,'.repeat(2_000)]],
    [[name, '\u00e9']],
  ]);
}

function joined(headers: Headers): Record<string, string> {
  const grouped = Map.groupBy(headers, ([name]) => name.toLowerCase());
  return Object.fromEntries(
    [...grouped].map(([name, values]) => [
      name,
      values.map(([, value]) => value).join(','),
    ]),
  );
}
