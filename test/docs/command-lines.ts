import { globSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import { Command, CommanderError } from 'commander';
import type { Terminal } from '../../cli/terminal/terminal.ts';
import { readPage } from './markdown.ts';
import { root } from './pages.ts';

/** The command lines of a page's `sh` blocks, without comments; a chain is taken apart. */
export function commandLines(markdown: string): string[] {
  return readPage(markdown)
    .code.filter(({ language }) => language === 'sh')
    .flatMap(({ text }) => text.replace(/\\\n\s*/g, '').split('\n'))
    .map((line) => line.replace(/(?:^|\s)#\s.*$/, '').trim())
    .flatMap((line) => line.split(/ && | \| /))
    .map((command) => command.replace(/^(?:\w+=\$)?\(|\)$/g, '').trim())
    .filter((command) => command !== '');
}

/** Command lines of Bridgehook inside a sentence or a table, which can leave arguments out. */
export function mentionedCommands(markdown: string): string[] {
  const { prose, rows } = readPage(markdown);
  return [...prose, ...rows].flatMap(({ text }) =>
    [...text.matchAll(/`(npx bridgehook \w[^`]*)`/g)].map(([, command = '']) => command),
  );
}

const placeholders: Record<string, string> = {
  '<uuid>': '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8',
};

function wordsOf(command: string): string[] {
  const words = command.match(/"[^"]*"|\S+/g) ?? [];
  return words.map((word) => placeholders[word] ?? word.replace(/^"|"$/g, ''));
}

const silent: Terminal = {
  cwd: root,
  env: {},
  stdin: Readable.from([]),
  stdout: { write: () => true },
  stderr: process.stderr,
  now: () => 0,
};

/** The program of `cli/`, whose commands do nothing. */
async function createProgram(): Promise<Command> {
  const program = new Command('bridgehook')
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  for (const file of globSync('cli/**/{,*-}command.ts', { cwd: root })) {
    const module: Record<string, unknown> = await import(
      pathToFileURL(join(root, file)).href
    );
    const [, name = ''] = /(\w+)[\\/-]command\.ts$/.exec(file) ?? [];
    const add = module[`add${name.slice(0, 1).toUpperCase()}${name.slice(1)}`];
    if (typeof add !== 'function') throw new Error(`${file} adds no command ${name}`);
    add(program, silent);
  }
  disarm(program);
  return program;
}

function disarm(command: Command): void {
  for (const one of command.commands) {
    one.exitOverride().configureOutput({ writeErr: () => {} });
    const isGroup = one.commands.length > 0 && one.options.length === 0;
    if (!isGroup) one.action(() => {});
    disarm(one);
  }
}

/**
 * What the command line's own parser says against a command; nothing if it would run. In a sentence
 * arguments can be missing, options and commands cannot be wrong.
 *
 * @param command beginning with `npx bridgehook` or, for `start`, with `npm start`
 */
export async function complaint(
  command: string,
  isSentence = false,
): Promise<string | undefined> {
  const [own = ''] = command
    .replace(/^npm start(?: --)?/, 'npx bridgehook start')
    .split(' | ');
  const words = wordsOf(own).slice(2);
  const program = await createProgram();
  try {
    await program.parseAsync(words, { from: 'user' });
    return undefined;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    const isIncomplete = /^commander\.(?:missing|optionMissing|help$)/.test(error.code);
    return isSentence && isIncomplete ? undefined : `${command}: ${error.message}`;
  }
}

/** The options of all commands, such as `--stack`. */
export async function knownOptions(): Promise<Set<string>> {
  const optionsOf = ({ options, commands }: Command): string[] => [
    ...options.map(({ long }) => long ?? ''),
    ...commands.flatMap(optionsOf),
  ];
  return new Set(['--help', '--version', ...optionsOf(await createProgram())]);
}

/** The commands that take an option, each by its words: `events show`. */
export async function commandsWith(option: string): Promise<string[]> {
  const taking = ({ options, commands }: Command, words: string[]): string[] => [
    ...(options.some(({ long }) => long === option) ? [words.join(' ')] : []),
    ...commands.flatMap((one) => taking(one, [...words, one.name()])),
  ];
  return taking(await createProgram(), []);
}

/** The options that a page names in inline code. */
export function mentionedOptions(markdown: string): string[] {
  const { prose, rows } = readPage(markdown);
  return [...prose, ...rows].flatMap(({ text }) =>
    [...text.matchAll(/`[^`]+`/g)].flatMap(
      ([code]) => code.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? [],
    ),
  );
}
