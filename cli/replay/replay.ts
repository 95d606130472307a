import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import {
  bridgehookCommand,
  type Call,
  deployCommand,
  startCommand,
} from '../../lib/command-line.ts';
import { hashOfConfig, loadSettings } from '../../lib/config/settings.ts';
import { UsageError, UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import { callOf } from '../place/place-options.ts';
import type { FilterOptions } from '../selection/filter-options.ts';
import { type EventFilter, findEvents } from '../selection/find-events.ts';
import { assertOfWorkspace } from '../selection/left-behind.ts';
import { isOpen, readFilter } from '../selection/read-filter.ts';
import { count } from '../terminal/count.ts';
import { fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { type Plan, planReplay } from './plan.ts';
import { describeChange, digestOf } from './plan-digest.ts';
import {
  describeOutcomes,
  describePlan,
  describeUnsent,
  outcomesJson,
  planJson,
} from './print-plan.ts';
import { sendAll } from './send-all.ts';
import { assertAllWell, type Outcomes, waitForOutcomes } from './wait-for-outcomes.ts';

export interface ReplayOptions extends FilterOptions {
  yes?: true | undefined;
  values: boolean;
  rate: string;
  wait: boolean;
  ifPlan?: string | undefined;
  force?: true | undefined;
}

/** How many events are put back into the queue in a second, unless another number is given. */
export const defaultRate = 20;

/**
 * Maps events anew with the configuration at hand, prints what would come of it, and with `--yes`
 * puts them back into the queue and waits until they have ended.
 * @throws UserError
 */
export async function replay(
  ids: string[],
  options: ReplayOptions,
  terminal: Terminal,
): Promise<void> {
  const perSecond = readRate(options.rate);
  const { scope, filter, configured } = await readFilter(options, terminal);
  const list = listCommand(options, terminal);
  if (ids.length === 0 && isOpen(filter)) throw whichEvents(list);
  const settings = await loadSettings(fromHere(terminal, options.config));
  await withLedger({ terminal, scope, options }, async (ledger) => {
    const records = await chooseEvents(ids, filter, ledger, list);
    assertOfWorkspace(records, scope.workspace, configured);
    const plan = await planReplay(records, settings.deployed, ledger);
    const atHand = hashOfConfig(settings);
    const deployed = ledger.configHash();
    const digest = await digestOf(plan, { records, configs: [atHand, deployed] }, ledger);
    const isDeployed = atHand === deployed;
    if (!isDeployed) reportDifference(options, terminal);
    if (!options.json)
      terminal.stdout.write(`${describePlan(plan, options.values).join('\n')}\n`);
    assertSamePlan(options.ifPlan, digest);
    const outcomes = options.yes
      ? await send(plan, records, { ...options, perSecond }, ledger, terminal)
      : undefined;
    if (options.json)
      printJson(terminal, {
        ...planJson(plan, options.values),
        isDeployed,
        digest,
        ...outcomesJson(outcomes),
      });
    if (!options.yes && plan.messages.length > 0)
      terminal.stderr.write(`${describeUnsent(digest)}\n`);
    if (outcomes !== undefined) assertAllWell(outcomes, callOf(options, terminal));
  });
}

function whichEvents(list: string): UsageError {
  return new UsageError(
    'Which events? Give their ids, or --parked, --contact or --since. ' +
      `${list} shows which events these options choose.`,
  );
}

async function chooseEvents(
  ids: string[],
  filter: EventFilter,
  ledger: OpenLedger,
  list: string,
): Promise<EventRecord[]> {
  if (ids.length === 0) return findEvents(ledger, filter);
  const records = await ledger.memory.events.read(ids);
  const unknown = ids.filter((id) => !records.has(id));
  if (unknown.length === 0) return [...records.values()];
  throw describeUnknown(unknown, list);
}

/** That there are no events of these ids. */
export function describeUnknown(ids: readonly string[], list: string): UserError {
  return new UserError(`There is no event ${ids.join(', ')}. List them: ${list}`);
}

/**
 * Deliver maps with the configuration that is deployed: a plan made with another one is not what
 * would happen.
 */
function reportDifference(options: ReplayOptions, terminal: Terminal): void {
  const what = describeDifference(callOf(options, terminal));
  if (options.yes && !options.force) throw new UserError(`${what} Nothing was sent.`);
  terminal.stderr.write(`${what}\n`);
}

/** That another configuration is deployed than the one at hand, and what to do. */
export function describeDifference(call: Call): string {
  const { what, cure } = differenceIn(call);
  return `${what}, so something else would happen than the plan says: ${cure} first.`;
}

/** The same, where it is looked at and nothing is planned. */
export function describeNotDeployed(call: Call): string {
  const { what, cure } = differenceIn(call);
  return `${what}. What is shown here counts after you ${cure}.`;
}

function differenceIn(call: Call): { what: string; cure: string } {
  const cure =
    call.stack === undefined
      ? `start the instance again (${startCommand(call)})`
      : `deploy (${deployCommand(call)})`;
  return { what: 'The configuration here is not the one that is deployed', cure };
}

/** @throws UserError if another plan was expected, with what has changed */
function assertSamePlan(expected: string | undefined, digest: string): void {
  const change = expected === undefined ? undefined : describeChange(expected, digest);
  if (change !== undefined) throw new UserError(`${change} ${nothingSent}`);
}

/** What is said where a plan does not hold any more. */
export const nothingSent = 'Nothing was sent: look at the new plan.';

function listCommand(options: ReplayOptions, terminal: Terminal): string {
  return bridgehookCommand(['events'], callOf(options, terminal));
}

function readRate(text: string): number {
  const rate = Number(text);
  if (rate > 0 && rate <= 300) return rate;
  throw new UsageError(
    `--rate ${text} is not a number of events. Write one from 1 to 300.`,
  );
}

async function send(
  { messages }: Plan,
  records: EventRecord[],
  options: ReplayOptions & { perSecond: number },
  ledger: OpenLedger,
  terminal: Terminal,
): Promise<Outcomes | undefined> {
  const { wait, json, perSecond } = options;
  const sent = await sendAll(messages, perSecond, ledger, terminal);
  if (sent < messages.length)
    throw new UserError(
      `Interrupted: ${sent} of ${messages.length} events were put back. ` +
        'The same command again does the rest; to repeat the others is harmless.',
    );
  terminal.stderr.write(`${describeSent(sent, callOf(options, terminal))}\n`);
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

/** How many events are in the queue again, and where to see how they end. */
export function describeSent(sent: number, call: Call): string {
  const list = bridgehookCommand(['events'], call);
  return `${count(sent, 'event')} put back into the queue. See how they end: ${list}`;
}
