import type { Command } from 'commander';
import { UserError } from '../../lib/report.ts';
import { type SignedRequest, signSaved } from '../../local/start/signed-request.ts';
import { type Destination, findDestination } from '../place/destination.ts';
import { findSource } from '../place/find-source.ts';
import { readPayload } from '../place/payload.ts';
import { addCommand, type CommonOptions, fromHere } from '../terminal/options.ts';
import { printable, printJson, type Terminal } from '../terminal/terminal.ts';

interface SendOptions extends CommonOptions {
  to?: string;
  stack?: string;
  headers?: string;
}

export function addSend(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'send <source> <payload-file>',
    'Sign a saved payload as the provider would, post it, and print the answer.',
  )
    .option(
      '--to <url>',
      'the hook, or only scheme and host (default: the instance running here, else http://127.0.0.1:3000)',
    )
    .option('--stack <name>', 'send to a deployed stack, with its key')
    .option('--headers <file>', 'JSON file with further headers')
    .action((source: string, file: string, options: SendOptions) =>
      send(source, file, options, terminal),
    );
}

async function send(
  name: string,
  file: string,
  { config, json, to, stack, headers }: SendOptions,
  terminal: Terminal,
): Promise<void> {
  const { source, bridge } = await findSource(fromHere(terminal, config), name);
  const saved = await readPayload(
    fromHere(terminal, file),
    source,
    headers && fromHere(terminal, headers),
  );
  const destination = await findDestination(terminal, {
    source,
    publicUrl: bridge?.publicUrl,
    stack,
    to,
  });
  const key = await destination.readKey();
  if (key === undefined) throw new UserError(destination.noKey);
  const request = sign(
    () => signSaved(source, saved, { ...destination, key, now: terminal.now() }),
    name,
  );
  const answer = await post(destination, request);
  const body = await answer.text();
  if (json) printJson(terminal, { status: answer.status, body: parsed(body) });
  else terminal.stdout.write(`${answer.status} ${answer.statusText}\n${printable(body)}\n`);
  if (!answer.ok) throw new UserError();
}

/** The message of a key that cannot be used says what form is wanted, and nothing of the key. */
function sign(makeRequest: () => SignedRequest, name: string): SignedRequest {
  try {
    return makeRequest();
  } catch (error) {
    throw new UserError(
      `The request cannot be signed: ${(error as Error).message} Set the key anew: npx bridgehook keys set ${name}`,
    );
  }
}

async function post(
  { url }: Destination,
  { method, path, headers, body }: SignedRequest,
): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, {
      method,
      headers,
      body: new Uint8Array(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(35_000),
    });
  } catch (error) {
    const { name, cause } = error as Error;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : name;
    throw new UserError(
      `Nothing answers at ${url} (${code}). If it is to be the one here, start it with npm start; else name its address with --to.`,
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
