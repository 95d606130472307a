import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { flow } from '../support/flow.ts';
import { setKeys } from '../support/run.ts';
import { bootstrap, openStage, thisCheckout } from '../support/stage.ts';
import type { InIt } from './played.ts';

const everySender = [
  'website-form',
  'typeform-signup',
  'hubspot-workflow',
  'crm',
  'branch-form',
] as const;

/** What `npx cdk deploy` takes where nobody says which. */
const exampleConfig = join(thisCheckout, 'config');

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

      await setKeys(stage, run.bridge, everySender);
      await stage.setKey('branch', run.bridge.key);
      expect(await stage.command(['check'])).toBeDefined();
    });

    flow('cdk diff finds nothing to do after that', async () => {
      const { stage } = inIt();

      expect(await stage.diff()).toContain('There were no differences');
    });

    flow('another configuration is not deployed over the stage by mistake', async () => {
      const { run, stage } = inIt();
      const { target, scratch } = run;
      const { name } = stage;
      const example = openStage({ target, scratch, name, configDir: exampleConfig });

      await expect(example.deploy()).rejects.toThrow(
        'This stage came from another configuration than "config (example)"',
      );
      expect(await stage.diff()).toContain('There were no differences');
    });
  });
}
