import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { staleIn } from '../../functions/core/reasons/field-reason.ts';
import { bridgehookCommand } from '../../lib/command-line.ts';
import { hashOfConfig, loadSettings } from '../../lib/config/settings.ts';
import { UserError } from '../../lib/report.ts';
import type { Plan, Sent } from '../../local/console/api/parked.ts';
import { planReplay, type Plan as Replay } from '../replay/plan.ts';
import { describeChange, digestOf, joinDigests } from '../replay/plan-digest.ts';
import { fieldsOf, isSame } from '../replay/planned-fields.ts';
import { describeEnding, describePlan } from '../replay/print-plan.ts';
import {
  defaultRate,
  describeDifference,
  describeSent,
  describeUnknown,
  nothingSent,
} from '../replay/replay.ts';
import { putBack } from '../replay/send-all.ts';
import { assertKnownWorkspace } from '../selection/left-behind.ts';
import type { Around } from './around.ts';

/** A plan for the events of one workspace. */
interface WorkspacePlan {
  workspace: string;
  replay: Replay;
  digest: string;
  isDeployed: boolean;
}

/**
 * What it would come to if these events were delivered again now; they can be of several
 * workspaces. Nothing is sent. Of a deployed stack no value is in it without `reveal`.
 * @throws UserError if there is no such event, or its workspace is not configured any more
 */
export async function showPlan(
  around: Around,
  ids: string[],
  reveal: boolean,
): Promise<Plan> {
  return toPlan(around, ids, await planAll(around, ids), reveal);
}

/**
 * Puts the events back into the queue, if the plan is still the one that the digest stands for;
 * else gives the plan as it is now, masked as plans are. The events keep their ids.
 * @throws UserError if nothing may be changed, or another configuration is deployed
 */
export async function sendPlan(
  around: Around,
  ids: string[],
  digest: string,
): Promise<Sent> {
  around.assertMayWrite();
  const plans = await planAll(around, ids);
  const plan = toPlan(around, ids, plans, false);
  const change = describeChange(digest, plan.digest);
  if (change !== undefined)
    return { sent: false, message: `${change} ${nothingSent}`, plan };
  if (plan.blocked !== undefined) throw new UserError(`${plan.blocked} Nothing was sent.`);
  const total = sum(plans.map(({ replay }) => replay.messages.length));
  let sent = 0;
  for (const { workspace, replay } of plans)
    await around.withLedger(
      workspace,
      async (ledger) => {
        for await (const _ of putBack(replay.messages, defaultRate, ledger)) sent += 1;
      },
      () => describePutBack(sent, total),
    );
  return { sent: true, message: describeSent(sent, around.call) };
}

/** What a failure of the queue leaves. */
function describePutBack(sent: number, total: number): string {
  if (sent === 0) return nothingSent;
  return `${sent} of ${total} events were put back. To send the same again is harmless.`;
}

async function planAll(around: Around, ids: string[]): Promise<WorkspacePlan[]> {
  const records = await readEvents(around, [...new Set(ids)]);
  const settings = await loadSettings(around.dir);
  const atHand = hashOfConfig(settings);
  const groups = [...Map.groupBy(records, ({ workspace }) => workspace)].sort(([a], [b]) =>
    a.localeCompare(b),
  );
  const plans: WorkspacePlan[] = [];
  for (const [workspace, ofWorkspace] of groups)
    plans.push(
      await around.withLedger(workspace, async (ledger) => {
        const replay = await planReplay(ofWorkspace, settings.deployed, ledger);
        const deployed = ledger.configHash();
        const from = { records: ofWorkspace, configs: [atHand, deployed] } as const;
        const digest = await digestOf(replay, from, ledger);
        return { workspace, replay, digest, isDeployed: atHand === deployed };
      }),
    );
  return plans;
}

async function readEvents(around: Around, ids: string[]): Promise<EventRecord[]> {
  const configured = await around.configured();
  const records = await around.withAnyLedger(({ memory }) => memory.events.read(ids));
  for (const record of records.values()) assertKnownWorkspace(record, configured);
  const unknown = ids.filter((id) => !records.has(id));
  if (unknown.length > 0) throw describeUnknown(unknown, listCommand(around));
  return [...records.values()];
}

function listCommand({ call }: Around): string {
  return bridgehookCommand(['events'], call);
}

function toPlan(
  around: Around,
  ids: string[],
  plans: WorkspacePlan[],
  reveal: boolean,
): Plan {
  const all = plans.map(({ replay }) => replay);
  const showValues = around.local !== undefined || reveal;
  const contacts = plans.flatMap(contactsOf);
  return {
    ids,
    digest: joinDigests(plans.map(({ digest }) => digest)),
    isMasked: !showValues && contacts.length > 0,
    contacts: showValues ? contacts : contacts.map(withoutValues),
    events: all.flatMap(({ endings }) =>
      endings.map((ending) => ({
        id: ending.event.id,
        words: describeEnding(ending),
        stale: staleIn(ending.reasons) ?? [],
        stillParked: ending.outcome.kind === 'parked',
      })),
    ),
    payloadsGone: sum(all.map(({ payloadsGone }) => payloadsGone)),
    requests: sum(all.map(({ patches }) => patches.length)),
    lines: plans.flatMap(({ workspace, replay }) => [
      ...(plans.length > 1 ? [`workspace ${workspace}`] : []),
      ...describePlan(replay, showValues),
    ]),
    blocked: blockedBecause(around, plans),
  };
}

function contactsOf({ workspace, replay }: WorkspacePlan): Plan['contacts'] {
  const contacts = Map.groupBy(replay.patches, ({ contactId }) => contactId);
  return [...contacts].map(([contactId, ofContact]) => ({
    workspace,
    contactId,
    fields: ofContact
      .flatMap(fieldsOf)
      .map((field) => ({ ...field, isSame: isSame(field) })),
  }));
}

function withoutValues(contact: Plan['contacts'][number]): Plan['contacts'][number] {
  return {
    ...contact,
    fields: contact.fields.map(({ field, isSame }) => ({ field, isSame })),
  };
}

function blockedBecause(
  { call, readOnly }: Around,
  plans: WorkspacePlan[],
): string | undefined {
  if (plans.some(({ isDeployed }) => !isDeployed)) return describeDifference(call);
  return readOnly;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
