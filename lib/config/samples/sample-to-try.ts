import { isRecord } from '../../../functions/core/json.ts';
import type { SampleFile } from './samples.ts';

/**
 * The sample to begin with, as the expected files say: one that can create a contact, else one that
 * writes something, else the first.
 */
export function sampleToTry<T extends Pick<SampleFile, 'expected'>>(
  samples: readonly T[],
): T | undefined {
  const patches = (one: T) => [one.expected].flat().filter(isPatch);
  return (
    samples.find((one) => patches(one).some((patch) => 'cellphone' in patch)) ??
    samples.find((one) => patches(one).length > 0) ??
    samples[0]
  );
}

/** Not why there is none. */
function isPatch(expected: unknown): expected is Record<string, unknown> {
  return isRecord(expected) && !('ignored' in expected || 'parked' in expected);
}
