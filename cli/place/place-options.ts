import { type Command, Option } from 'commander';
import { parseContactId } from '../../functions/core/bridge/contact-id.ts';
import type { Call } from '../../lib/command-line.ts';
import { UsageError } from '../../lib/report.ts';
import type { CommonOptions } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface StackOptions extends CommonOptions {
  stack?: string | undefined;
}

export interface PlaceOptions extends StackOptions {
  workspace?: string | undefined;
}

/** What a command said of the configuration and the instance, for commands that it prints. */
export function callOf(
  { config, stack, workspace }: PlaceOptions,
  { cwd }: Terminal,
): Call {
  return { cwd, config, stack, workspace };
}

/** Adds the option that says which instance is meant. */
export function withStack(command: Command): Command {
  return command.option(
    '--stack <name>',
    'a deployed stack, such as Bridgehook-prod (default: the instance on this machine)',
  );
}

/** Adds the options that say which instance is meant, and which workspace of it. */
export function withPlace(command: Command): Command {
  return withStack(command).option(
    '--workspace <name>',
    'a workspace of bridge.yaml (default: the only one that fits)',
  );
}

/** `--contact`. */
export function contactOption(what: string): Option {
  return new Option('--contact <uuid>', `Bridge's id of ${what}`);
}

/**
 * Reads `--contact`. Gives the id in its one spelling.
 * @throws UserError if it is not a UUID
 */
export function readContactId(text: string): string {
  const id = parseContactId(text);
  if (id !== undefined) return id;
  throw new UsageError(
    "--contact is not a UUID. Write Bridge's id of the contact, " +
      'such as 4e362e2b-67b2-4a7e-a9df-e9ecf9141be8.',
  );
}
