import { join } from 'node:path';
import { type Command, Option } from 'commander';
import { signingKeyName } from '../../functions/core/receive/verify-request.ts';
import { formatProblems } from '../../lib/config/config-problem.ts';
import { type Configuration, readConfiguration } from '../../lib/config/configuration.ts';
import { UserError } from '../../lib/report.ts';
import {
  type KeyKind,
  type NamedKeys,
  readKeysFile,
  replaceKey,
  writeKeysFile,
} from '../../local/keys/keys-file.ts';
import { unknownName } from '../place/find-source.ts';
import { addCommand, type CommonOptions, fromHere, localFolder } from '../terminal/options.ts';
import { readSecret } from '../terminal/read-secret.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { checkKey, type KeyForm } from './key-value.ts';

interface KeysOptions extends CommonOptions {
  stack?: string;
  kind?: KeyKind;
}

/** A key that can be set: which secret it is in, its name there, and the form a source gives it. */
interface Slot {
  kind: KeyKind;
  name: string;
  form: KeyForm;
}

export function addKeys(program: Command, terminal: Terminal): void {
  const keys = program
    .command('keys')
    .description('Keep the keys: what senders sign with, and what Bridge lets us in with.');
  addCommand(
    keys,
    'set <source|workspace>',
    'Set a signing key or a Bridge API key; the one before it is still accepted.',
  )
    .option(
      '--stack <name>',
      'of a deployed stack, such as Bridgehook-prod, instead of this machine',
    )
    .addOption(
      new Option('--kind <kind>', 'which one, if the name is a source and a workspace').choices([
        'signing',
        'bridge',
      ]),
    )
    .addHelpText(
      'after',
      '\nThe value comes from stdin, or is asked for without being shown. It is never an argument, where others could see it.',
    )
    .allowExcessArguments()
    .action((name: string, options: KeysOptions, command: Command) => {
      if (command.args.length > 1)
        command.error(
          'error: the value of a key is never an argument. Pipe it in, or let yourself be asked: npx bridgehook keys set <name>',
        );
      return setKey(name, options, terminal);
    });
}

async function setKey(
  name: string,
  { config, json, stack, kind }: KeysOptions,
  terminal: Terminal,
): Promise<void> {
  const slot = findSlot(await readConfiguration(fromHere(terminal, config)), name, kind);
  const place = stack === undefined ? localKeys(terminal) : await stackKeys(stack);
  const value = checkKey(await readSecret(terminal, `${title(slot)} (not shown): `), slot.form, {
    isDeployed: stack !== undefined,
  });
  const before = await place.read(slot.kind);
  await place.write(slot.kind, replaceKey(before, slot.name, value));
  const hadOne = Object.hasOwn(before, slot.name);
  if (json)
    printJson(terminal, {
      kind: slot.kind,
      name: slot.name,
      where: place.where,
      previousKept: hadOne,
    });
  else
    terminal.stdout.write(
      `${title(slot)} is set in ${place.where}${hadOne ? '; the one before it is still accepted' : ''}.\n`,
    );
}

function title({ kind, name }: Slot): string {
  return kind === 'signing'
    ? `The signing key ${name}`
    : `The Bridge API key of the workspace ${name}`;
}

function localKeys(terminal: Terminal) {
  const where = join(localFolder(terminal), 'keys.json');
  return {
    where,
    read: async (kind: KeyKind) => readKeysFile(where)[kind],
    write: async (kind: KeyKind, keys: NamedKeys) =>
      writeKeysFile(where, { ...readKeysFile(where), [kind]: keys }),
  };
}

async function stackKeys(name: string) {
  const { openStack } = await import('../place/stack.ts');
  const stack = await openStack(name);
  return { where: `the stack ${name}`, read: stack.readKeys, write: stack.writeKeys };
}

/**
 * The key a name stands for: that of a source of this name, a named key of any source, or that of a
 * workspace.
 */
function findSlot(
  { dir, bridge, sources, problems }: Configuration,
  name: string,
  kind: KeyKind | undefined,
): Slot {
  const workspaces = Object.keys(bridge?.workspaces ?? {});
  const source =
    sources.find(({ source }) => source.name === name)?.source ??
    sources.find(({ source }) => signingKeyName(source) === name)?.source;
  const isWorkspace = workspaces.includes(name);
  if (source !== undefined && isWorkspace && kind === undefined)
    throw new UserError(
      `${name} is a source and a workspace. Say which key you mean: --kind signing or --kind bridge.`,
    );
  if (isWorkspace && kind !== 'signing') return { kind: 'bridge', name, form: {} };
  if (source !== undefined && kind !== 'bridge') {
    const keyName = signingKeyName(source);
    if (keyName === undefined)
      throw new UserError(
        `The source ${source.name} verifies nothing (verify: kind: none), so it has no key.`,
      );
    return {
      kind: 'signing',
      name: keyName,
      form: source.verify.kind === 'mac' ? source.verify : {},
    };
  }
  const known = [
    ...(kind === 'bridge' ? [] : sources.map(({ source }) => source.name)),
    ...(kind === 'signing' ? [] : workspaces),
  ];
  const broken = problems.length === 0 ? '' : `${formatProblems(problems)}\n\n`;
  throw new UserError(`${broken}${unknownName(name, known, dir)}`);
}
