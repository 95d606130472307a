import { join } from 'node:path';
import { expect } from 'vitest';
import { replaceIn } from '../support/configuration.ts';
import { flow } from '../support/flow.ts';
import { changedInCrm } from '../support/payloads.ts';
import { newPerson } from '../support/person.ts';
import type { InIt } from './played.ts';

const parkedInCrm = ['--parked', '--source', 'crm'];
/** Whom Bridge knows as owners of contacts. */
const owners = [{ id: 'rep-1', email: 'rep@example.com' }];
const gone = 'gone@example.com';
/** Whoever is gone has a successor. */
const corrected = `owner:
    from: data.rep
    lookup:
      ${gone}: rep@example.com
      rep@example.com: rep@example.com`;

export function mistakeFlows(inIt: InIt): void {
  flow(
    'Bridge refuses: parked, the map is corrected, replayed once it is deployed',
    async () => {
      const { run, stage } = inIt();
      const person = newPerson();
      run.bridge.know(person);
      run.bridge.behave({ owners });
      const event = changedInCrm('700', person, { lastName: 'Refused once', rep: gone });

      expect(await stage.send('crm', event)).toBe(200);
      const [parked] = await stage.waitForEvents(
        'the event is parked',
        parkedInCrm,
        ({ length }) => length === 1,
      );
      expect(parked?.outcome).toMatchObject({ kind: 'parked', reason: 'refused' });
      const id = parked?.id ?? '';

      const file = join(stage.configDir, 'sources/crm.yaml');
      await replaceIn(file, 'owner: data.rep', corrected);
      const tooEarly = await stage.tryCommand(['replay', id, '--yes']);
      expect(tooEarly).toMatchObject({ exitCode: 1 });
      expect(tooEarly.stderr).toContain('Nothing was sent');
      // The field that Bridge named is left out; the others were sent.
      const owner = () => run.bridge.contact(person.contactId)?.ownerId;
      expect(owner()).toBeNull();

      expect(await stage.diff()).toContain('ConfigHash');
      await stage.deploy();
      expect(await stage.command(['replay', id, '--yes'])).toContain('1 delivered');
      expect(owner()).toBe('rep-1');
      expect(await stage.events(...parkedInCrm)).toEqual([]);
    },
  );
}
