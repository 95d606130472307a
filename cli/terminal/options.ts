import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** What every command takes. */
export interface CommonOptions {
  config: string;
  json?: true | undefined;
}

/** Adds a command with the options every command has. */
export function addCommand(
  parent: Command,
  nameAndArguments: string,
  description: string,
): Command {
  return parent
    .command(nameAndArguments)
    .description(description)
    .option('--config <dir>', 'directory with bridge.yaml and sources/', 'config')
    .option('--json', 'print JSON, for programs');
}

/** Adds the option of commands that otherwise only show what they would do. */
export function withYes(command: Command): Command {
  return command.option('--yes', 'do it, instead of only showing what would be done');
}

/** A path as the person wrote it, seen from where this process is. */
export function fromHere({ cwd }: Terminal, path: string): string {
  return relative(process.cwd(), resolve(cwd, path)) || '.';
}

/** Where the local run keeps keys, recordings and its address. */
export function localFolder(terminal: Terminal): string {
  return fromHere(terminal, '.bridgehook');
}
