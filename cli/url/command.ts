import type { Command } from 'commander';
import { findDestination } from '../place/destination.ts';
import { findSource } from '../place/find-source.ts';
import { type StackOptions, withStack } from '../place/place-options.ts';
import { addCommand, fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';

export function addUrl(program: Command, terminal: Terminal): void {
  const command = addCommand(
    program,
    'url <source>',
    'Print the whole URL to paste into the provider, ' +
      'with the key in it if the provider repeats it there.',
  );
  withStack(command).action((source: string, options: StackOptions) =>
    printUrl(source, options, terminal),
  );
}

async function printUrl(
  name: string,
  options: StackOptions,
  terminal: Terminal,
): Promise<void> {
  const { config, json } = options;
  const { source, bridge } = await findSource(fromHere(terminal, config), name);
  const publicUrl = bridge?.publicUrl;
  const destination = await findDestination(terminal, { source, publicUrl, options });
  const url = new URL(`${destination.publicUrl}${destination.path}`);
  const { verify } = source;
  if (verify.kind === 'sharedSecret' && verify.in === 'query' && verify.name !== undefined)
    url.searchParams.set(verify.name, await destination.readKey());
  if (json) printJson(terminal, { source: name, url: url.href });
  else terminal.stdout.write(`${url.href}\n`);
}
