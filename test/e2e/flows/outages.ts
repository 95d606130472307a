import { describe, expect } from 'vitest';
import { flow } from '../support/flow.ts';
import { formFilledIn } from '../support/payloads.ts';
import { newPerson } from '../support/person.ts';
import { waitFor } from '../support/wait.ts';
import type { InIt } from './played.ts';

export function outageFlows(inIt: InIt): void {
  describe('when Bridge fails', () => {
    flow('Bridge is down: events are held, and then delivered in order', async () => {
      const { run, stage } = inIt();
      const [often, ...others] = [newPerson(), newPerson(), newPerson()] as const;
      for (const person of [often, ...others]) run.bridge.know(person);
      const inOrder = [1, 2, 3].map((hour) =>
        formFilledIn(often, { lastName: `No ${hour}`, at: `2026-01-01T0${hour}:00:00Z` }),
      );

      await run.bridge.down();
      for (const event of inOrder)
        expect(await stage.send('website-form', event)).toBe(200);
      for (const other of others) {
        const event = formFilledIn(other, { lastName: 'Waited' });
        expect(await stage.send('website-form', event)).toBe(200);
      }
      await waitFor(
        'the hold',
        () => stage.hold('main'),
        ({ hold }) => hold?.reason === 'unavailable',
      );
      await run.bridge.up();

      const lastNames = ({ contactId }: { contactId: string }) =>
        run.bridge.patchesOf(contactId).map(({ lastName }) => lastName);
      const sent = () => [often, ...others].map(lastNames);
      await waitFor('all events', sent, (all) => all.flat().length >= 5);
      expect(sent()).toEqual([['No 1', 'No 2', 'No 3'], ['Waited'], ['Waited']]);
      expect((await stage.hold('main')).hold).toBeUndefined();
    });

    flow('Bridge rejects the key: keys set is all that it needs', async () => {
      const { run, stage } = inIt();
      const person = newPerson();
      run.bridge.know(person);
      const event = formFilledIn(person, { lastName: 'After the key' });

      run.bridge.changeKey();
      expect(await stage.send('website-form', event)).toBe(200);
      await waitFor('Bridge to refuse', run.bridge.requests, (requests) =>
        requests.some(({ apiKeyAccepted }) => !apiKeyAccepted),
      );
      expect(run.bridge.patchesOf(person.contactId)).toEqual([]);
      await stage.setKey('main', run.bridge.key);

      const patches = () => run.bridge.patchesOf(person.contactId);
      await waitFor('the event', patches, ({ length }) => length === 1);
      await stage.setKey('branch', run.bridge.key);
    });
  });
}
