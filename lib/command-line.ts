import { isAbsolute, join, relative, resolve } from 'node:path';

/** What a call said about which configuration and which instance it meant. */
export interface Call {
  /** Where it was made: what paths are relative to. */
  cwd: string;
  /** `--config` as it was written. */
  config?: string | undefined;
  stack?: string | undefined;
  workspace?: string | undefined;
}

/** Where `cdk.json` is: the app of the CDK runs in here, and reads its paths from here. */
const root = join(import.meta.dirname, '..');
const defaultConfig = 'config';
const defaultStage = 'prod';

/** Commands of Bridgehook that take `--stack`, and of these those that take `--workspace`. */
const ofAStack = [
  'check',
  'send',
  'identify',
  'url',
  'keys',
  'adopt',
  'sources',
  'timeline',
  'console',
];
const ofAWorkspace = ['events', 'replay', 'discard', 'hold', 'erase', 'links', 'probe'];

/**
 * A command of Bridgehook for the same configuration and instance as the call: `--config`,
 * `--stack` and `--workspace` are repeated where the command takes them.
 *
 * Every command line that is printed is made in this file. One that names another configuration or
 * stack than the person who reads it had in mind does the right thing in the wrong place.
 * @param words without the program's name: `['events', '--parked']`. A placeholder such as `<name>`
 *   stays as it is.
 */
export function bridgehookCommand(words: readonly string[], call: Call): string {
  const [name = ''] = words;
  const takesWorkspace = ofAWorkspace.includes(name);
  const takesStack = takesWorkspace || ofAStack.includes(name);
  return commandLine([
    'npx',
    'bridgehook',
    ...words,
    ...option('--config', ownConfig(call)),
    ...option('--stack', takesStack ? call.stack : undefined),
    ...option('--workspace', takesWorkspace ? call.workspace : undefined),
  ]);
}

/** A text whose commands are about `<source>`, with those for this source. */
export function textForSource(text: string, source: string, call: Call): string {
  return text.replace(/npx bridgehook ([a-z ]+) <source>/g, (_, words: string) =>
    bridgehookCommand([...words.split(' '), source], call),
  );
}

/** The command that starts the instance on this machine with the configuration of the call. */
export function startCommand(call: Call): string {
  const options = option('--config', ownConfig(call));
  return commandLine([
    'npm',
    'start',
    ...(options.length === 0 ? [] : ['--', ...options]),
  ]);
}

/** The command that starts it so that recordings keep headers that could be secrets. */
export function recordCommand(call: Call): string {
  const options = option('--config', ownConfig(call));
  return commandLine(['npm', 'start', '--', '--record', '--keep-headers', ...options]);
}

/**
 * The command that deploys the configuration of the call as the stack of the call, from the
 * directory of `cdk.json`. Without `-c config=` it would deploy the example of this repository.
 */
export function deployCommand(call: Call): string {
  return cdkCommand('deploy', [], call);
}

/**
 * The command that takes what a destroyed stack has left into a new one.
 * @param mappingFile which resource is to stand under which logical id; from the call's `cwd`
 */
export function importCommand(mappingFile: string, call: Call): string {
  const file = seenFromRoot(resolve(call.cwd, mappingFile));
  return cdkCommand('import', ['--resource-mapping', file], call);
}

function cdkCommand(
  name: string,
  options: readonly string[],
  { cwd, config = defaultConfig, stack }: Call,
): string {
  const stage = /^Bridgehook-(.+)$/.exec(stack ?? '')?.[1] ?? defaultStage;
  const dir = seenFromRoot(resolve(cwd, config));
  return commandLine([
    'npx',
    'cdk',
    name,
    ...(stack === undefined ? [] : [stack]),
    ...options,
    ...(stage === defaultStage ? [] : ['-c', `stage=${stage}`]),
    ...(dir === defaultConfig ? [] : ['-c', `config=${dir}`]),
  ]);
}

/** The text as one word of a POSIX shell. */
export function quote(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", "'\\''")}'`;
}

function commandLine(words: readonly string[]): string {
  return words.map((word) => (isPlaceholder(word) ? word : quote(word))).join(' ');
}

/** What the reader has to put in, such as `<name>`; no shell takes it for something else. */
function isPlaceholder(word: string): boolean {
  return /^<[a-z-]+>$/.test(word);
}

function option(name: string, value: string | undefined): string[] {
  return value === undefined ? [] : [name, value];
}

function ownConfig({ config }: Call): string | undefined {
  return config === defaultConfig ? undefined : config;
}

function seenFromRoot(path: string): string {
  const inside = relative(root, path);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}
