import { join } from 'node:path';
import { bridgehookCommand } from '../../../lib/command-line.ts';
import type { ConfiguredSource } from '../../../lib/config/configured-source.ts';
import { sampleToTry } from '../../../lib/config/samples/sample-to-try.ts';
import { UserError } from '../../../lib/report.ts';
import type { SourceView } from '../../../local/console/api/sources.ts';
import type { RecordedRequest } from '../../../local/console/timeline/kept-http.ts';
import { readKeysFile } from '../../../local/keys/keys-file.ts';
import {
  type CurlOptions,
  requestBodiesDir,
  requestCurl,
  sampleCurl,
} from '../../../local/start/sample-curls.ts';
import { findSource } from '../../place/find-source.ts';
import type { Around } from '../around.ts';
import type { LocalInstance } from '../setup.ts';

/**
 * What sends the first sample of a source: a signed curl on this machine, and the `send` command
 * for a deployed stack, whose keys are not read here.
 */
export async function curlOfSample(
  { local, call, terminal }: Pick<Around, 'local' | 'call' | 'terminal'>,
  configured: ConfiguredSource,
): Promise<SourceView['curl']> {
  const { source, samples } = configured;
  if (local !== undefined) {
    const made = sampleCurl(configured, curlOptions(local, terminal.now()));
    const { sample = '', command, problem } = made;
    return { sample, command, problem };
  }
  const first = sampleToTry(samples);
  if (first === undefined) return undefined;
  const command = bridgehookCommand(['send', source.name, first.path], call);
  return { sample: first.name, command };
}

/**
 * A command that sends a request again that was recorded here, signed now.
 * @throws UserError if it is not known any more, or cannot be signed
 */
export async function curlOfRecorded(around: Around, key: string): Promise<string> {
  const { local, terminal, dir } = around;
  const recorded = recordedRequest(around, key);
  if (local === undefined) throw unknownRequest();
  const { source } = await findSource(dir, recorded.source);
  const name = `request-${key.replaceAll(/[^A-Za-z0-9_-]/g, '-')}`;
  const { request } = recorded;
  const made = requestCurl(
    source,
    { name, request, isTyped: true },
    {
      ...curlOptions(local, terminal.now()),
      bodiesDir: requestBodiesDir(local.folder),
    },
  );
  if ('command' in made) return made.command;
  throw new UserError(`${source.name}: ${made.problem}.`);
}

/** @throws UserError if there is none of that key, or not any more */
export function recordedRequest(
  { timeline, local }: Pick<Around, 'timeline' | 'local'>,
  key: string,
): RecordedRequest {
  const recorded = timeline.recorded(key);
  if (recorded !== undefined) return recorded;
  const isOfNone = local !== undefined && timeline.row(key)?.source === '';
  throw isOfNone ? new UserError(ofNoSource) : unknownRequest();
}

const ofNoSource =
  'No source is known for this request: there is nothing to sign it by, and none to keep it for.';

function unknownRequest(): UserError {
  return new UserError(
    'The request is not kept. Only this machine keeps requests, and only the latest of them.',
  );
}

function curlOptions(
  { instance, keysFile, folder }: LocalInstance,
  now: number,
): CurlOptions {
  const { url, publicUrl } = instance;
  const ring = readKeysFile(keysFile);
  return { url, publicUrl, ring, now, bodiesDir: join(folder, 'samples') };
}
