import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that try many values; most mutants are noticed by others, long before them. */
const slow =
  /(?:property|visible-text|mapping-mistakes|language-code|event-time)\.test\.ts$/;

/** A mutant is done with at the first test that fails, and many have to get past all of them. */
export class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) => Number(slow.test(moduleId));
    return files.toSorted((a, b) => isSlow(a) - isSlow(b));
  }
}
