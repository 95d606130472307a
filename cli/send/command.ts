import { basename, extname, join } from 'node:path';
import type { Command } from 'commander';
import { UnfitBodyError } from '../../functions/core/body/put-into-body.ts';
import { isSignedBySenderAlone } from '../../functions/core/verify/sign/sign-request.ts';
import { bridgehookCommand, type Call, startCommand } from '../../lib/command-line.ts';
import type { SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { printable } from '../../lib/printable.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import { signedCurl } from '../../local/start/sample-curls.ts';
import { type SignedRequest, signSaved } from '../../local/start/signed-request.ts';
import { findDestination } from '../place/destination.ts';
import { findSource } from '../place/find-source.ts';
import { readPayload, withHeaders } from '../place/payload.ts';
import { setKeyCommand } from '../place/place.ts';
import { callOf, type StackOptions, withStack } from '../place/place-options.ts';
import { openRecorded } from '../place/recorded-request.ts';
import { addCommand, fromHere, localFolder } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { post, targetOf } from './post.ts';
import { sendHandshakes } from './send-handshake.ts';

interface SendOptions extends StackOptions {
  to?: string | undefined;
  headers?: string | undefined;
  handshake?: true | undefined;
  curl?: true | undefined;
  request?: string | undefined;
}

export function addSend(program: Command, terminal: Terminal): void {
  const command = addCommand(
    program,
    'send <source> [payload-file]',
    'Sign a saved payload as the provider would, post it, and print the answer.',
  );
  withHeaders(withStack(command))
    .option(
      '--to <url>',
      'the hook, or only scheme and host (default: that of the instance; ' +
        'without one http://127.0.0.1:3000)',
    )
    .option(
      '--handshake',
      "instead of a payload: play the sender's handshakes, and say whether the answers are right",
    )
    .option('--curl', 'print the signed request as a curl command, instead of sending it')
    .option(
      '--request <key>',
      'with --curl, instead of a payload: a request that came to the instance here, by its key ' +
        'in timeline',
    )
    .action((source: string, file: string | undefined, options: SendOptions) =>
      send(source, file, options, terminal),
    );
}

async function send(
  name: string,
  file: string | undefined,
  options: SendOptions,
  terminal: Terminal,
): Promise<void> {
  const { config, json, to, stack, headers, handshake, request: recorded } = options;
  if (recorded !== undefined) {
    const meant = { source: name, request: recorded };
    return await printRecorded(meant, file, options, terminal);
  }
  if ((file === undefined) !== (handshake === true))
    throw new UsageError('Give a payload file, or --handshake.');
  const call = callOf(options, terminal);
  const { source, bridge } = await findSource(fromHere(terminal, config), name);
  const publicUrl = bridge?.publicUrl;
  const destination = await findDestination(terminal, { source, publicUrl, options, to });
  if (file === undefined) {
    const sent = (request: SignedRequest) => post(destination, request, call);
    return await sendHandshakes(source, destination, sent, terminal, json);
  }
  if (isSignedBySenderAlone(source.verify)) throw unsignable(name, file, call);
  const headersPath = headers && fromHere(terminal, headers);
  const saved = await readPayload(fromHere(terminal, file), source, headersPath);
  const key = await destination.readKey();
  const signing = { ...destination, key, now: terminal.now() };
  const query = [destination.query, saved.query].filter((each) => each !== '').join('&');
  const request = sign(() => signSaved(source, { ...saved, query }, signing), name, call);
  if (options.curl) {
    const there = { ...request, path: targetOf(destination, request) };
    const body = bodyIn(file, saved, terminal);
    return printCommand(signedCurl(destination.url, name, there, body), json, terminal);
  }
  const { status, statusText, body } = await post(destination, request, call);
  if (json) printJson(terminal, { status, body: parsed(body) });
  else terminal.stdout.write(`${status} ${statusText}\n${printable(body)}\n`);
  const isHere = stack === undefined && to === undefined;
  if (status < 200 || status > 299) throw notTaken(status, isHere, name, call);
}

/** What curl finds the body of a payload file in. */
function bodyIn(file: string, request: SavedRequest, terminal: Terminal) {
  return {
    name: basename(file, extname(file)),
    request,
    path: fromHere(terminal, file),
    bodiesDir: join(localFolder(terminal), 'samples'),
  };
}

/** The instance that has a request signs it, for itself. */
async function printRecorded(
  recorded: Record<'source' | 'request', string>,
  file: string | undefined,
  { config, json, curl, to, stack, headers, handshake }: SendOptions,
  terminal: Terminal,
): Promise<void> {
  const isMore = [file, to, stack, headers, handshake].some((each) => each !== undefined);
  if (!curl || isMore)
    throw new UsageError('--request goes with --curl, and with nothing else to send.');
  const found = await openRecorded(recorded, { config }, terminal);
  printCommand(await found.curl(), json, terminal);
}

function printCommand(
  command: string,
  json: boolean | undefined,
  terminal: Terminal,
): void {
  if (json) printJson(terminal, { command });
  else terminal.stdout.write(`${command}\n`);
}

function notTaken(status: number, isHere: boolean, name: string, call: Call): UserError {
  if (status !== 404 || !isHere) return new UserError();
  return new UserError(
    `What runs there has no source ${name}. ` +
      `Start it again (${startCommand(call)}) after a change of config.`,
  );
}

function unsignable(name: string, file: string, call: Call): UserError {
  return new UserError(
    `Only the sender can sign for ${name}: what is stored here is a public key. ` +
      `See what a request gives: ${bridgehookCommand(['preview', name, file], call)}. ` +
      'To see one verified, let the sender send it.',
  );
}

/** The message of a key that cannot be used says what form is wanted, and nothing of the key. */
function sign(makeRequest: () => SignedRequest, name: string, call: Call): SignedRequest {
  try {
    return makeRequest();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof UnfitBodyError)
      throw new UserError(`${error.message} Save the body exactly as the sender sent it.`);
    const setKey = setKeyCommand(name, call);
    throw new UserError(
      `The request cannot be signed: ${error.message} Set the key anew: ${setKey}`,
    );
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
