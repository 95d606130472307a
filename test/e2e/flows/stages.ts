import { beforeAll, describe, expect } from 'vitest';
import * as z from 'zod';
import { flow } from '../support/flow.ts';
import { formFilledIn } from '../support/payloads.ts';
import { newPerson } from '../support/person.ts';
import { assertWell, runProgram } from '../support/run-program.ts';
import { type Run, setKeys } from '../support/run.ts';
import { type Stage, thisCheckout } from '../support/stage.ts';
import { waitFor } from '../support/wait.ts';
import type { InIt } from './played.ts';

export function stageFlows(inIt: InIt): void {
  describe('a second stage', () => {
    let second: Stage | undefined;
    const inSecond = () => {
      if (second === undefined) throw new Error('there is no second stage');
      return { ...inIt(), second };
    };
    beforeAll(async () => {
      second = await inIt().run.openStage('-second');
    });

    flow('lives beside the first, with keys and a memory of its own', async () => {
      const { run, stage, second: other } = inSecond();
      const person = newPerson();
      run.bridge.know(person);
      const event = formFilledIn(person, { lastName: 'In both' });
      const patches = () => run.bridge.patchesOf(person.contactId);

      await other.deploy();
      const withoutKey = await other.tryCommand(['check']);
      expect(withoutKey.exitCode).toBe(1);
      await setKeys(other, run.bridge, ['website-form']);
      expect(await stage.send('website-form', event)).toBe(200);
      await waitFor('the event in the first', patches, ({ length }) => length === 1);
      expect(await other.send('website-form', event)).toBe(200);

      await waitFor('the event in the second', patches, ({ length }) => length === 2);
      expect(await other.events('--contact', person.contactId)).toHaveLength(1);
      expect(await stage.events('--contact', person.contactId)).toHaveLength(1);
    });

    flow('is destroyed and adopted while an event waits: it is delivered', async () => {
      const { run, stage, second: other } = inSecond();
      const person = newPerson();
      run.bridge.know(person);
      const patches = () => run.bridge.patchesOf(person.contactId);
      const elsewhere = formFilledIn(person, { lastName: 'In the first' });
      const waiting = formFilledIn(person, { lastName: 'Waited for a stack' });
      const next = formFilledIn(person, { lastName: 'In the new one' });

      await run.bridge.down();
      expect(await other.send('website-form', waiting)).toBe(200);
      await other.destroy();
      const gone = await other.tryCommand(['hold', 'show', '--workspace', 'main']);
      expect(gone.exitCode).toBe(1);
      await run.bridge.up();
      expect(await stage.send('website-form', elsewhere)).toBe(200);
      await waitFor('the event in the first', patches, ({ length }) => length === 1);

      await bringBack(run, other);
      await waitFor('the event that waited', patches, ({ length }) => length === 2);
      expect(await other.send('website-form', next)).toBe(200);
      await waitFor('the event in the new one', patches, ({ length }) => length === 3);
    });
  });
}

const adoption = z.looseObject({
  commands: z.array(z.string()),
  resources: z.array(z.looseObject({ type: z.string() })),
  queuesFromBefore: z.array(z.unknown()),
});

/** Deploys a destroyed stage again, as `adopt` says it. */
async function bringBack(run: Run, stage: Stage): Promise<void> {
  const { commands, resources, queuesFromBefore } = adoption.parse(
    JSON.parse(await stage.command(['adopt', '--json'])),
  );
  expect([...new Set(resources.map(({ type }) => type))].sort()).toEqual(
    expect.arrayContaining([
      'AWS::DynamoDB::GlobalTable',
      'AWS::SQS::Queue',
      'AWS::SecretsManager::Secret',
    ]),
  );
  expect(queuesFromBefore).toEqual([]);
  if (!run.target.isEmulator) return runAll(run, commands);
  // MiniStack imports neither tables nor secrets. It adopts them by name, and empties secrets.
  await stage.deploy();
  await setKeys(stage, run.bridge, ['website-form']);
}

/** Runs commands as a person would who copied them. Nobody is there to answer the CDK. */
async function runAll({ target }: Run, commands: string[]): Promise<void> {
  const at = { cwd: thisCheckout, env: target.env };
  for (const command of commands) {
    const unasked = command.includes('cdk deploy') ? ' --require-approval never' : '';
    assertWell(command, await runProgram('bash', ['-c', `${command}${unasked}`], at));
  }
}
