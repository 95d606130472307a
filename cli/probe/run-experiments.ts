import { type Assumption, lookAtAnswers, tryReading, trySearching } from './assumptions.ts';
import { experiments, type Finding } from './experiments.ts';
import type { Trial } from './trial.ts';

/** What a run of experiments came to. */
export interface Probing {
  /** By the setting of bridge.yaml that says so. */
  settings: Map<string, Finding>;
  /** What no setting says, by name. */
  assumptions: Map<Assumption, Finding>;
  /** What cut it short. */
  failure: unknown;
}

const assumptions: Assumption[] = ['readsFollowWrites', 'searchIgnoresCase', 'patchAnswer'];

/**
 * Tries one thing after the other, each on the contact as it was found; ends early where it could
 * not be made so again. Reading comes first, because what follows waits for it.
 */
export async function runExperiments(trial: Trial): Promise<Probing> {
  const untried: Finding = { note: 'not tried' };
  const probing: Probing = {
    settings: new Map(experiments.map(({ setting }) => [setting, untried])),
    assumptions: new Map(assumptions.map((assumption) => [assumption, untried])),
    failure: undefined,
  };
  try {
    await tryAll(trial, probing);
  } catch (failure) {
    probing.failure = failure;
  }
  return probing;
}

async function tryAll(trial: Trial, probing: Probing): Promise<void> {
  const reading = await tryReading(trial);
  probing.assumptions.set('readsFollowWrites', reading);
  probing.assumptions.set('searchIgnoresCase', await trySearching(trial));
  if (reading.endsAll || (await trial.restore()).length > 0) return;
  for (const { setting, run } of experiments) {
    const finding = await run(trial);
    probing.settings.set(setting, finding);
    if (finding.value !== undefined) Object.assign(trial.knows, { [setting]: finding.value });
    if ((await trial.restore()).length > 0) return;
  }
  probing.assumptions.set('patchAnswer', lookAtAnswers(trial));
}
