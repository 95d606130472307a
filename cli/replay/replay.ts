import type { EventRecord } from '../../functions/core/deliver/ledger.ts';
import type { Message } from '../../functions/core/message.ts';
import { createBridgeTransport } from '../../functions/edges/bridge.ts';
import { loadSettings } from '../../lib/settings.ts';
import { PlainError } from '../../local/plain-error.ts';
import { findEvents } from '../events/find-events.ts';
import { type FilterOptions, readFilter } from '../events/read-filter.ts';
import { readKept } from '../events/read-kept.ts';
import type { OpenLedger } from '../ledger.ts';
import type { WorkspaceScope } from '../links/link-scope.ts';
import { withLedger } from '../links/with-ledger.ts';
import { fromHere } from '../options.ts';
import { count } from '../progress.ts';
import { printJson, type Terminal } from '../terminal.ts';
import { type Plan, planReplay } from './plan.ts';
import { describePlan, fieldsOf } from './print-plan.ts';
import { sendAll } from './send-all.ts';

export interface ReplayOptions extends FilterOptions {
  yes?: true;
  values: boolean;
  rate: string;
}

/**
 * Maps events anew with the configuration at hand, prints what would come of it, and with `--yes` puts them back into the queue.
 * Throws a PlainError.
 */
export async function replay(ids: string[], options: ReplayOptions, terminal: Terminal): Promise<void> {
  const perSecond = readRate(options.rate);
  const { scope, filter } = await readFilter(options, terminal);
  if (ids.length === 0 && !filter.parked && filter.contact === undefined && filter.since === undefined)
    throw new PlainError(
      'Which events? Give their ids, or --parked, --contact or --since; npx bridgehook events shows what they stand for.',
    );
  const { deployed } = await loadSettings(fromHere(terminal, options.config));
  await withLedger({ terminal, scope, stack: options.stack }, async (ledger) => {
    const records = ids.length > 0 ? await recall(ids, ledger) : await findEvents(ledger, filter);
    const messages = await readKept(records, ledger);
    const plan = await planReplay(messages, {
      config: deployed,
      ledger,
      transport: transportOf(ledger, scope),
      workspaceId: scope.workspaceId,
    });
    print(plan, records.length - messages.length, options, terminal);
    if (options.yes) await send(messages, perSecond, ledger, terminal);
    else if (messages.length > 0)
      terminal.stderr.write('Nothing was sent. The same command with --yes sends it, if this configuration is deployed.\n');
  });
}

function readRate(text: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= 300) return rate;
  throw new PlainError(`--rate ${text} is no number of events a second. Write one from 1 to 300.`);
}

async function recall(ids: string[], { ledger }: OpenLedger): Promise<EventRecord[]> {
  const records = await ledger.recall(ids);
  const unknown = ids.filter((id) => !records.has(id));
  if (unknown.length > 0) throw new PlainError(`There is no event ${unknown.join(', ')}. List them: npx bridgehook events`);
  return [...records.values()];
}

function transportOf(ledger: OpenLedger, { baseUrl, timeoutSeconds }: WorkspaceScope) {
  return createBridgeTransport({ baseUrl: ledger.bridgeUrl ?? baseUrl, timeoutSeconds });
}

function print(plan: Plan, gone: number, { json, values }: ReplayOptions, terminal: Terminal): void {
  if (json) {
    const events = plan.endings.map(({ event, outcome, contactId, sent, stale }) => ({ id: event.id, outcome, contactId, sent, stale }));
    const requests = plan.patches.map((patch) => ({
      contactId: patch.contactId,
      fields: values ? fieldsOf(patch) : fieldsOf(patch).map(({ field }) => field),
    }));
    printJson(terminal, { events, requests, payloadsGone: gone });
    return;
  }
  const lines = describePlan(plan, values);
  if (gone > 0) lines.push(`${count(gone, 'event')} cannot be replayed: the payload is not kept any more (delivery.keepEvents).`);
  terminal.stdout.write(`${lines.join('\n')}\n`);
}

async function send(messages: Message[], perSecond: number, ledger: OpenLedger, terminal: Terminal): Promise<void> {
  const sent = await sendAll(messages, perSecond, ledger, terminal);
  if (sent < messages.length)
    throw new PlainError(
      `Interrupted: ${sent} of ${messages.length} events were put back. The same command again does the rest; to repeat the others is harmless.`,
    );
  terminal.stderr.write(`${count(sent, 'event')} put back into the queue. What becomes of them: npx bridgehook events\n`);
}
