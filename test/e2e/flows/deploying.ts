import { describe, expect } from 'vitest';
import { flow } from '../support/flow.ts';
import { setAllKeys } from '../support/run.ts';
import { bootstrap } from '../support/stage.ts';
import type { InIt } from './played.ts';

export function deployingFlows(inIt: InIt): void {
  describe('deploying', () => {
    flow('cdk bootstrap prepares the account', async () => {
      const { run } = inIt();

      expect(await bootstrap(run.target, run.scratch)).toMatch(
        /Environment .* bootstrapped/,
      );
    });

    flow('cdk deploy makes the stack, and keys set fills its secrets', async () => {
      const { run, stage } = inIt();

      expect(await stage.deploy()).toContain(`${stage.stack}.HooksUrl`);

      await setAllKeys(stage, run.bridge);
      expect(await stage.command(['check'])).toBeDefined();
    });

    flow('cdk diff finds nothing to do after that', async () => {
      const { stage } = inIt();

      expect(await stage.diff()).toContain('There were no differences');
    });
  });
}
