import { afterAll, beforeAll, describe } from 'vitest';
import { consoleFlows } from './flows/console.ts';
import { deliveringFlows } from './flows/delivering.ts';
import { deployingFlows } from './flows/deploying.ts';
import { keyRotationFlows } from './flows/key-rotation.ts';
import { mistakeFlows } from './flows/mistakes.ts';
import { outageFlows } from './flows/outages.ts';
import { peopleFlows } from './flows/people.ts';
import type { Played } from './flows/played.ts';
import { refusingFlows } from './flows/refusing.ts';
import { stageFlows } from './flows/stages.ts';
import { upgradingFlows } from './flows/upgrading.ts';
import { workspaceFlows } from './flows/workspaces.ts';
import { sumUp } from './support/flow.ts';
import { startRun } from './support/run.ts';

/**
 * The whole program: one stage through its life, a second one beside it, and an upgrade of a third.
 * Each flow finds the stage as the one before left it.
 */
describe('a real deployment', () => {
  const played: Partial<Played> = {};

  sumUp();
  beforeAll(async () => {
    played.run = await startRun();
    played.stage = await played.run.openStage('');
  });
  afterAll(() => played.run?.end());
  const inIt = () => whole(played);

  deployingFlows(inIt);
  deliveringFlows(inIt);
  refusingFlows(inIt);
  keyRotationFlows(inIt);
  outageFlows(inIt);
  mistakeFlows(inIt);
  peopleFlows(inIt);
  consoleFlows(inIt);
  workspaceFlows(inIt);
  stageFlows(inIt);
  upgradingFlows(inIt);
});

function whole({ run, stage }: Partial<Played>): Played {
  if (run === undefined || stage === undefined) throw new Error('nothing is deployed');
  return { run, stage };
}
