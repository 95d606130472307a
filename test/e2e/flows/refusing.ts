import { describe, expect } from 'vitest';
import { newKey } from '../support/bridge.ts';
import { flow } from '../support/flow.ts';
import { formFilledIn } from '../support/payloads.ts';
import { newPerson } from '../support/person.ts';
import { post, postSigned } from '../support/post.ts';
import { sources } from '../support/run.ts';
import { waitFor } from '../support/wait.ts';
import type { InIt } from './played.ts';

export function refusingFlows(inIt: InIt): void {
  describe('refusing', () => {
    flow(
      'a request that proves no sender is refused, and nothing comes of it',
      async () => {
        const { run, stage } = inIt();
        const stranger = newPerson();
        const person = newPerson();
        run.bridge.know(stranger);
        run.bridge.know(person);
        const body = JSON.stringify(formFilledIn(stranger, { lastName: 'Stranger' }).json);
        const form = await stage.hookUrl('website-form');
        const typeform = await stage.hookUrl('typeform-signup');
        const hubspot = await stage.hookUrl('hubspot-workflow');

        expect(await post(form, body)).toMatchObject({ status: 401 });
        for (const [source, url] of [
          ['website-form', form],
          ['typeform-signup', typeform],
        ] as const) {
          const key = sources[source]();
          const answer = await postSigned(stage.configDir, { source, url, key }, body);
          expect(answer).toMatchObject({ status: 401 });
        }
        // A workflow of HubSpot repeats a 429, and no 401.
        const wrong = { source: 'hubspot-workflow', url: hubspot, key: newKey() };
        expect(await postSigned(stage.configDir, wrong, body)).toMatchObject({
          status: 429,
          headers: { 'retry-after': '60000' },
        });
        expect(
          await post(form.replace('website-form', 'no-such-form'), body),
        ).toMatchObject({
          status: 404,
        });
        expect(await post(form, 'x'.repeat(11 * 1024 * 1024))).toMatchObject({
          status: 413,
        });

        await stage.send('website-form', formFilledIn(person, { lastName: 'Proven' }));
        const patches = () => run.bridge.patchesOf(person.contactId);
        await waitFor('the event that was proven', patches, ({ length }) => length === 1);
        expect(run.bridge.patchesOf(stranger.contactId)).toEqual([]);
      },
    );
  });
}
