import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { checkOut } from '../support/checkout.ts';
import { flow, say } from '../support/flow.ts';
import { changedInCrm, formFilledIn } from '../support/payloads.ts';
import { newPerson, type Person } from '../support/person.ts';
import { setKeys } from '../support/run.ts';
import { openStage, type Stage, thisCheckout } from '../support/stage.ts';
import { waitFor } from '../support/wait.ts';
import { importLinks } from './people.ts';
import type { InIt } from './played.ts';

/** A version that somebody runs: what it wrote has to be read by every later one. */
const earlier = 'c44795a';
const parkedInCrm = ['--parked', '--source', 'crm'];
const signUp = 'sources/typeform-signup.samples/signup.json';
const gone = 'gone@example.com';
const rep = { id: 'rep-1', email: 'rep@example.com' };

export function upgradingFlows(inIt: InIt): void {
  flow(`an upgrade from ${earlier} loses nothing and reorders nothing`, async () => {
    const { run } = inIt();
    const { bridge, scratch, target } = run;
    const [linked, unlinked, refused, clocked, often, second, third] = sevenPeople();
    for (const person of [linked, unlinked, refused, clocked, often, second, third])
      bridge.know(person);
    bridge.behave({ owners: [rep] });
    const lastNames = ({ contactId }: Person) =>
      bridge.patchesOf(contactId).map(({ lastName }) => lastName);
    const sendAll = async (
      stage: Stage,
      events: [string, Parameters<Stage['send']>[1]][],
    ) => {
      for (const [source, event] of events)
        expect(await stage.send(source, event)).toBe(200);
    };
    const newest = formFilledIn(clocked, { lastName: 'Newest', at: hour(12) });

    say(`   deploying ${earlier}`);
    const before = await run.openStage('-upgraded', await checkOut(earlier, scratch));
    await before.deploy();
    await setKeys(before, bridge, ['website-form', 'crm', 'typeform-signup']);
    await sendAll(before, [
      ['website-form', newest],
      ['crm', changedInCrm('501', linked, { lastName: 'Learned', at: hour(1) })],
      ['crm', changedInCrm('502', newPerson(), { lastName: 'Waits for a link' })],
      ['crm', changedInCrm('503', refused, { lastName: 'Refused', rep: gone })],
    ]);
    await waitFor(
      'two delivered',
      () => [clocked, linked].map(lastNames),
      (sent) => sent.every(({ length }) => length === 1),
    );
    await before.waitForEvents('two parked', parkedInCrm, ({ length }) => length === 2);

    say('   Bridge goes down, and events wait');
    await bridge.down();
    await sendAll(before, [
      ...[1, 2, 3].map((at): [string, ReturnType<typeof formFilledIn>] => [
        'website-form',
        formFilledIn(often, { lastName: `No ${at}`, at: hour(at) }),
      ]),
      ['website-form', formFilledIn(second, { lastName: 'Waited' })],
      ['website-form', formFilledIn(third, { lastName: 'Waited' })],
      ['website-form', formFilledIn(clocked, { lastName: 'Older', at: hour(11) })],
      // This makes a contact.
      ['typeform-signup', { file: join(thisCheckout, 'config', signUp) }],
      // Only its id says whose it is.
      ['crm', changedInCrm('501', newPerson(), { lastName: 'By its link', at: hour(2) })],
    ]);
    await waitFor(
      'the hold',
      () => before.hold('main'),
      ({ hold }) => hold !== undefined,
    );

    say('   deploying this version over it');
    await useTodaysSamples(before.configDir);
    const { name, configDir } = before;
    const now = openStage({ target, name, configDir, scratch });
    await now.deploy();
    expect((await now.hold('main')).hold?.reason).toBe('unavailable');
    await bridge.up();

    const waiting = [often, second, third, linked];
    const sent = () => waiting.map(lastNames);
    await waitFor('all that waited', sent, (all) => all.flat().length >= 7);
    expect(sent()).toEqual([
      ['No 1', 'No 2', 'No 3'],
      ['Waited'],
      ['Waited'],
      ['Learned', 'By its link'],
    ]);
    await waitFor(
      'the contact of the Typeform',
      () => bridge.contactWith('lucia.martin@example.com'),
      (contact) => contact?.firstName === 'Lucía',
    );
    await now.waitForEvents(
      'the older event is stale',
      ['--contact', clocked.contactId],
      (events) => events.some(({ outcome }) => outcome?.kind === 'stale'),
    );
    expect(lastNames(clocked)).toEqual(['Newest']);

    say('   what was parked');
    const parked = await now.events(...parkedInCrm);
    const reasons = parked.map(({ outcome }) => outcome?.reason);
    expect(reasons.sort()).toEqual(['no-contact', 'refused']);
    await importLinks(now, scratch, [['502', unlinked]]);
    await waitFor(
      'the linked event',
      () => lastNames(unlinked),
      ({ length }) => length > 0,
    );
    expect(lastNames(unlinked)).toEqual(['Waits for a link']);
    bridge.behave({ owners: [rep, { id: 'rep-2', email: gone }] });
    const [last] = await now.events(...parkedInCrm);
    expect(await now.command(['replay', last?.id ?? '', '--yes'])).toContain(
      '1 delivered',
    );
    expect(lastNames(refused)).toEqual(['Refused']);
    expect(await now.events(...parkedInCrm)).toEqual([]);

    say('   what is remembered');
    expect(await now.command(['links', 'show', '--id', '501'])).toContain(
      linked.contactId,
    );
    await sendAll(now, [
      ['website-form', newest],
      ['website-form', formFilledIn(clocked, { lastName: 'Now', at: hour(13) })],
    ]);
    await waitFor(
      'the new event',
      () => lastNames(clocked),
      (names) => names.includes('Now'),
    );
    expect(lastNames(clocked)).toEqual(['Newest', 'Now']);
  });
}

function hour(at: number): string {
  return `2026-01-01T${String(at).padStart(2, '0')}:00:00Z`;
}

function sevenPeople() {
  const one = newPerson;
  return [one(), one(), one(), one(), one(), one(), one()] as const;
}

/**
 * The samples of the example configuration say what a version makes of them, which has changed
 * since; whoever upgrades looks at them and takes them over.
 */
async function useTodaysSamples(configDir: string): Promise<void> {
  const samples = 'sources/typeform-signup.samples';
  await cp(join(thisCheckout, 'config', samples), join(configDir, samples), {
    recursive: true,
  });
}
