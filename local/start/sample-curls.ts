import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { currentKey } from '../../functions/core/current-key.ts';
import { isSignedBySenderAlone } from '../../functions/core/verify/sign/sign-request.ts';
import { signingKeyName } from '../../functions/core/verify/verify-request.ts';
import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import { sampleToTry } from '../../lib/config/samples/sample-to-try.ts';
import type { SavedRequest } from '../../lib/config/samples/saved-request.ts';
import type { KeyRing } from '../keys/keys-file.ts';
import { canBeTyped, curlCommand } from './curl-command.ts';
import { type SignedRequest, signSaved } from './signed-request.ts';

/** A source's first sample as a command that sends it; or why there is none. */
export interface SourceCurl {
  source: string;
  sample?: string;
  command?: string;
  problem?: string;
}

export interface CurlOptions {
  /** Where the request goes, and what the receiver takes that for; no trailing slashes. */
  url: string;
  publicUrl: string;
  ring: KeyRing;
  /** Ms since 1970; a signature with a time in it is good for some minutes from then. */
  now: number;
  /** Where bodies are put that no file holds so: of `.http` samples, and with a key in them. */
  bodiesDir: string;
}

/**
 * The command for each source. The same sample carries the same id each time, so sending it again
 * changes nothing.
 */
export function sampleCurls(
  sources: readonly ConfiguredSource[],
  options: CurlOptions,
): SourceCurl[] {
  return sources.map((configured) => sampleCurl(configured, options));
}

/** The command for one source. */
export function sampleCurl(
  { source, samples }: ConfiguredSource,
  options: CurlOptions,
): SourceCurl {
  const sample = sampleToTry(samples);
  if (sample === undefined)
    return { source: source.name, problem: 'it has no sample to send' };
  const { name } = sample;
  const made = requestCurl(source, sample, options);
  return 'problem' in made
    ? { source: source.name, problem: made.problem }
    : { source: source.name, sample: name, command: made.command };
}

/** A request that was kept, and what to call it. */
export interface NamedRequest {
  name: string;
  request: SavedRequest;
  /** Its file, if it lies in one. */
  path?: string | undefined;
  /** Whether the body is put into the command where it can be. */
  isTyped?: boolean | undefined;
}

/** The command that sends a saved request to its source, signed now; or why there is none. */
export function requestCurl(
  source: Source,
  named: NamedRequest,
  { url, publicUrl, ring, now, bodiesDir }: CurlOptions,
): { command: string } | { problem: string } {
  if (isSignedBySenderAlone(source.verify))
    return { problem: 'only the sender can sign its requests' };
  const keyName = signingKeyName(source);
  const key = keyName === undefined ? '' : currentKey(ring.signing, keyName);
  if (key === undefined) return { problem: `there is no key ${keyName}` };
  const hook = `/hooks/${source.name}`;
  try {
    const signed = signSaved(source, named.request, { publicUrl, path: hook, key, now });
    return { command: signedCurl(url, source.name, signed, { ...named, bodiesDir }) };
  } catch (error) {
    return { problem: (error as Error).message };
  }
}

/**
 * The command that sends a signed request. Its body is put into `bodiesDir` where no file holds it
 * so.
 */
export function signedCurl(
  url: string,
  source: string,
  signed: SignedRequest,
  {
    name,
    request,
    path,
    isTyped,
    bodiesDir,
  }: NamedRequest & Pick<CurlOptions, 'bodiesDir'>,
): string {
  if (isTyped && canBeTyped(signed.body)) return curlCommand(url, signed, undefined);
  const isFile =
    path !== undefined && !path.endsWith('.http') && signed.body === request.body;
  const body = isFile ? path : keepBody(bodiesDir, `${source}.${name}.body`, signed.body);
  return curlCommand(url, signed, relative(process.cwd(), body));
}

/**
 * Where bodies of requests that came are put that no command can hold. They are about people: they
 * go when the run ends.
 */
export function requestBodiesDir(folder: string): string {
  return join(folder, 'samples/requests');
}

function keepBody(dir: string, name: string, body: Buffer): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, name);
  writeFileSync(path, body, { mode: 0o600 });
  return path;
}
