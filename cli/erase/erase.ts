import { setTimeout as delay } from 'node:timers/promises';
import { createBridge } from '../../functions/core/bridge/bridge-calls.ts';
import { createBridgeTransport } from '../../functions/edges/bridge.ts';
import type { Erasure } from '../../functions/edges/ledger/operator/tombstones.ts';
import { loadSettings } from '../../lib/config/settings.ts';
import { UserError } from '../../lib/report.ts';
import { readContactId } from '../links/set.ts';
import type { OpenLedger } from '../place/open-ledger.ts';
import { findWorkspaceScope, type LinkOptions, type WorkspaceScope } from '../place/scope.ts';
import { withLedger } from '../place/with-ledger.ts';
import { fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { entomb, removeEvents, tombstoneSeconds } from './entomb.ts';
import { readPerson } from './person.ts';
import { describeErasure, describeTraces } from './print-erasure.ts';
import { findTraces } from './traces.ts';

export interface EraseOptions extends LinkOptions {
  contact: string;
  wait: string;
  yes?: true;
}

/**
 * Erases what the ledger keeps of the person behind a contact: its clocks and links, and the
 * payloads of its events. From then on
 * what was received before ends `ignored: erased`. Looks a second time when deliveries that were
 * under way have ended. Throws a UserError.
 */
export async function erase(options: EraseOptions, terminal: Terminal): Promise<void> {
  const waitSeconds = readWait(options.wait);
  const contactId = readContactId(options.contact);
  const scope = await findWorkspaceScope(options, terminal);
  const { deployed, logRetentionDays } = await loadSettings(fromHere(terminal, options.config));
  const rememberSeconds = deployed.delivery.dedupeForSeconds;
  await withLedger(
    { terminal, scope, stack: options.stack, after: () => 'The same command again does the rest.' },
    async (ledger) => {
      const inBridge = await bridgeOf(ledger, scope).getContact(contactId);
      if (inBridge === undefined)
        terminal.stderr.write(
          'Note: Bridge has no such contact, so its number and address are known only as far as events say them.\n',
        );
      const person = await readPerson({ workspace: scope.workspace, contactId }, ledger, inBridge);
      const at = terminal.now();
      const erasure: Erasure = { at, forgetAt: at + tombstoneSeconds * 1000 };
      const search = { config: deployed, ledger, until: at };
      const traces = await findTraces(person, search);
      if (!options.yes) {
        if (options.json)
          return printJson(terminal, {
            contactId,
            erased: false,
            ...describeTraces(person, traces).json,
          });
        terminal.stdout.write(describeTraces(person, traces).text);
        return;
      }
      const hadClocks = person.hasClocks;
      await entomb(person, erasure, ledger);
      const first = await removeEvents(traces, { at, rememberSeconds }, ledger);
      if (waitSeconds > 0)
        terminal.stderr.write(
          `Erased. Looking a second time in ${waitSeconds} s, when deliveries under way have ended.\n`,
        );
      await delay(waitSeconds * 1000);
      const linked = person.linkKeys.size + person.values.size;
      const later = await findTraces(person, search);
      if (person.linkKeys.size + person.values.size > linked) await entomb(person, erasure, ledger);
      const second = await removeEvents(later, { at, rememberSeconds }, ledger);
      const removed = {
        parked: first.parked + second.parked,
        payloads: first.payloads + second.payloads,
      };
      const report = {
        hadClocks,
        links: person.linkKeys.size,
        removed,
        erasure,
        rememberSeconds,
        logRetentionDays,
        isDeployed: options.stack !== undefined,
      };
      const described = describeErasure(contactId, scope.workspace, report);
      if (options.json) printJson(terminal, described.json);
      else terminal.stdout.write(described.text);
    },
  );
}

function bridgeOf(ledger: OpenLedger, { baseUrl, timeoutSeconds, workspaceId }: WorkspaceScope) {
  return createBridge(
    createBridgeTransport({ baseUrl: ledger.bridgeUrl ?? baseUrl, timeoutSeconds }),
    workspaceId,
    ledger.apiKey,
  );
}

function readWait(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= 0 && seconds <= 3600) return seconds;
  throw new UserError(`--wait ${text} is no number of seconds. Write one from 0 to 3600.`);
}
