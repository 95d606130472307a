import { join } from 'node:path';
import { expect } from 'vitest';
import { replaceIn } from '../support/configuration.ts';
import { flow } from '../support/flow.ts';
import { formFilledIn } from '../support/payloads.ts';
import { newPerson, workspaceIds } from '../support/person.ts';
import type { ListedEvent, Stage } from '../support/stage.ts';
import { waitFor } from '../support/wait.ts';
import type { InIt } from './played.ts';

export function workspaceFlows(inIt: InIt): void {
  flow(
    'a workspace is renamed while an event waits: the event is not stranded',
    async () => {
      const { run, stage } = inIt();
      const person = newPerson(workspaceIds.branch);
      const other = newPerson(workspaceIds.branch);
      run.bridge.know(person);
      run.bridge.know(other);
      const event = formFilledIn(person, { lastName: 'Waited for its name' });
      const inBranch = ['--workspace', 'branch'];

      await run.bridge.down();
      expect(await stage.send('branch-form', event)).toBe(200);
      await rename(stage, 'branch', 'office');
      await stage.deploy();
      await stage.setKey('office', run.bridge.key);
      await run.bridge.up();

      const parked = await stage.waitForEvents('it is parked', ['--parked'], isLeftBehind);
      const id = parked.find((event) => isLeftBehind([event]))?.id ?? '';
      const next = formFilledIn(other, { lastName: 'Under the new name' });
      expect(await stage.send('branch-form', next)).toBe(200);
      const patches = () => run.bridge.patchesOf(other.contactId);
      await waitFor('the next event', patches, ({ length }) => length === 1);

      await rename(stage, 'office', 'branch');
      await stage.deploy();
      const replayed = await stage.command(['replay', id, '--yes', ...inBranch]);
      expect(replayed).toContain('1 delivered');
      expect(run.bridge.patchesOf(person.contactId)).toMatchObject([
        { lastName: 'Waited for its name' },
      ]);
    },
  );
}

/** Whether there is an event of a workspace that the configuration does not have any more. */
function isLeftBehind(events: ListedEvent[]): boolean {
  return events.some(({ outcome }) => outcome?.reason === 'workspace-removed');
}

async function rename(stage: Stage, from: string, to: string): Promise<void> {
  await replaceIn(join(stage.configDir, 'bridge.yaml'), `${from}:`, `${to}:`);
  const source = join(stage.configDir, 'sources/branch-form.yaml');
  await replaceIn(source, `workspace: ${from}`, `workspace: ${to}`);
}
