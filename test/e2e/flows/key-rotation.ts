import { expect } from 'vitest';
import { flow } from '../support/flow.ts';
import { formFilledIn } from '../support/payloads.ts';
import { newPerson } from '../support/person.ts';
import { postSigned } from '../support/post.ts';
import { sources } from '../support/run.ts';
import { waitFor } from '../support/wait.ts';
import type { InIt } from './played.ts';

export function keyRotationFlows(inIt: InIt): void {
  flow(
    'a signing key is replaced: the new and the one before count, no third',
    async () => {
      const { run, stage } = inIt();
      const source = 'website-form';
      const url = await stage.hookUrl(source);
      const [before, after, never] = [0, 1, 2].map(sources[source]);
      const person = newPerson();
      run.bridge.know(person);
      const statusWith = async (key = '', lastName = '') => {
        const body = JSON.stringify(formFilledIn(person, { lastName }).json);
        return (await postSigned(stage.configDir, { source, url, key }, body)).status;
      };

      await stage.setKey(source, before ?? '');
      await stage.setKey(source, after ?? '');

      expect(await statusWith(after, 'New key')).toBe(200);
      expect(await statusWith(before, 'Old key')).toBe(200);
      expect(await statusWith(never, 'No key')).toBe(401);
      const patches = () => run.bridge.patchesOf(person.contactId);
      await waitFor('both events', patches, ({ length }) => length >= 2);
      const sent = patches().map(({ lastName }) => lastName);
      expect(sent.sort()).toEqual(['New key', 'Old key']);
    },
  );
}
