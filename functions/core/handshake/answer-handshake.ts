import type { Handshake, HandshakeAnswer } from '../config/handshake-schema.ts';
import type { Source } from '../config/source-schema.ts';
import type { KeySet, StoredKeys } from '../key-set.ts';
import { decodeKey, digest, type RawRequest } from '../verify/signature.ts';
import { verifySecret } from '../verify/verify-request.ts';
import { readChallenge } from './challenge.ts';
import { fillJson, fillText } from './fill-template.ts';
import { fitsBody, fitsHead, needsBody, stepsOf, valueAt } from './fits.ts';
import type { GivenAnswer, HandshakeOutcome } from './handshake-outcome.ts';
import { handshakeKeyName } from './key-names.ts';
import { isSigned } from './methods.ts';

/** A request, and the ways to find out more of it; each may throw, which ends the request. */
export interface HandshakeRequest {
  source: Source;
  raw: RawRequest;
  requestId: string;
  /** Verifies the request as an event is. `needs-body` means that nothing is proved yet. */
  prove(): Promise<{ kind: 'verified' | 'needs-body' }>;
  /** Verifies it and reads its body. */
  openProved(): Promise<unknown>;
  /** Reads the body of a stranger; `undefined` if that cannot be done. */
  openUnproved(): Promise<unknown>;
  keys: { get(): Promise<KeySet>; reread(): Promise<KeySet> };
}

/** A body of a stranger that is larger is no handshake: it is not read before it is verified. */
const largestUnproved = 16 * 1024;

/**
 * Answers a handshake, or says that the request is none. Told by method, names and values that the
 * source names; verified first where the sender signs it; nothing of it is queued (G8).
 * @throws what the request's own ways throw, such as the refusal of a wrong signature
 */
export async function answerHandshake(
  request: HandshakeRequest,
): Promise<HandshakeOutcome> {
  for (const handshake of request.source.handshake) {
    if (!fitsHead(handshake, request.raw)) continue;
    const body = await openFor(handshake, request);
    if (needsBody(handshake) && !fitsBody(handshake, body)) continue;
    return await answerOne(handshake, request, body);
  }
  return { kind: 'none' };
}

/** The body, if the handshake needs it; where the sender signs it, the proof comes first. */
async function openFor(handshake: Handshake, request: HandshakeRequest): Promise<unknown> {
  if (isSigned(handshake)) {
    if (needsBody(handshake)) return await request.openProved();
    const { kind } = await request.prove();
    return kind === 'needs-body' ? await request.openProved() : undefined;
  }
  const isSmall = request.raw.body.length <= largestUnproved;
  return needsBody(handshake) && isSmall ? await request.openUnproved() : undefined;
}

async function answerOne(
  handshake: Handshake,
  request: HandshakeRequest,
  body: unknown,
): Promise<HandshakeOutcome> {
  const { raw, requestId } = request;
  const refused = await refuseToken(handshake, request, body);
  if (refused !== undefined) return refused;
  const challenge = challengeOf(handshake, request, body);
  if (challenge === undefined && handshake.challenge !== undefined) {
    const message =
      'The challenge is not a short text on one line, in the characters allowed.';
    return { kind: 'refused', status: 400, error: 'malformed-handshake', message };
  }
  const signed = await signChallenge(handshake, request, challenge ?? '');
  if (signed.kind === 'no-key') return signed;
  const fillings = { challenge, mac: signed.mac, requestId };
  const answer = handshake.answer ?? defaultAnswer(handshake);
  return { kind: 'answered', answer: writeAnswer(answer, fillings, raw.method) };
}

async function refuseToken(
  { token }: Handshake,
  { source, raw, keys }: HandshakeRequest,
  body: unknown,
): Promise<HandshakeOutcome | undefined> {
  if (token === undefined) return undefined;
  const name = handshakeKeyName(source, token);
  const given = valueAt(token, raw, body);
  const first = verifySecret(given, keyIn(await keys.get(), name));
  if (first.kind === 'verified') return undefined;
  const stored = keyIn(await keys.reread(), name);
  const second = verifySecret(given, stored);
  if (second.kind === 'verified') return undefined;
  if (second.because === 'no-key') return noKey(name, stored?.fault);
  const message = 'The token of the handshake is not the one that was agreed.';
  const detail = `handshake.token of ${source.name}`;
  const error = 'wrong-token';
  return { kind: 'refused', status: token.refusedStatus, error, message, detail };
}

function keyIn(keys: KeySet, name: string): StoredKeys | undefined {
  return Object.hasOwn(keys, name) ? keys[name] : undefined;
}

function noKey(name: string, fault?: string | undefined) {
  return { kind: 'no-key' as const, detail: fault ? `${name}: ${fault}` : name };
}

function challengeOf(
  handshake: Handshake,
  { source, raw }: HandshakeRequest,
  body: unknown,
): string | undefined {
  const { challenge: place, token, mac, answer = defaultAnswer(handshake) } = handshake;
  if (place === undefined) return undefined;
  const isVerified = isSigned(handshake) && source.verify.kind !== 'none';
  return readChallenge(valueAt(place, raw, body), {
    isProved: isVerified || token !== undefined,
    isSignedByUs: mac !== undefined,
    isInHeader: Object.values(answer.headers ?? {}).some((text) =>
      text.includes('{challenge}'),
    ),
  });
}

/** The challenge signed with the current key; nothing to sign gives nothing. */
async function signChallenge(
  { mac }: Handshake,
  { source, raw, keys }: HandshakeRequest,
  challenge: string,
): Promise<{ kind: 'signed'; mac?: string } | { kind: 'no-key'; detail: string }> {
  if (mac === undefined) return { kind: 'signed' };
  const name = handshakeKeyName(source, mac);
  const stored =
    keyIn(await keys.get(), name)?.current ?? keyIn(await keys.reread(), name)?.current;
  if (stored === undefined || stored === '') return noKey(name);
  const secret = decodeKey(stored, mac);
  if (secret === undefined) return noKey(name, `not ${mac.keyEncoding}`);
  const parts: Record<string, string | Buffer> = {
    '{challenge}': challenge,
    '{endpoint}': raw.url.replace(/\?.*$/s, ''),
    '{secret}': secret,
  };
  const content = mac.content
    .split(/(\{[A-Za-z]+\})/)
    .map((piece) => Buffer.from((Object.hasOwn(parts, piece) && parts[piece]) || piece));
  const bytes = digest(mac.algorithm, secret, Buffer.concat(content));
  return { kind: 'signed', mac: bytes.toString(mac.encoding) };
}

/** The challenge as it came, in the place it came in; without one, nothing but the status. */
function defaultAnswer({ challenge }: Handshake): HandshakeAnswer {
  const status = 200;
  if (challenge?.field !== undefined)
    return { status, json: { [stepsOf(challenge.field).at(-1) ?? '']: '{challenge}' } };
  if (challenge?.header !== undefined)
    return { status, headers: { [challenge.header]: '{challenge}' } };
  return challenge?.query === undefined ? { status } : { status, text: '{challenge}' };
}

/** `nosniff`: no browser reads a text of strangers as a page. */
function writeAnswer(
  { status, json, text, headers = {} }: HandshakeAnswer,
  fillings: Record<string, string | undefined>,
  method: string,
): GivenAnswer {
  const own = Object.fromEntries(
    Object.entries(headers).map(([name, template]) => [
      name,
      fillText(template, fillings),
    ]),
  );
  const isJson = json !== undefined;
  const type = isJson ? 'application/json' : 'text/plain; charset=utf-8';
  const body = isJson
    ? JSON.stringify(fillJson(json, fillings))
    : fillText(text ?? '', fillings);
  return {
    status,
    headers: { ...own, 'content-type': type, 'x-content-type-options': 'nosniff' },
    body: method === 'HEAD' ? '' : body,
  };
}
