import { setTimeout as delay } from 'node:timers/promises';
import type { ContactRef } from '../../functions/core/memory/contact-ref.ts';
import { loadSettings } from '../../lib/config/settings.ts';
import { UsageError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import { type PlaceOptions, readContactId } from '../place/place-options.ts';
import { findWorkspaceScope } from '../place/scope.ts';
import { fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { leaveTombstones, tombstoneSeconds } from './leave-tombstones.ts';
import { knowsMore, type Person, readPerson } from './person.ts';
import { describeErasure, describeTraces, type Erased } from './print-erasure.ts';
import { addUp, removeEvents } from './remove-events.ts';
import { findTraces, type Search, type Traces } from './traces.ts';

export interface EraseOptions extends PlaceOptions {
  contact: string;
  wait: string;
  yes?: true | undefined;
}

/**
 * Erases what the ledger keeps of the person behind a contact: its clocks and links, and the
 * payloads of its events. From then on what was received before ends `ignored: erased`.
 * @throws UserError
 */
export async function erase(options: EraseOptions, terminal: Terminal): Promise<void> {
  const waitSeconds = readWait(options.wait);
  const contactId = readContactId(options.contact);
  const scope = await findWorkspaceScope(options, terminal);
  const settings = await loadSettings(fromHere(terminal, options.config));
  const afterFailure = () => 'The same command again does the rest.';
  await withLedger({ terminal, scope, options, afterFailure }, async (ledger) => {
    const contact = { workspace: scope.workspace, contactId };
    const person = await findPerson(contact, ledger, terminal);
    const search = { config: settings.deployed, ledger, until: terminal.now() };
    const traces = await findTraces(person, search);
    const described = options.yes
      ? describeErasure(await eraseTwice(traces, search, waitSeconds, terminal), {
          logRetentionDays: settings.logRetentionDays,
          isDeployed: options.stack !== undefined,
        })
      : describeTraces(traces);
    if (options.json) printJson(terminal, described.json);
    else terminal.stdout.write(`${described.lines.join('\n')}\n`);
  });
}

async function findPerson(
  contact: ContactRef,
  ledger: OpenLedger,
  terminal: Terminal,
): Promise<Person> {
  const inBridge = await ledger.bridge.getContact(contact.contactId);
  if (inBridge === undefined)
    terminal.stderr.write(
      'Note: Bridge has no such contact, ' +
        'so its number and address are known only as far as events hold them.\n',
    );
  return readPerson(contact, ledger, inBridge);
}

/** Looks a second time, for what deliveries that were under way have left. */
async function eraseTwice(
  traces: Traces,
  search: Search,
  waitSeconds: number,
  terminal: Terminal,
): Promise<Erased> {
  const { config, ledger, until: at } = search;
  const rememberSeconds = config.delivery.dedupeForSeconds;
  const erasure = { at, forgetAt: at + tombstoneSeconds * 1000 };
  const known = await leaveTombstones(traces.person, erasure, ledger);
  const first = await removeEvents(traces, { at, rememberSeconds }, ledger);
  if (waitSeconds > 0)
    terminal.stderr.write(
      `Erased. Looking a second time in ${waitSeconds} s, when deliveries under way have ended.\n`,
    );
  await delay(waitSeconds * 1000);
  const later = await findTraces(known, search);
  const person = knowsMore(later.person, known)
    ? await leaveTombstones(later.person, erasure, ledger)
    : later.person;
  const second = await removeEvents(later, { at, rememberSeconds }, ledger);
  return { person, removed: addUp(first, second), erasure, rememberSeconds };
}

function readWait(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= 0 && seconds <= 3600) return seconds;
  throw new UsageError(
    `--wait ${text} is not a number of seconds. Write one from 0 to 3600.`,
  );
}
