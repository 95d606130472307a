import type { Command } from 'commander';
import { providerNamed } from '../../lib/providers/provider-named.ts';
import { allProviders } from '../../lib/providers/providers.ts';
import { callOf } from '../place/place-options.ts';
import { addCommand, type CommonOptions } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { listProviders, summaryOf } from './list-providers.ts';
import { detailsOf, showProvider } from './show-provider.ts';

export function addProviders(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'providers [name]',
    'List the senders that are known, or show what is known of one. No configuration is needed.',
  ).action((name: string | undefined, options: CommonOptions) =>
    printProviders(name, options, terminal),
  );
}

function printProviders(
  name: string | undefined,
  options: CommonOptions,
  terminal: Terminal,
): void {
  const call = callOf(options, terminal);
  if (name === undefined) {
    const providers = allProviders();
    if (options.json) printJson(terminal, providers.map(summaryOf));
    else terminal.stdout.write(`${listProviders(providers, call).join('\n')}\n`);
    return;
  }
  const provider = providerNamed(name, call);
  if (options.json) printJson(terminal, detailsOf(provider));
  else terminal.stdout.write(`${showProvider(provider, call).join('\n')}\n`);
}
