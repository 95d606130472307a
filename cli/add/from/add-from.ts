import { join } from 'node:path';
import type { Source } from '../../../functions/core/config/source-schema.ts';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import type { SavedRequest } from '../../../lib/config/samples/saved-request.ts';
import { UsageError, UserError } from '../../../lib/report.ts';
import { readKeysFile } from '../../../local/keys/keys-file.ts';
import type { Proposal } from '../../../local/propose/propose-source.ts';
import {
  sampleRequest,
  toSampleFile,
  withoutSecrets,
} from '../../../local/start/recording/keep-sample.ts';
import { checkUrl, readKeyToTry } from '../../identify/command.ts';
import { callOf } from '../../place/place-options.ts';
import { fromHere, localFolder } from '../../terminal/options.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { AddOptions } from '../add-source.ts';
import { type Answers, completeAnswers } from '../answers.ts';
import { type BridgeFor, bridgeFor } from '../bridge-for.ts';
import { refuseExisting, writeSource } from '../write-source.ts';
import { type FoundScheme, findScheme } from './find-scheme.ts';
import { printFrom, printFromJson } from './print-from.ts';
import { proposeFor } from './propose-for.ts';
import { nameFrom, readRecorded } from './read-recorded.ts';
import { settleKey, stateOf } from './settle-key.ts';

export interface FromOptions extends AddOptions {
  headers?: string | undefined;
  url?: string | undefined;
  key?: true | undefined;
}

/** What the command line says. */
interface Wanted extends FromOptions {
  /** The recorded request. */
  from: string;
  name: string | undefined;
}

/** The sample among its files. */
const sampleName = 'recorded.http';

/**
 * Adds a source for whoever sent a recorded request, and says what was found in it. Nothing of its
 * values is printed.
 * @throws UserError, UsageError
 */
export async function addFrom(wanted: Wanted, terminal: Terminal): Promise<void> {
  const { config, json, headers } = wanted;
  checkUrl(wanted.url);
  const dir = fromHere(terminal, config);
  const path = fromHere(terminal, wanted.from);
  const recorded = await readRecorded(path, headers && fromHere(terminal, headers));
  const found = await bridgeFor(dir);
  const keysFile = join(localFolder(terminal), 'keys.json');
  const scheme = await schemeOf(recorded, { wanted, found, dir, keysFile }, terminal);
  const request = await withoutSecrets(recorded);
  const defaultName = nameFrom(path, recorded);
  const answers = await answersFor(
    request,
    { wanted, scheme, found, dir, defaultName },
    terminal,
  );
  const { proposal, provider } = await proposeFor({ request, ...answers }, scheme);
  if (proposal.source === undefined) throw nobodyIn(wanted.from, proposal);
  const { name } = answers;
  const yaml = yamlOf(proposal, proposal.source, { scheme, request });
  const sample = await sampleRequest(request, proposal.source);
  const bytes = toSampleFile(sample, proposal.source);
  const samples = [{ name: sampleName, bytes }];
  const written = await writeSource(dir, found, { name, yaml, samples }, (source) =>
    settleKey(keysFile, source, scheme.key),
  );
  const print = json ? printFromJson : printFrom;
  print(terminal, {
    answers,
    scheme,
    proposal: { ...proposal, source: written.source },
    provider,
    written,
    workspaces: Object.keys(found.bridge.workspaces),
    config,
    isExample: found.isExample,
    keyState: stateOf(keysFile, written.source, scheme.key),
    call: callOf({ config }, terminal),
  });
}

/** A request without secrets, and how it is proved. */
interface Found {
  scheme: FoundScheme;
  request: SavedRequest;
}

/** Where the configuration and the keys are. */
interface Around {
  wanted: Wanted;
  found: BridgeFor;
  dir: string;
}

async function schemeOf(
  request: SavedRequest,
  { wanted: { key, url }, found, dir, keysFile }: Around & { keysFile: string },
  terminal: Terminal,
): Promise<FoundScheme> {
  const sources = found.isExample ? [] : (await readConfiguration(dir)).sources;
  return findScheme({
    request,
    sources: sources.map(({ source }) => source),
    keys: readKeysFile(keysFile).signing,
    givenKey: await readKeyToTry(key, terminal),
    url,
    publicUrl: found.bridge.publicUrl,
  });
}

/** What the request cannot say. It is read once before, because only that shows what to ask. */
async function answersFor(
  request: SavedRequest,
  {
    wanted,
    scheme,
    found,
    dir,
    defaultName,
  }: Around & { scheme: FoundScheme; defaultName: string | undefined },
  terminal: Terminal,
): Promise<Answers> {
  const { config, name, workspace, country, yes = false } = wanted;
  const first = { request, name: 'new-source', workspace: 'main' };
  const { proposal, provider } = await proposeFor(first, scheme);
  if (proposal.source === undefined && !proposal.needsCountry)
    throw nobodyIn(wanted.from, proposal);
  return completeAnswers(
    { name, workspace, country },
    {
      defaultName: defaultName ?? provider?.name,
      nameAfter: 'the file',
      asksCountry: proposal.needsCountry,
      workspaces: Object.keys(found.bridge.workspaces),
      bridgeFile: join(dir, 'bridge.yaml'),
      refuseExisting: (each) => refuseExisting(dir, each),
    },
    { terminal, yes, call: callOf({ config }, terminal) },
  );
}

/** The file: what it is proved by, what was proposed, and by which method events come. */
function yamlOf(
  { yaml }: Proposal,
  { methods }: Source,
  { scheme: { state, name, page }, request: { method } }: Found,
): string {
  const title = page === undefined ? name : `${name}: ${page}`;
  const isNew = !methods.some((each) => each === method) && /^(?:PUT|PATCH)$/.test(method);
  return [
    ...(title === undefined ? [] : [`# ${title}`]),
    ...(state === 'likely'
      ? ['# That is known by its form alone. It is not proved.']
      : []),
    yaml + (isNew ? `methods:\n  - ${method}\n` : ''),
  ].join('\n');
}

function nobodyIn(file: string, { needsCountry }: Proposal): UserError {
  const because = needsCountry
    ? 'it has a phone number without its country, and no email. Give --country.'
    : 'it holds no email, no phone number, and no id of a person with something to send. ' +
      'If it was a test or a question of the sender, record a request of a real event. If it ' +
      'is, docs/connect-any-sender.md has the way by hand, and for senders of ids only.';
  return new UserError(
    `${file}: nobody can be found by it: ${because} Nothing was written.`,
  );
}

/**
 * The one name that stands beside `--from`.
 * @throws UsageError if there are two
 */
export function nameBesideFrom(
  words: readonly (string | undefined)[],
): string | undefined {
  const given = words.filter((word) => word !== undefined);
  if (given.length > 1)
    throw new UsageError('With --from, give the name of the source and no provider.');
  return given[0];
}
