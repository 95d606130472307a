import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { flow } from '../support/flow.ts';
import { changedInCrm } from '../support/payloads.ts';
import { newPerson, type Person } from '../support/person.ts';
import type { ListedEvent, Stage } from '../support/stage.ts';
import { waitFor } from '../support/wait.ts';
import type { InIt } from './played.ts';

const parkedInCrm = ['--parked', '--source', 'crm'];

function hasNoContact(events: ListedEvent[]): boolean {
  return events.some(({ outcome }) => outcome?.reason === 'no-contact');
}

export function peopleFlows(inIt: InIt): void {
  describe('people', () => {
    const person = newPerson();

    flow('an event of an unknown id is parked, and a links import frees it', async () => {
      const { run, stage } = inIt();
      run.bridge.know(person);
      // By this address nobody is found.
      const event = changedInCrm('800', newPerson(), { lastName: 'Linked' });

      expect(await stage.send('crm', event)).toBe(200);
      await stage.waitForEvents('the event is parked', parkedInCrm, hasNoContact);
      await importLinks(stage, run.scratch, [['800', person]]);

      const patches = () => run.bridge.patchesOf(person.contactId);
      await waitFor('the event', patches, ({ length }) => length === 1);
      expect(patches()).toMatchObject([{ lastName: 'Linked' }]);
      expect(await stage.events(...parkedInCrm)).not.toSatisfy(hasNoContact);
    });

    flow('what is kept of a person is erased', async () => {
      const { stage } = inIt();
      const contact = ['--contact', person.contactId];
      const [kept] = await stage.events(...contact);
      const id = kept?.id ?? '';
      expect(await stage.command(['events', 'show', id, '--payload'])).toContain('Linked');

      await stage.command(['erase', ...contact]);
      expect(await stage.command(['links', 'show', ...contact])).toContain('crm');
      await stage.command(['erase', ...contact, '--yes', '--wait', '5']);

      expect(await stage.command(['links', 'show', ...contact])).not.toContain('crm');
      const shown = await stage.command(['events', 'show', id, '--payload']);
      expect(shown).not.toContain('Linked');
    });
  });
}

/** `links import` of ids of the CRM. */
export async function importLinks(
  stage: Stage,
  scratch: string,
  links: [externalId: string, person: Person][],
): Promise<void> {
  const file = join(scratch, `links-${stage.name}.csv`);
  const lines = links.map(([id, { contactId }]) => `${id},${contactId}`);
  await writeFile(file, ['externalId,contactId', ...lines, ''].join('\n'));
  await stage.command(['links', 'import', file, '--system', 'crm']);
}
