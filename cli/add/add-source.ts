import { join } from 'node:path';
import { needsCountry, newSourceFile, requestsOf } from '../../lib/providers/new-source.ts';
import { addFakeKeys } from '../../local/keys/local-keys.ts';
import { callOf } from '../place/place-options.ts';
import { type CommonOptions, fromHere, localFolder } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { answerProvider, completeAnswers } from './answers.ts';
import { bridgeFor } from './bridge-for.ts';
import { printAdded, printAddedJson } from './print-added.ts';
import { refuseExisting, writeSource } from './write-source.ts';

export interface AddOptions extends CommonOptions {
  workspace?: string | undefined;
  country?: string | undefined;
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
  const { config, json, workspace, country, yes = false } = wanted;
  const call = callOf({ config }, terminal);
  const asking = { terminal, yes, call };
  const dir = fromHere(terminal, config);
  const provider = await answerProvider(wanted.provider, asking);
  const found = await bridgeFor(dir);
  const workspaces = Object.keys(found.bridge.workspaces);
  const answers = await completeAnswers(
    { name: wanted.name, workspace, country },
    {
      provider,
      workspaces,
      bridgeFile: join(dir, 'bridge.yaml'),
      refuseExisting: (name) => refuseExisting(dir, name),
    },
    asking,
  );
  const { name } = answers;
  const yaml = newSourceFile(provider, answers);
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
    call,
  });
}
