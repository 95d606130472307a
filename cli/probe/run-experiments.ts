import type { Behaviour } from '../../functions/core/config/bridge-schema.ts';
import {
  type Assumption,
  lookAtAnswers,
  tryReading,
  trySearching,
} from './assumptions.ts';
import { experiments } from './experiments.ts';
import type { Finding } from './finding.ts';
import type { Trial } from './trial.ts';

type Setting = keyof Behaviour;

/** What a run of experiments came to. */
export interface Probing {
  /** By the setting of bridge.yaml that says so. */
  settings: Map<Setting, Finding>;
  /** What no setting says, by name. */
  assumptions: Map<Assumption, Finding>;
  /** What cut it short. */
  failure: unknown;
}

type Found =
  | { setting: Setting; finding: Finding }
  | { assumption: Assumption; finding: Finding };

const assumptions: Assumption[] = [
  'readsFollowWrites',
  'searchIgnoresCase',
  'patchAnswer',
];

/** Tries one thing after the other, each on the contact as it was found. */
export async function runExperiments(trial: Trial): Promise<Probing> {
  const untried: Finding = { note: 'not tried' };
  const probing: Probing = {
    settings: new Map(experiments.map(({ setting }) => [setting, untried])),
    assumptions: new Map(assumptions.map((assumption) => [assumption, untried])),
    failure: undefined,
  };
  try {
    for await (const found of tryAll(trial)) {
      if ('setting' in found) probing.settings.set(found.setting, found.finding);
      else probing.assumptions.set(found.assumption, found.finding);
    }
  } catch (failure) {
    probing.failure = failure;
  }
  return probing;
}

/**
 * Ends early where the contact could not be made as it was. Reading comes first, because what
 * follows waits for it.
 */
async function* tryAll(trial: Trial): AsyncGenerator<Found> {
  const reading = await tryReading(trial);
  yield { assumption: 'readsFollowWrites', finding: reading };
  yield { assumption: 'searchIgnoresCase', finding: await trySearching(trial) };
  if (reading.endsAll || (await trial.restore()).length > 0) return;
  for (const { setting, run } of experiments) {
    const finding = await run(trial);
    yield { setting, finding };
    if (finding.value !== undefined)
      Object.assign(trial.knows, { [setting]: finding.value });
    if ((await trial.restore()).length > 0) return;
  }
  yield { assumption: 'patchAnswer', finding: lookAtAnswers(trial) };
}
