import { isSupportedCountry } from 'libphonenumber-js/min';
import { nameSchema } from '../../functions/core/config/primitives.ts';
import { isCountryCode } from '../../functions/core/map/entry-rule.ts';
import { bridgehookCommand, type Call } from '../../lib/command-line.ts';
import { providerNamed } from '../../lib/providers/provider-named.ts';
import { allProviders, type Provider } from '../../lib/providers/providers.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import { unknownName } from '../place/find-source.ts';
import { ask, canAsk, choose } from '../terminal/prompt.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Where an answer comes from that the command line did not give. */
export interface Asking {
  terminal: Terminal;
  /** Take what is the default, and ask nothing. */
  yes: boolean;
  call: Call;
}

/**
 * The provider that was named or is chosen.
 * @throws UserError, UsageError
 */
export async function answerProvider(
  given: string | undefined,
  { terminal, yes, call }: Asking,
): Promise<Provider> {
  if (given !== undefined) return providerNamed(given, call);
  const all = bridgehookCommand(['providers'], call);
  if (yes || !canAsk(terminal))
    throw new UsageError(`Say which provider. All of them: ${all}`);
  const choices = allProviders().map(({ name, about }) => ({
    value: name,
    label: about.title,
    hint: name,
  }));
  return providerNamed(await choose(terminal, 'Which sender?', choices), call);
}

/** What a source is called, and what its sender cannot say. */
export interface Answers {
  name: string;
  workspace: string;
  /** Two capital letters. */
  country: string | undefined;
}

/** As it was given on the command line. */
export type Given = Partial<Record<keyof Answers, string | undefined>>;

interface Asked {
  /** The name that is offered; `undefined` if nothing gives one. */
  defaultName: string | undefined;
  /** What the name stands behind on the command line. */
  nameAfter: string;
  /** Whether there are phone numbers of which nothing says the country. */
  asksCountry: boolean;
  /** Those of bridge.yaml. */
  workspaces: readonly string[];
  /** The file they are in. */
  bridgeFile: string;
  /** @throws UserError if a source of this name, or something in its place, exists */
  refuseExisting(name: string): void;
}

/**
 * Completes what was given: from the only thing that fits, from the defaults, or by asking.
 * @throws UsageError if something has to be given, and UserError if it cannot be meant
 */
export async function completeAnswers(
  given: Given,
  asked: Asked,
  asking: Asking,
): Promise<Answers> {
  const { workspaces, refuseExisting, asksCountry } = asked;
  if (given.name !== undefined) checkName(given.name, refuseExisting);
  const workspace =
    given.workspace ?? (workspaces.length === 1 ? workspaces[0] : undefined);
  if (workspace !== undefined) checkWorkspace(workspace, asked);
  const country = given.country === undefined ? undefined : readCountry(given.country);
  const known = { ...given, workspace };
  if (!asking.yes && !canAsk(asking.terminal)) refuseMissing(known, asked);
  if (workspace === undefined && asking.yes) throw missing(['--workspace <name>'], false);
  return {
    name: given.name ?? (await answerName(asked, asking)),
    workspace: workspace ?? (await answerWorkspace(workspaces, asking)),
    country: country ?? (asksCountry ? await answerCountry(asking) : undefined),
  };
}

function refuseMissing(given: Given, { asksCountry, nameAfter }: Asked): void {
  const lacking = [
    ...(given.name === undefined ? [`a name after ${nameAfter}`] : []),
    ...(given.workspace === undefined ? ['--workspace <name>'] : []),
    ...(asksCountry && given.country === undefined ? ['--country <ISO2>'] : []),
  ];
  if (lacking.length > 0) throw missing(lacking, given.workspace !== undefined);
}

function missing(what: string[], hasDefaults: boolean): UsageError {
  const orYes = hasDefaults ? '; or take the defaults with --yes' : '';
  return new UsageError(`There is nobody to ask. Write ${what.join(', and ')}${orYes}.`);
}

function checkName(name: string, refuseExisting: Asked['refuseExisting']): void {
  const { error } = nameSchema.safeParse(name);
  if (error !== undefined)
    throw new UsageError(`${name} ${error.issues.map(({ message }) => message).join()}.`);
  refuseExisting(name);
}

function checkWorkspace(name: string, { workspaces, bridgeFile }: Asked): void {
  if (!workspaces.includes(name))
    throw new UserError(unknownName('workspace', name, workspaces, bridgeFile));
}

function readCountry(text: string): string {
  const complaint = complainOfCountry(text);
  if (complaint !== undefined) throw new UsageError(`--country ${text}: ${complaint}`);
  return text.toUpperCase();
}

function complainOfCountry(text: string): string | undefined {
  const code = text.toUpperCase();
  if (isCountryCode(code) && isSupportedCountry(code)) return undefined;
  return 'Write a country as two letters (ISO 3166), such as US or ES.';
}

async function answerName(
  { defaultName, nameAfter, refuseExisting }: Asked,
  { terminal, yes }: Asking,
): Promise<string> {
  if (yes) {
    if (defaultName === undefined) throw missing([`a name after ${nameAfter}`], false);
    refuseExisting(defaultName);
    return defaultName;
  }
  return ask(terminal, {
    message: 'What is the source called? It stands in the URL of its hook.',
    initial: defaultName ?? '',
    complain: (answer) => complaintOf(() => checkName(answer, refuseExisting)),
  });
}

/** What people are shown of what is thrown for them. */
function complaintOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message;
  }
}

function answerWorkspace(
  workspaces: readonly string[],
  { terminal }: Asking,
): Promise<string> {
  const choices = workspaces.map((name) => ({ value: name, label: name }));
  return choose(terminal, 'Which workspace does it update?', choices);
}

async function answerCountry({ terminal, yes }: Asking): Promise<string | undefined> {
  if (yes) return undefined;
  const answer = await ask(terminal, {
    message: 'Country of phone numbers that come without one (such as US; none: Enter)?',
    initial: '',
    complain: (text) => (text === '' ? undefined : complainOfCountry(text)),
  });
  return answer === '' ? undefined : answer.toUpperCase();
}
