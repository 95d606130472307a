import { join } from 'node:path';
import { proofPlace } from '../../../functions/core/verify/proof-place.ts';
import { isSignedBySenderAlone } from '../../../functions/core/verify/sign/sign-request.ts';
import { bridgehookCommand, type Call } from '../../../lib/command-line.ts';
import type { Provider } from '../../../lib/providers/providers.ts';
import type { Finding } from '../../../local/propose/draft-source.ts';
import type { Proposal } from '../../../local/propose/propose-source.ts';
import { wrapped } from '../../terminal/paragraphs.ts';
import { printJson, type Terminal } from '../../terminal/terminal.ts';
import type { Answers } from '../answers.ts';
import { keyNames, nextCommands, setKeyCommand } from '../next-steps.ts';
import type { WrittenSource } from '../write-source.ts';
import type { FoundScheme } from './find-scheme.ts';
import type { KeyState } from './settle-key.ts';

/** A source that was added from a request, and all that there is to say of it. */
export interface AddedFrom {
  answers: Answers;
  scheme: FoundScheme;
  proposal: Pick<Proposal, 'findings' | 'needsCountry' | 'source'>;
  /** Whose preset the source names. */
  provider: Provider | undefined;
  written: WrittenSource;
  /** Those of its bridge.yaml. */
  workspaces: readonly string[];
  /** The configuration directory as it was named. */
  config: string;
  /** Has its bridge.yaml from the example. */
  isExample: boolean;
  keyState: KeyState;
  call: Call;
}

const keysFile = join('.bridgehook', 'keys.json');

/** The same as JSON, for programs. */
export function printFromJson(terminal: Terminal, added: AddedFrom): void {
  const { answers, scheme, provider, written, config, isExample, call } = added;
  const { state, name, page, key, couldBe } = scheme;
  printJson(terminal, {
    ...answers,
    provider: provider?.name,
    scheme: { state, name, page, key: key?.title, couldBe },
    found: findings(added),
    files: written.files.map((file) => join(config, file)),
    replaceBeforeCommit: personalFiles(added),
    bridgeFileIsNew: isExample,
    keys: keyNames(written.source).map((each) => ({
      name: each,
      file: keysFile,
      state: added.keyState,
      command: setKeyCommand(each, added),
    })),
    url: bridgehookCommand(['url', answers.name], call),
    commands: nextCommands(added),
  });
}

/** What was written, what was found and what not, and what comes next. */
export function printFrom({ stdout }: Terminal, added: AddedFrom): void {
  const { answers, written, config, call } = added;
  const lines = [
    `Added ${answers.name}, from what was recorded:`,
    ...written.files.map((file) => `  ${join(config, file)}`),
    '',
    'What was found:',
    ...findings(added).flatMap(findingLines),
    '',
    ...warningLines(added),
    ...notes(added).flatMap((note) => ['', ...wrapped(note)]),
    '',
    'The URL for the sender (with --stack, that of a deployed stack):',
    `  ${bridgehookCommand(['url', answers.name], call)}`,
    ...keyLines(added),
    '',
    'Next:',
    ...nextCommands(added).map((command) => `  ${command}`),
  ];
  stdout.write(`${lines.join('\n')}\n`);
}

/** The scheme, then part by part as in the file. Of a preset, what it says of its part. */
function findings({ scheme, proposal, provider }: AddedFrom): Finding[] {
  const [proof, ...parts] = proposal.findings;
  const { events } = proposal.source ?? {};
  const ofPreset: Record<string, string | undefined> =
    provider === undefined
      ? {}
      : {
          'events.split': events?.split,
          'events.id': events?.id?.join(', '),
          'events.time': events?.time,
        };
  const all = [
    { part: 'verify', found: proof?.found, note: schemeNote(scheme, proof?.note) },
    ...parts.map((one) => ({ ...one, found: ofPreset[one.part] ?? one.found })),
  ];
  return all.filter((one) => one.found !== undefined || !isSaidOtherwise(one.part, all));
}

/** A name that is there whole lacks no part, nor one in parts the whole. */
function isSaidOtherwise(part: string, all: readonly Finding[]): boolean {
  const isThere = (field: string) =>
    all.some((one) => one.part === `map.${field}` && one.found !== undefined);
  if (part === 'map.fullName') return isThere('firstName') && isThere('lastName');
  return /^map\.(?:first|last)Name$/.test(part) && isThere('fullName');
}

function schemeNote(
  { state, name, page, verify, key, couldBe }: FoundScheme,
  proposed: string | undefined,
): string | undefined {
  const title = page === undefined ? name : `${name} (${page})`;
  const place = verify && proofPlace(verify);
  const known = title ?? `A scheme without a known name, in ${place}`;
  if (state === 'verified')
    return `${known}: verified with ${key?.title ?? 'a public key of the sender'}.`;
  if (state === 'likely')
    return `${known}, by its form alone. Not proved: no key that is known here fits.`;
  const others =
    couldBe.length === 0 ? '' : `By its form it could be ${couldBe.join(', ')}. `;
  return `${others}${proposed ?? ''}`.trim() || undefined;
}

const widestPart = 'contact.externalId'.length;

function findingLines({ part, found = 'not found', note }: Finding): string[] {
  const indent = ' '.repeat(widestPart + 4);
  return [
    `  ${part.padEnd(widestPart)}  ${found}`,
    ...(note === undefined ? [] : wrapped(note, indent)),
  ];
}

/** The sample, and what it comes to. */
function personalFiles({ written, config }: AddedFrom): string[] {
  return written.files
    .filter((file) => file.includes('.samples'))
    .map((file) => join(config, file));
}

function warningLines(added: AddedFrom): string[] {
  return [
    'BEFORE YOU COMMIT: the sample holds all that the person who was recorded had sent.',
    'Replace each value of a real person, in',
    ...personalFiles(added).map((file) => `  ${file}`),
    'Then check shows what the sample comes to now. What was secret in it is removed already.',
  ];
}

function notes({ scheme, proposal, config, isExample, answers }: AddedFrom): string[] {
  return [
    ...(scheme.state === 'unknown'
      ? [
          'If the sender signs, and shows its key: remove these files, and add it again with ' +
            '--key. Then the scheme can be proved.',
        ]
      : []),
    ...(isExample
      ? [
          `${join(config, 'bridge.yaml')} is the example, since there was none: write the id of ` +
            "your workspace into it (Bridge's console shows it) before you deploy.",
        ]
      : []),
    ...(proposal.needsCountry && answers.country === undefined
      ? [
          'A phone number without its country was left out. To take it, add defaults with ' +
            'country: and two letters, such as US, and its line of the map, which is a comment.',
        ]
      : []),
  ];
}

function keyLines(added: AddedFrom): string[] {
  const { written, keyState } = added;
  const names = keyNames(written.source);
  if (names.length === 0) return [];
  const isPublic = isSignedBySenderAlone(written.source.verify);
  const state = {
    proved: `${keysFile} has the key that verified it.`,
    another: `${keysFile} has a key of this name, which was there before.`,
    'made-up': `${keysFile} has a made-up one, to try it on this machine.`,
    none: 'It is the public key of the sender.',
  }[isPublic && keyState === 'made-up' ? 'none' : keyState];
  return [
    ...wrapped(`The key: ${state} Set it (with --stack, in a deployed stack):`),
    ...names.map((name) => `  ${setKeyCommand(name, added)}`),
  ];
}
