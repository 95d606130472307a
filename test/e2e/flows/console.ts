import { describe, expect } from 'vitest';
import {
  type Asked,
  type ConsoleProcess,
  startConsoleProcess,
} from '../../support/console-process.ts';
import { flow } from '../support/flow.ts';
import { changedInCrm } from '../support/payloads.ts';
import { newPerson } from '../support/person.ts';
import { thisCheckout } from '../support/stage.ts';
import { waitFor } from '../support/wait.ts';
import type { InIt, Played } from './played.ts';

export function consoleFlows(inIt: InIt): void {
  describe('the console', () => {
    flow('shows a parked event and why, and replays it with --write', async () => {
      const { run, stage } = inIt();
      const person = newPerson();
      const event = changedInCrm('900', person, { lastName: 'Seen in the console' });
      await using reader = await open(inIt());
      await using writer = await open(inIt(), '--write');

      // Nobody has this address yet.
      expect(await stage.send('crm', event)).toBe(200);
      const id = await waitForParked(reader);
      await waitForState(reader, id, 'parked');
      const explained = await reader.ask(`/events/${id}`);
      expect(explained.json.fields).toContainEqual({
        field: 'lastName',
        from: 'data.lastName',
        isMasked: true,
        why: expect.stringMatching(/^set/),
      });

      run.bridge.know(person);
      const plan = await reader.ask('/plan', { ids: [id] });
      expect(plan.json).toMatchObject({
        isMasked: true,
        contacts: [{ contactId: person.contactId }],
        blocked: expect.stringMatching(/^This console only reads/),
      });
      const { digest } = plan.json;
      const refused = await reader.ask('/send', { ids: [id], digest });
      expect(refused.status).toBe(403);
      for (const { text } of [explained, plan])
        expect(text).not.toContain('Seen in the console');
      expect(run.bridge.patchesOf(person.contactId)).toEqual([]);

      const sent = await writer.ask('/send', { ids: [id], digest });
      expect(sent.json).toMatchObject({ sent: true });
      await waitForState(writer, id, 'delivered');
      expect(run.bridge.patchesOf(person.contactId)).toMatchObject([
        { lastName: 'Seen in the console' },
      ]);
      const shown = await writer.ask(`/events/${id}/reveal`, {});
      expect(shown.text).toContain('Seen in the console');
      expect(writer.output()).toContain(`values shown  event ${id}\n`);
      expect(writer.output()).not.toContain('Seen in the console');
    });
  });
}

async function open(
  { run, stage }: Played,
  ...options: string[]
): Promise<ConsoleProcess & AsyncDisposable> {
  const started = await startConsoleProcess(
    ['--stack', stage.stack, '--config', stage.configDir, ...options],
    { cwd: thisCheckout, env: run.target.env },
  );
  return { ...started, [Symbol.asyncDispose]: async () => void (await started.stop()) };
}

/** Gives the id of the event that is parked without a contact. */
async function waitForParked(console: ConsoleProcess): Promise<string> {
  const idIn = ({ json }: Asked): string | undefined =>
    json.events.find(
      ({ source, reason }: { source: string; reason: string }) =>
        [source, reason].join() === 'crm,no-contact',
    )?.id;
  const parked = await waitFor(
    'the parked event',
    () => console.ask('/parked'),
    (asked) => idIn(asked) !== undefined,
  );
  return String(idIn(parked));
}

/** Waits until the timeline, which is made of log lines, says so of an event. */
async function waitForState(console: ConsoleProcess, id: string, state: string) {
  await waitFor(
    `the row that says ${state}`,
    async () => (await console.ask('/timeline', { id })).json,
    ({ rows }) => rows?.[0]?.events[0]?.state === state,
  );
}
