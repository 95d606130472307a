import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import type { Message } from '../../functions/core/message.ts';
import { createBridgeTransport } from '../../functions/edges/bridge.ts';
import { hashOfConfig, loadSettings } from '../../lib/config/settings.ts';
import { UserError } from '../../lib/report.ts';
import { findEvents } from '../events/find-events.ts';
import { type FilterOptions, readFilter } from '../events/read-filter.ts';
import type { OpenLedger } from '../place/open-ledger.ts';
import type { WorkspaceScope } from '../place/scope.ts';
import { withLedger } from '../place/with-ledger.ts';
import { fromHere } from '../terminal/options.ts';
import { count } from '../terminal/progress.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { type Plan, planReplay } from './plan.ts';
import { describeOutcomes, describePlan, fieldsOf } from './print-plan.ts';
import { sendAll } from './send-all.ts';
import { type Outcomes, waitForOutcomes } from './wait-for-outcomes.ts';

export interface ReplayOptions extends FilterOptions {
  yes?: true;
  values: boolean;
  rate: string;
  wait: boolean;
  force?: true;
}

/**
 * Maps events anew with the configuration at hand, prints what would come of it, and with `--yes`
 * puts them back into the queue and waits
 * until they have ended.
 * Throws a UserError.
 */
export async function replay(
  ids: string[],
  options: ReplayOptions,
  terminal: Terminal,
): Promise<void> {
  const perSecond = readRate(options.rate);
  const { scope, filter } = await readFilter(options, terminal);
  if (
    ids.length === 0 &&
    !filter.parked &&
    filter.contact === undefined &&
    filter.since === undefined
  )
    throw new UserError(
      'Which events? Give their ids, or --parked, --contact or --since; npx bridgehook events shows what they stand for.',
    );
  const { deployed } = await loadSettings(fromHere(terminal, options.config));
  await withLedger({ terminal, scope, stack: options.stack }, async (ledger) => {
    const records = ids.length > 0 ? await recall(ids, ledger) : await findEvents(ledger, filter);
    const kept = await ledger.operator.payloadsOf(records);
    const messages = kept.sort((a, b) => a.receivedAt - b.receivedAt);
    const plan = await planReplay(messages, {
      config: deployed,
      ledger,
      transport: transportOf(ledger, scope),
      workspaceId: scope.workspaceId,
    });
    const isDeployed = ledger.configHash() === hashOfConfig(deployed);
    if (!isDeployed) tellDifference(options, terminal);
    const gone = records.length - messages.length;
    if (!options.json) terminal.stdout.write(planText(plan, gone, options));
    const outcomes = options.yes
      ? await send(messages, records, perSecond, ledger, options, terminal)
      : undefined;
    if (options.json)
      printJson(terminal, {
        ...planJson(plan, gone, options),
        isDeployed,
        ...outcomesJson(outcomes),
      });
    if (!options.yes && messages.length > 0)
      terminal.stderr.write('Nothing was sent. The same command with --yes sends it.\n');
    if (outcomes !== undefined) assertAllWell(outcomes);
  });
}

/**
 * Deliver maps with the configuration that is deployed: a plan made with another is not what would
 * happen.
 */
function tellDifference({ yes, force, stack }: ReplayOptions, terminal: Terminal): void {
  const cure =
    stack === undefined
      ? 'start the instance again (npm start)'
      : `deploy (npx cdk deploy ${stack})`;
  const what = `The configuration here is not the one that is deployed, so something else would happen than the plan says: ${cure} first.`;
  if (yes && !force) throw new UserError(`${what} Nothing was sent.`);
  terminal.stderr.write(`${what}\n`);
}

function readRate(text: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= 300) return rate;
  throw new UserError(`--rate ${text} is no number of events a second. Write one from 1 to 300.`);
}

async function recall(ids: string[], { memory }: OpenLedger): Promise<EventRecord[]> {
  const records = await memory.events.read(ids);
  const unknown = ids.filter((id) => !records.has(id));
  if (unknown.length > 0)
    throw new UserError(
      `There is no event ${unknown.join(', ')}. List them: npx bridgehook events`,
    );
  return [...records.values()];
}

function transportOf(ledger: OpenLedger, { baseUrl, timeoutSeconds }: WorkspaceScope) {
  return createBridgeTransport({ baseUrl: ledger.bridgeUrl ?? baseUrl, timeoutSeconds });
}

function planText(plan: Plan, gone: number, { values }: ReplayOptions): string {
  const lines = describePlan(plan, values);
  if (gone > 0)
    lines.push(
      `${count(gone, 'event')} cannot be replayed: the payload is not kept any more (delivery.keepEvents).`,
    );
  return `${lines.join('\n')}\n`;
}

function planJson(plan: Plan, gone: number, { values }: ReplayOptions): Record<string, unknown> {
  const events = plan.endings.map(({ event, outcome, contactId, sent, stale }) => ({
    id: event.id,
    outcome,
    contactId,
    sent,
    stale,
  }));
  const requests = plan.patches.map((patch) => ({
    contactId: patch.contactId,
    fields: values ? fieldsOf(patch) : fieldsOf(patch).map(({ field }) => field),
  }));
  return { events, requests, payloadsGone: gone };
}

async function send(
  messages: Message[],
  records: EventRecord[],
  perSecond: number,
  ledger: OpenLedger,
  { wait, json }: ReplayOptions,
  terminal: Terminal,
): Promise<Outcomes | undefined> {
  const sent = await sendAll(messages, perSecond, ledger, terminal);
  if (sent < messages.length)
    throw new UserError(
      `Interrupted: ${sent} of ${messages.length} events were put back. The same command again does the rest; to repeat the others is harmless.`,
    );
  terminal.stderr.write(
    `${count(sent, 'event')} put back into the queue. What becomes of them: npx bridgehook events\n`,
  );
  if (!wait || sent === 0) return undefined;
  const ids = new Set(messages.flatMap(({ events }) => events.map(({ id }) => id)));
  const outcomes = await waitForOutcomes(
    records.filter(({ id }) => ids.has(id)),
    ledger.memory.events,
    terminal,
  );
  if (!json) terminal.stdout.write(`${describeOutcomes(outcomes).join('\n')}\n`);
  return outcomes;
}

function outcomesJson(outcomes: Outcomes | undefined): Record<string, unknown> {
  if (outcomes === undefined) return {};
  return {
    outcomes: outcomes.ended.map(({ id, outcome, sent, stale }) => ({ id, outcome, sent, stale })),
    open: outcomes.open,
  };
}

/** Throws a UserError if something has not ended, or is parked still. */
function assertAllWell({ ended, open }: Outcomes): void {
  const parked = ended.filter(({ outcome }) => outcome?.kind === 'parked').length;
  const words = [
    ...(parked === 0
      ? []
      : [`${count(parked, 'event')} still parked: npx bridgehook events --parked`]),
    ...(open.length === 0
      ? []
      : [
          `${count(open.length, 'event')} not ended yet; is the workspace on hold? npx bridgehook hold show. They are in the queue, and end by themselves`,
        ]),
  ];
  if (words.length > 0) throw new UserError(`${words.join('. ')}.`);
}
