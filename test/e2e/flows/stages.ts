import { beforeAll, describe, expect } from 'vitest';
import { flow } from '../support/flow.ts';
import { formFilledIn } from '../support/payloads.ts';
import { newPerson } from '../support/person.ts';
import { setKeys } from '../support/run.ts';
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

    flow('is destroyed, and deployed again', async (skip) => {
      const { run, stage, second: other } = inSecond();
      if (!run.target.isEmulator) skip('AWS refuses names that a destroyed stack has left');
      const person = newPerson();
      run.bridge.know(person);
      const patches = () => run.bridge.patchesOf(person.contactId);

      await other.destroy();
      const gone = await other.tryCommand(['hold', 'show', '--workspace', 'main']);
      expect(gone.exitCode).toBe(1);
      const elsewhere = formFilledIn(person, { lastName: 'In the first' });
      expect(await stage.send('website-form', elsewhere)).toBe(200);
      await waitFor('the event in the first', patches, ({ length }) => length === 1);

      await other.deploy();
      // An emulator adopts the secrets by their names, and empties them.
      await setKeys(other, run.bridge, ['website-form']);
      const event = formFilledIn(person, { lastName: 'In the new one' });
      expect(await other.send('website-form', event)).toBe(200);
      await waitFor('the event in the new one', patches, ({ length }) => length === 2);
    });
  });
}
