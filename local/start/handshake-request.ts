import { randomBytes } from 'node:crypto';
import { putIntoBody } from '../../functions/core/body/put-into-body.ts';
import type { Handshake, Place } from '../../functions/core/config/handshake-schema.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { currentKey } from '../../functions/core/current-key.ts';
import { answerHandshake } from '../../functions/core/handshake/answer-handshake.ts';
import type { GivenAnswer } from '../../functions/core/handshake/handshake-outcome.ts';
import { handshakeKeyName } from '../../functions/core/handshake/key-names.ts';
import { isSigned, methodsOf } from '../../functions/core/handshake/methods.ts';
import type { KeySet } from '../../functions/core/key-set.ts';
import { readQuery } from '../../functions/core/receive/read-query.ts';
import { readSaved, type SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { type SignedRequest, type SignOptions, signSaved } from './signed-request.ts';

/** A handshake as its sender would begin it, and the answer that it wants. */
export interface PlayedHandshake {
  request: SignedRequest;
  /** `undefined` where no answer can be foreseen: it names the request. */
  wanted: GivenAnswer | undefined;
}

/**
 * Makes the request that a source describes as a handshake, with a challenge of chance, and what
 * the source says of its answer.
 * @throws Error if a key is missing or not written as the source says
 */
export async function playHandshake(
  source: Source,
  handshake: Handshake,
  keys: KeySet,
  options: SignOptions,
): Promise<PlayedHandshake> {
  const saved = writeHandshake(source, handshake, keys);
  const open: Source = {
    ...source,
    verify: { kind: 'none', because: 'it is not signed' },
  };
  const request = signSaved(isSigned(handshake) ? source : open, saved, options);
  const body =
    request.body.length === 0 ? undefined : await bodyOf(saved, request, source);
  const outcome = await answerHandshake({
    source: { ...source, handshake: [handshake] },
    raw: {
      ...request,
      url: `${options.publicUrl}${request.path}`,
      query: readQuery(saved.query),
    },
    requestId: '',
    prove: async () => ({ kind: 'verified' }),
    openProved: async () => body,
    openUnproved: async () => body,
    keys: { get: async () => keys, reread: async () => keys },
  });
  const isOwn = JSON.stringify(handshake.answer ?? {}).includes('{requestId}');
  const wanted = outcome.kind === 'answered' && !isOwn ? outcome.answer : undefined;
  return { request, wanted };
}

async function bodyOf(
  { query }: SavedRequest,
  request: SignedRequest,
  source: Source,
): Promise<unknown> {
  const { parsed } = await readSaved({ ...request, query }, source);
  return parsed.body;
}

/** The request before it is signed. */
function writeHandshake(source: Source, handshake: Handshake, keys: KeySet): SavedRequest {
  const { challenge, where = {}, token } = handshake;
  const chance = `challenge-${randomBytes(8).toString('hex')}`;
  const values: [Place, string][] = [
    ...listed(where.query).map(([query, value]): [Place, string] => [{ query }, value]),
    ...listed(where.header).map(([header, value]): [Place, string] => [{ header }, value]),
    ...listed(where.field).map(([field, value]): [Place, string] => [{ field }, value]),
  ];
  const has = (place: Place) =>
    values.some(([other]) => JSON.stringify(other) === JSON.stringify(place));
  if (challenge !== undefined && !has(challenge)) values.push([challenge, chance]);
  if (token !== undefined) {
    const { key: _, refusedStatus: __, ...place } = token;
    values.push([place, keyFor(handshakeKeyName(source, token), keys)]);
  }
  const begun: SavedRequest = {
    method: methodsOf(handshake)[0] ?? 'POST',
    headers: {},
    query: '',
    body: Buffer.alloc(0),
  };
  return values.reduce((saved, [place, value]) => put(saved, place, value, source), begun);
}

function listed(record: Record<string, string> = {}): [string, string][] {
  return Object.entries(record);
}

function keyFor(name: string, keys: KeySet): string {
  const key = currentKey(keys, name);
  if (key === undefined) throw new Error(`There is no key ${name}.`);
  return key;
}

function put(
  saved: SavedRequest,
  { query, header, field }: Place,
  value: string,
  source: Source,
): SavedRequest {
  if (header !== undefined)
    return { ...saved, headers: { ...saved.headers, [header]: value } };
  if (query !== undefined) {
    const parameter = `${encodeURIComponent(query)}=${encodeURIComponent(value)}`;
    const parameters = saved.query === '' ? [] : [saved.query];
    return { ...saved, query: [...parameters, parameter].join('&') };
  }
  const isForm = source.body === 'form';
  const begun = saved.body.length > 0 || isForm ? saved.body : Buffer.from('{}');
  const type = isForm ? 'application/x-www-form-urlencoded' : 'application/json';
  const written = { headers: { ...saved.headers, 'content-type': type }, body: begun };
  return { ...saved, ...putIntoBody(written, { path: field ?? '', value }, source) };
}
