import type { Command } from 'commander';
import { UnfitBodyError } from '../../functions/core/body/put-into-body.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import { type SignedRequest, signSaved } from '../../local/start/signed-request.ts';
import { type Destination, findDestination } from '../place/destination.ts';
import { findSource } from '../place/find-source.ts';
import { readPayload, withHeaders } from '../place/payload.ts';
import { setKeyCommand } from '../place/place.ts';
import { type StackOptions, withStack } from '../place/place-options.ts';
import { addCommand, fromHere } from '../terminal/options.ts';
import { printable, printJson, type Terminal } from '../terminal/terminal.ts';
import { sendHandshakes } from './send-handshake.ts';

interface SendOptions extends StackOptions {
  to?: string | undefined;
  headers?: string | undefined;
  handshake?: true | undefined;
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
    .action((source: string, file: string | undefined, options: SendOptions) =>
      send(source, file, options, terminal),
    );
}

async function send(
  name: string,
  file: string | undefined,
  { config, json, to, stack, headers, handshake }: SendOptions,
  terminal: Terminal,
): Promise<void> {
  if ((file === undefined) !== (handshake === true))
    throw new UsageError('Give a payload file, or --handshake.');
  const { source, bridge } = await findSource(fromHere(terminal, config), name);
  const publicUrl = bridge?.publicUrl;
  const destination = await findDestination(terminal, { source, publicUrl, stack, to });
  if (file === undefined) {
    const sent = (request: SignedRequest) => post(destination, request);
    return await sendHandshakes(source, destination, sent, terminal, json);
  }
  const headersPath = headers && fromHere(terminal, headers);
  const saved = await readPayload(fromHere(terminal, file), source, headersPath);
  const key = await destination.readKey();
  const signing = { ...destination, key, now: terminal.now() };
  const request = sign(() => signSaved(source, saved, signing), setKeyCommand(name, stack));
  const answer = await post(destination, request);
  const body = await answer.text();
  if (json) printJson(terminal, { status: answer.status, body: parsed(body) });
  else terminal.stdout.write(`${answer.status} ${answer.statusText}\n${printable(body)}\n`);
  const isOwnInstance = stack === undefined && to === undefined;
  if (answer.status === 404 && isOwnInstance)
    throw new UserError(
      `What runs there has no source ${name}. Start it again (npm start) after a change of config.`,
    );
  if (!answer.ok) throw new UserError();
}

/** The message of a key that cannot be used says what form is wanted, and nothing of the key. */
function sign(makeRequest: () => SignedRequest, setKey: string): SignedRequest {
  try {
    return makeRequest();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof UnfitBodyError)
      throw new UserError(`${error.message} Save the body exactly as the sender sent it.`);
    throw new UserError(
      `The request cannot be signed: ${error.message} Set the key anew: ${setKey}`,
    );
  }
}

async function post(
  { url }: Destination,
  { method, path, headers, body }: SignedRequest,
): Promise<Response> {
  const sent = toHeaders(headers);
  try {
    return await fetch(`${url}${path}`, {
      method,
      headers: sent,
      body: body.length === 0 ? null : new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(35_000),
    });
  } catch (error) {
    throw new UserError(
      `Nothing answers at ${url} (${codeOf(error)}). ` +
        'If it is to be the instance on this machine, start it with npm start. ' +
        'If not, give its address with --to.',
    );
  }
}

function toHeaders(headers: Record<string, string>): Headers {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers))
    try {
      sent.set(name, value);
    } catch {
      throw new UserError(
        `The header ${name} cannot be sent: no header can carry its value.`,
      );
    }
  return sent;
}

/** The code of the operating system, else what the error says. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const { message, cause } = error;
  if (!(cause instanceof Error)) return message;
  return 'code' in cause ? String(cause.code) : cause.message;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
