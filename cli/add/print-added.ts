import { join } from 'node:path';
import { handshakeKeys } from '../../functions/core/handshake/key-names.ts';
import { isSignedBySenderAlone } from '../../functions/core/verify/sign/sign-request.ts';
import { signingKeyName } from '../../functions/core/verify/verify-request.ts';
import { bridgehookCommand, type Call, startCommand } from '../../lib/command-line.ts';
import type { Provider } from '../../lib/providers/providers.ts';
import { keyFormOf } from '../../local/keys/key-form.ts';
import { numbered, wrapped } from '../terminal/paragraphs.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import type { Answers } from './answers.ts';
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
    keys: keyNames(written).map((name) => ({
      name,
      from: provider.about.key,
      file: keysFile,
      command: setKeyCommand(name, added),
    })),
    setup: provider.about.setup,
    url: bridgehookCommand(['url', answers.name], call),
    commands: nextCommands(added),
  });
}

/** What was written, where the URL and the key go, and what comes next. */
export function printAdded({ stdout }: Terminal, added: Added): void {
  const { provider, answers, written, config, call } = added;
  const { title, setup } = provider.about;
  const lines = [
    `Added ${answers.name} (${title}):`,
    ...written.files.map((file) => `  ${join(config, file)}`),
    ...notes(added).flatMap((note) => ['', ...wrapped(note)]),
    '',
    `In ${title}:`,
    ...numbered(setup),
    '',
    'The URL to paste there (with --stack, that of a deployed stack):',
    `  ${bridgehookCommand(['url', answers.name], call)}`,
    ...keyLines(added),
    `What else to know of ${title}:`,
    `  ${bridgehookCommand(['providers', provider.name], call)}`,
    '',
    'Next:',
    ...nextCommands(added).map((command) => `  ${command}`),
  ];
  stdout.write(`${lines.join('\n')}\n`);
}

function notes({ provider, config, isExample, lacksCountry }: Added): string[] {
  const { instead } = provider.about;
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
    ...(instead === undefined ? [] : [instead]),
  ];
}

/** That of its signature, and those of its handshakes. */
function keyNames({ source }: WrittenSource): string[] {
  return [
    ...new Set(
      [signingKeyName(source) ?? [], handshakeKeys(source).map(({ name }) => name)].flat(),
    ),
  ];
}

/** Keys of sources and of workspaces are told apart by their kind where a name is both. */
function setKeyCommand(name: string, { workspaces, call }: Added): string {
  const kind = workspaces.includes(name) ? ['--kind', 'signing'] : [];
  return bridgehookCommand(['keys', 'set', name, ...kind], call);
}

function keyLines(added: Added): string[] {
  const { provider, written, keysFile } = added;
  const { title, key } = provider.about;
  const names = keyNames(written);
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

function nextCommands({ answers, written, config, call }: Added): string[] {
  const [first = '<payload-file>'] = written.samples;
  const tryIt = isSignedBySenderAlone(written.source.verify) ? 'preview' : 'send';
  return [
    bridgehookCommand(['check'], call),
    startCommand(call),
    bridgehookCommand([tryIt, answers.name, join(config, first)], call),
  ];
}
