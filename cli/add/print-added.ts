import { join } from 'node:path';
import { isSignedBySenderAlone } from '../../functions/core/verify/sign/sign-request.ts';
import { bridgehookCommand, type Call, textForSource } from '../../lib/command-line.ts';
import type { Provider } from '../../lib/providers/providers.ts';
import { keyFormOf } from '../../local/keys/key-form.ts';
import { listed, numbered, wrapped } from '../terminal/paragraphs.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import type { Answers } from './answers.ts';
import { keyNames, nextCommands, setKeyCommand } from './next-steps.ts';
import type { WrittenSource } from './write-source.ts';

/** A source that was added, and all that there is to say of it. */
export interface Added {
  provider: Provider;
  answers: Answers;
  written: WrittenSource;
  /** Those of its bridge.yaml. */
  workspaces: readonly string[];
  /** The configuration directory as it was named. */
  config: string;
  /** Has its bridge.yaml from the example. */
  isExample: boolean;
  /** Where the keys of this machine are, as seen from where the command was run. */
  keysFile: string;
  /** Its map has phone numbers, and nothing says of which country. */
  lacksCountry: boolean;
  /** Nothing says whose account its requests have to be of. */
  lacksAccount: boolean;
  /** Other sources that have ids of the same system. */
  sharing: readonly string[];
  call: Call;
}

/** The same as JSON, for programs. */
export function printAddedJson(terminal: Terminal, added: Added): void {
  const { provider, answers, written, config, isExample, keysFile, call } = added;
  printJson(terminal, {
    ...answers,
    provider: provider.name,
    files: written.files.map((file) => join(config, file)),
    bridgeFileIsNew: isExample,
    keys: keyNames(written.source).map((name) => ({
      name,
      from: provider.about.key,
      file: keysFile,
      command: setKeyCommand(name, added),
    })),
    setup: textsOf(provider.about.setup, added),
    watch: textsOf(provider.about.watch ?? [], added),
    notes: notes(added),
    url: bridgehookCommand(['url', answers.name], call),
    commands: nextCommands(added),
  });
}

/** What was written, where the URL and the key go, and what comes next. */
export function printAdded({ stdout }: Terminal, added: Added): void {
  const { provider, answers, written, config, call } = added;
  const { title, setup, watch = [] } = provider.about;
  const lines = [
    `Added ${answers.name} (${title}):`,
    ...written.files.map((file) => `  ${join(config, file)}`),
    ...notes(added).flatMap((note) => ['', ...wrapped(note)]),
    '',
    `In ${title}:`,
    ...numbered(textsOf(setup, added)),
    ...(watch.length === 0 ? [] : ['', 'Watch for:', ...listed(textsOf(watch, added))]),
    '',
    ...keyLines(added),
    'The URL to paste there (with --stack, that of a deployed stack):',
    `  ${bridgehookCommand(['url', answers.name], call)}`,
    '',
    `What else to know of ${title}:`,
    `  ${bridgehookCommand(['providers', provider.name], call)}`,
    '',
    'Next:',
    ...nextCommands(added).map((command) => `  ${command}`),
  ];
  stdout.write(`${lines.join('\n')}\n`);
}

/** Texts of the provider, with the commands for this source. */
function textsOf(texts: readonly string[], { answers, call }: Added): string[] {
  return texts.map((text) => textForSource(text, answers.name, call));
}

function notes(added: Added): string[] {
  const { provider, config, isExample, lacksCountry, lacksAccount, sharing } = added;
  const { instead, account, title } = provider.about;
  return [
    ...(isExample
      ? [
          `${join(config, 'bridge.yaml')} is the example, since there was none: write the id of ` +
            "your workspace into it (Bridge's console shows it) before you deploy.",
        ]
      : []),
    ...(lacksCountry
      ? [
          'Phone numbers without their country are not taken. If some come without: add ' +
            'defaults with country: and two letters, such as US.',
        ]
      : []),
    ...(account === undefined || !lacksAccount
      ? []
      : [
          `WARNING: every account of ${title} can write here. Let only yours: add the source ` +
            `again with --account and ${account.title.toLowerCase()}, or write require: ` +
            `${account.path} = "…" into a verify block of its own.`,
        ]),
    ...(sharing.length === 0
      ? []
      : [
          `An id here is the same person as in ${sharing.join(', ')}. If it is another account, ` +
            'write another system: into the file.',
        ]),
    ...(instead === undefined ? [] : [instead]),
  ];
}

function keyLines(added: Added): string[] {
  const { provider, written, keysFile } = added;
  const { title, key } = provider.about;
  const names = keyNames(written.source);
  if (names.length === 0) return [`No key has to be set for ${title}.`];
  const isBase64 = keyFormOf(written.source.verify).keyEncoding === 'base64';
  const whose = {
    yours: `you choose it, for example by openssl rand ${isBase64 ? '-base64 32' : '-hex 24'}`,
    theirs: `${title} shows it`,
    public: `${title} publishes it`,
  }[key];
  const madeUp = `Until then ${keysFile} has a made-up one, to try it on this machine.`;
  return [
    ...wrapped(`The key: ${whose}. Set it (with --stack, in a deployed stack):`),
    ...names.map((name) => `  ${setKeyCommand(name, added)}`),
    ...(isSignedBySenderAlone(written.source.verify) ? [] : wrapped(madeUp)),
  ];
}
