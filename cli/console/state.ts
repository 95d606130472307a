import { version } from '../../lib/version.ts';
import type { State } from '../../local/console/api/state.ts';
import { describeHold } from '../hold/show-hold.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import type { Around } from './around.ts';
import { curlOfSample } from './sources/sample-curl.ts';

/**
 * What the page has to know of the instance, whatever it shows.
 * @throws UserError
 */
export async function showState(around: Around): Promise<State> {
  const { options, readOnly, local, terminal } = around;
  const { workspaces, sources } = await around.configured();
  const { parked, holds } = await around.withAnyLedger(async (ledger) => ({
    parked: (await ledger.operator.allParked()).length,
    holds: await readHolds(ledger, workspaces, terminal.now()),
  }));
  return {
    place: options.stack ?? 'this machine',
    isLocal: local !== undefined,
    readOnly,
    tabs: [
      'timeline',
      'parked',
      'sources',
      ...(local?.simulator === undefined ? [] : ['bridge' as const]),
    ],
    sources,
    workspaces: holds,
    parked,
    version,
    firstCurl: await firstCurl(around),
  };
}

/**
 * The workspaces with their holds, in the words of `hold show`.
 * @param now ms since 1970
 * @throws TransientFailure `ledger`
 */
export async function readHolds(
  { memory }: OpenLedger,
  workspaces: readonly string[],
  now: number,
): Promise<State['workspaces']> {
  const read = workspaces.map(async (name) => {
    const { hold } = await memory.workspaces.read(name);
    const words = describeHold(name, hold, now).join(' ');
    return { name, hold: hold === undefined ? undefined : words };
  });
  return Promise.all(read);
}

/**
 * What to send first, as long as nothing has come here. Of a stack nobody is asked: its timeline
 * has to be read from its logs.
 */
async function firstCurl(around: Around): Promise<string | undefined> {
  if (around.local === undefined) return undefined;
  const { total } = await around.timeline.timeline({ limit: 1 });
  if (total > 0) return undefined;
  const { sources } = await around.configuration();
  for (const source of sources) {
    const curl = await curlOfSample(around, source);
    if (curl?.command !== undefined) return curl.command;
  }
  return undefined;
}
