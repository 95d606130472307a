import { beforeAll, describe, expect } from 'vitest';
import * as z from 'zod';
import { flow } from '../support/flow.ts';
import { formFilledIn } from '../support/payloads.ts';
import { newPerson } from '../support/person.ts';
import { type Run, setKeys } from '../support/run.ts';
import { runAsPrinted } from '../support/run-program.ts';
import type { Stage } from '../support/stage.ts';
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

    flow(
      'is destroyed and adopted while an event waits: on AWS it is delivered',
      async () => {
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
        // MiniStack makes the queues anew, and empty.
        const before = run.target.isEmulator ? 1 : 2;
        await waitFor('the event that waited', patches, ({ length }) => length === before);
        expect(await other.send('website-form', next)).toBe(200);
        await waitFor(
          'the event in the new one',
          patches,
          ({ length }) => length > before,
        );
        expect(patches().at(-1)).toMatchObject({ lastName: 'In the new one' });
      },
    );
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
  if (!run.target.isEmulator) {
    for (const command of commands) await runAsPrinted(unasked(command));
    return;
  }
  // MiniStack imports neither tables nor secrets. It adopts them by name, and empties secrets.
  await stage.deploy();
  await setKeys(stage, run.bridge, ['website-form']);
}

/** Nobody is there to answer the CDK. */
function unasked(command: string): string {
  return command.includes('cdk deploy') ? `${command} --require-approval never` : command;
}
