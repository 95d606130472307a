import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { flow } from '../support/flow.ts';
import { formFilledIn } from '../support/payloads.ts';
import { newPerson } from '../support/person.ts';
import { thisCheckout } from '../support/stage.ts';
import { waitFor } from '../support/wait.ts';
import type { InIt } from './played.ts';

const sample = (name: string) => ({ file: join(thisCheckout, 'config/sources', name) });

export function deliveringFlows(inIt: InIt): void {
  describe('delivering', () => {
    flow('a form of our own site makes a contact in Bridge', async () => {
      const { run, stage } = inIt();
      const payload = sample('website-form.samples/contact-updated.json');

      expect(await stage.send('website-form', payload)).toBe(200);

      const email = 'nuria.vidal@example.com';
      await waitFor(
        'the contact of the form',
        () => run.bridge.contactWith(email),
        (contact) => contact?.lastName === 'Vidal',
      );
    });

    flow('a Typeform makes a contact in Bridge, with its options', async () => {
      const { run, stage } = inIt();
      const payload = sample('typeform-signup.samples/every-question.json');

      expect(await stage.send('typeform-signup', payload)).toBe(200);

      const contact = await waitFor(
        'the contact of the Typeform',
        () => run.bridge.contactWith('john.doe@example.com'),
        (found) => found?.lastName === 'Doe',
      );
      expect(contact?.customAttributes).toContainEqual({
        key: 'Interests',
        values: ['Product news', 'Events'],
      });
    });

    flow('a HubSpot workflow changes the contact whose id it carries', async () => {
      const { run, stage } = inIt();
      const payload = sample('hubspot-workflow.samples/contact.json');

      // HubSpot signs the whole URL: this is the one that API Gateway sees.
      expect(await stage.send('hubspot-workflow', payload)).toBe(200);

      await waitFor(
        'the contact of HubSpot',
        () => run.bridge.contact('4e362e2b-67b2-4a7e-a9df-e9ecf9141be8'),
        (contact) => contact?.firstName === 'Marta',
      );
    });

    flow('what is sent twice is delivered once', async () => {
      const { run, stage } = inIt();
      const person = newPerson();
      run.bridge.know(person);
      const twice = formFilledIn(person, { lastName: 'Twice' });
      const last = { lastName: 'Last', at: '2026-01-01T11:00:00Z' };

      expect(await stage.send('website-form', twice)).toBe(200);
      expect(await stage.send('website-form', twice)).toBe(200);
      expect(await stage.send('website-form', formFilledIn(person, last))).toBe(200);

      const patches = () => run.bridge.patchesOf(person.contactId);
      await waitFor('the last event', patches, (all) => all.at(-1)?.lastName === 'Last');
      expect(patches().map(({ lastName }) => lastName)).toEqual(['Twice', 'Last']);
    });
  });
}
