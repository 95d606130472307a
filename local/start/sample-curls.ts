import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { isSignedBySenderAlone } from '../../functions/core/verify/sign/sign-request.ts';
import { signingKeyName } from '../../functions/core/verify/verify-request.ts';
import type { ConfiguredSource } from '../../lib/config/configured-source.ts';
import { sampleToTry } from '../../lib/config/samples/sample-to-try.ts';
import type { KeyRing } from '../keys/keys-file.ts';
import { curlCommand } from './curl-command.ts';
import { signSaved } from './signed-request.ts';

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

function sampleCurl(
  { source, samples }: ConfiguredSource,
  { url, publicUrl, ring, now, bodiesDir }: CurlOptions,
): SourceCurl {
  const sample = sampleToTry(samples);
  if (sample === undefined)
    return { source: source.name, problem: 'it has no sample to send' };
  if (isSignedBySenderAlone(source.verify))
    return { source: source.name, problem: 'only the sender can sign its requests' };
  const name = signingKeyName(source);
  const key = name === undefined ? '' : ring.signing[name]?.current;
  if (key === undefined || (name !== undefined && key === ''))
    return { source: source.name, problem: `there is no key ${name}` };
  try {
    const signed = signSaved(source, sample.request, {
      publicUrl,
      path: `/hooks/${source.name}`,
      key,
      now,
    });
    const isFile = !sample.path.endsWith('.http') && signed.body === sample.request.body;
    const body = isFile
      ? sample.path
      : keepBody(bodiesDir, `${source.name}.${sample.name}.body`, signed.body);
    return {
      source: source.name,
      sample: sample.name,
      command: curlCommand(url, signed, relative(process.cwd(), body)),
    };
  } catch (error) {
    return { source: source.name, problem: (error as Error).message };
  }
}

function keepBody(dir: string, name: string, body: Buffer): string {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, name);
  writeFileSync(path, body, { mode: 0o600 });
  return path;
}
