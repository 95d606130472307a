import { experiments, type Finding } from './experiments.ts';
import type { Trial } from './trial.ts';

/** What a run of experiments came to. */
export interface Probing {
  findings: Map<string, Finding>;
  /** What cut it short. */
  failure: unknown;
}

/** Tries one thing after the other, each on the contact as it was found; ends early where it could not be made so again. */
export async function runExperiments(trial: Trial): Promise<Probing> {
  const findings = new Map<string, Finding>(
    experiments.map(({ setting }) => [setting, { note: 'not tried' }]),
  );
  try {
    for (const { setting, run } of experiments) {
      const finding = await run(trial);
      findings.set(setting, finding);
      if (finding.value !== undefined) Object.assign(trial.knows, { [setting]: finding.value });
      if ((await trial.restore()).length > 0) break;
    }
    return { findings, failure: undefined };
  } catch (failure) {
    return { findings, failure };
  }
}
