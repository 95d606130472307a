import { basename, join } from 'node:path';
import type { Command } from 'commander';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { signingKeyName } from '../../functions/core/verify/verify-request.ts';
import { type Call, recordCommand } from '../../lib/command-line.ts';
import { readConfiguration } from '../../lib/config/configuration.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import type { NamedUrl } from '../../local/identify/changes/url-changes.ts';
import { describeIdentification } from '../../local/identify/describe.ts';
import { type Identification, identify } from '../../local/identify/identify.ts';
import { namedKeys } from '../../local/identify/named-keys.ts';
import { type NamedKeys, readKeysFile } from '../../local/keys/keys-file.ts';
import { findDestination } from '../place/destination.ts';
import { unknownName } from '../place/find-source.ts';
import { readPayloadOf, withHeaders } from '../place/payload.ts';
import { setKeyCommand } from '../place/place.ts';
import { callOf, type StackOptions, withStack } from '../place/place-options.ts';
import { addCommand, fromHere, localFolder } from '../terminal/options.ts';
import { readSecret } from '../terminal/read-secret.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';

interface IdentifyOptions extends StackOptions {
  source?: string | undefined;
  headers?: string | undefined;
  url?: string | undefined;
  key?: true | undefined;
}

/** So much is tried: some seconds of work. */
export const identifyBudget = { tries: 30_000, bytes: 512 * 1024 * 1024 };

export function addIdentify(program: Command, terminal: Terminal): void {
  const command = addCommand(
    program,
    'identify <payload-file>',
    'Say which scheme a recorded request is signed by, with which key, and what differs ' +
      'from the configuration.',
  );
  withHeaders(withStack(command))
    .option('--source <name>', 'the source it is meant for: its verify block, URL and key')
    .option('--url <url>', 'the whole URL that the sender was given')
    .option('--key', 'try a key from stdin or a prompt, too; it is never an argument')
    .action((file: string, options: IdentifyOptions) =>
      identifyFile(file, options, terminal),
    );
}

async function identifyFile(
  file: string,
  options: IdentifyOptions,
  terminal: Terminal,
): Promise<void> {
  const { config, headers, url, key } = options;
  checkUrl(url);
  const dir = fromHere(terminal, config);
  const configuration = await readConfiguration(dir);
  const sources = configuration.sources.map(({ source }) => source);
  const own = findOwn(sources, options.source, join(dir, 'sources'));
  const path = fromHere(terminal, file);
  const request = await readPayloadOf(
    path,
    own?.body ?? 'json',
    headers && fromHere(terminal, headers),
  );
  const given = await readKeyToTry(key, terminal);
  const keys = namedKeys(await readKeys(options, terminal), own, given);
  const hook =
    own && (await findHook(own, configuration.bridge?.publicUrl, options, terminal));
  const identification = await identify({
    request,
    own,
    ...keys,
    sources: sources.filter(({ name }) => name !== own?.name),
    hook,
    url,
    receivedAt: recordedAt(path),
    budget: identifyBudget,
  });
  report(identification, own, options, terminal);
  if (identification.fit === undefined) throw new UserError();
}

/**
 * Refuses what is no URL that a sender could have been given.
 * @throws UsageError
 */
export function checkUrl(url: string | undefined): void {
  if (url !== undefined && !/^https?:$/.test(URL.parse(url)?.protocol ?? ''))
    throw new UsageError(`--url ${url} is not a URL. Write the whole one, with https://.`);
}

/** The key of `--key`, from stdin or a prompt; `''` without the option. */
export async function readKeyToTry(
  isAsked: true | undefined,
  terminal: Terminal,
): Promise<string> {
  if (!isAsked) return '';
  return (await readSecret(terminal, 'The key to try (not shown): ')).trim();
}

function report(
  identification: Identification,
  own: Source | undefined,
  options: IdentifyOptions,
  terminal: Terminal,
): void {
  if (options.json) {
    printJson(terminal, toJson(identification));
    return;
  }
  const call = callOf(options, terminal);
  const commands = { setKey: keyCommand(own, call), record: recordCommand(call) };
  const lines = describeIdentification(identification, own?.name, commands);
  terminal.stdout.write(`${lines.join('\n')}\n`);
}

function findOwn(
  sources: readonly Source[],
  name: string | undefined,
  where: string,
): Source | undefined {
  if (name === undefined) return undefined;
  const own = sources.find((source) => source.name === name);
  if (own !== undefined) return own;
  const known = sources.map((source) => source.name);
  throw new UserError(unknownName('source', name, known, where));
}

async function readKeys(
  { stack }: IdentifyOptions,
  terminal: Terminal,
): Promise<NamedKeys> {
  if (stack === undefined)
    return readKeysFile(join(localFolder(terminal), 'keys.json')).signing;
  const { openStack } = await import('../place/stack.ts');
  return (await openStack(stack)).readKeys('signing');
}

async function findHook(
  source: Source,
  publicUrl: string | undefined,
  options: IdentifyOptions,
  terminal: Terminal,
): Promise<NamedUrl> {
  const place = await findDestination(terminal, { source, publicUrl, options });
  const from = options.stack === undefined ? 'publicUrl' : `the stack ${options.stack}`;
  return { url: `${place.publicUrl}${place.path}`, from };
}

function keyCommand(own: Source | undefined, call: Call): string | undefined {
  const name = own && signingKeyName(own);
  return name === undefined ? undefined : setKeyCommand(name, call);
}

/** When a recording was made, from its name: `<time>-<status>.http`. */
function recordedAt(path: string): number | undefined {
  const [, day, hours, minutes, seconds] =
    /^(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d(?:\.\d+)?)Z-\d{3}/.exec(basename(path)) ?? [];
  const time = Date.parse(`${day}T${hours}:${minutes}:${seconds}Z`);
  return Number.isNaN(time) ? undefined : time;
}

function toJson({ fit, candidates, ...rest }: Identification): object {
  return {
    fits: fit !== undefined,
    ...fit,
    scheme: fit?.scheme && shown(fit.scheme),
    candidates: candidates.map(shown),
    ...rest,
  };
}

function shown({ name, page, preset }: Identification['candidates'][number]): object {
  return { name, page, preset };
}
