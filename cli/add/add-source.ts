import { join } from 'node:path';
import {
  needsCountry,
  newSourceFile,
  requestsOf,
} from '../../lib/providers/new-source.ts';
import type { Provider } from '../../lib/providers/providers.ts';
import { addFakeKeys } from '../../local/keys/local-keys.ts';
import { callOf } from '../place/place-options.ts';
import { type CommonOptions, fromHere, localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { answerAccount } from './answer-account.ts';
import { type Answers, type Asking, answerProvider, completeAnswers } from './answers.ts';
import { bridgeFor } from './bridge-for.ts';
import { printAdded, printAddedJson } from './print-added.ts';
import { sourcesOf, systemOf } from './system.ts';
import { refuseExisting, writeSource } from './write-source.ts';

export interface AddOptions extends CommonOptions {
  workspace?: string | undefined;
  country?: string | undefined;
  system?: string | undefined;
  account?: string | undefined;
  yes?: true | undefined;
}

/** What the command line says. */
interface Wanted extends AddOptions {
  provider: string | undefined;
  name: string | undefined;
}

/**
 * Adds a source of a provider to a configuration, and says what comes next.
 * @throws UserError, UsageError
 */
export async function addSource(wanted: Wanted, terminal: Terminal): Promise<void> {
  const { config, json, yes = false } = wanted;
  const call = callOf({ config }, terminal);
  const asking = { terminal, yes, call };
  const dir = fromHere(terminal, config);
  const provider = await answerProvider(wanted.provider, asking);
  const found = await bridgeFor(dir);
  const workspaces = Object.keys(found.bridge.workspaces);
  const answers = await answersFor(provider, { wanted, dir, workspaces }, asking);
  const { name } = answers;
  const system = systemOf(provider, name, wanted.system);
  const account = await answerAccount(provider, wanted.account, asking);
  const yaml = newSourceFile(provider, { ...answers, system, account });
  const samples = requestsOf(provider);
  const keysFile = join(localFolder(terminal), 'keys.json');
  const written = await writeSource(dir, found, { name, yaml, samples }, (source) =>
    addFakeKeys(keysFile, { sources: [{ source }] }, { workspaces: {} }),
  );
  const print = json ? printAddedJson : printAdded;
  print(terminal, {
    provider,
    answers,
    written,
    workspaces,
    config,
    isExample: found.isExample,
    keysFile: join('.bridgehook', 'keys.json'),
    lacksCountry: answers.country === undefined && needsCountry(provider),
    lacksAccount: account === undefined,
    sharing: system === undefined ? [] : await sourcesOf(dir, system, name),
    call,
  });
}

/** What the source is called, and what its sender cannot say. */
async function answersFor(
  provider: Provider,
  { wanted, dir, workspaces }: { wanted: Wanted; dir: string; workspaces: string[] },
  asking: Asking,
): Promise<Answers> {
  const { name, workspace, country } = wanted;
  return await completeAnswers(
    { name, workspace, country },
    {
      defaultName: provider.name,
      nameAfter: 'the provider',
      asksCountry: needsCountry(provider),
      workspaces,
      bridgeFile: join(dir, 'bridge.yaml'),
      refuseExisting: (own) => refuseExisting(dir, own),
    },
    asking,
  );
}
