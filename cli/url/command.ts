import type { Command } from 'commander';
import { UserError } from '../../lib/report.ts';
import { findDestination } from '../place/destination.ts';
import { findSource } from '../place/find-source.ts';
import { addCommand, type CommonOptions, fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';

interface UrlOptions extends CommonOptions {
  stack?: string;
}

export function addUrl(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'url <source>',
    "Print the whole URL to paste into the provider, with the key in it if that is the provider's way.",
  )
    .option(
      '--stack <name>',
      'of a deployed stack, such as Bridgehook-prod, instead of this machine',
    )
    .action((source: string, options: UrlOptions) => printUrl(source, options, terminal));
}

async function printUrl(
  name: string,
  { config, json, stack }: UrlOptions,
  terminal: Terminal,
): Promise<void> {
  const { source, bridge } = await findSource(fromHere(terminal, config), name);
  const destination = await findDestination(terminal, {
    source,
    publicUrl: bridge?.publicUrl,
    stack,
  });
  const url = new URL(`${destination.publicUrl}${destination.path}`);
  if (source.verify.kind === 'sharedSecret' && source.verify.in === 'query') {
    const key = await destination.readKey();
    if (key === undefined) throw new UserError(destination.noKey);
    url.searchParams.set(source.verify.name ?? '', key);
  }
  if (json) printJson(terminal, { source: name, url: url.href });
  else terminal.stdout.write(`${url.href}\n`);
}
