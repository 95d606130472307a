import type { Ending } from '../../functions/core/memory/event-record.ts';
import { sentIn, staleIn } from '../../functions/core/reasons/field-reason.ts';
import { printable } from '../../lib/printable.ts';
import { describeEnd, describeOutcome } from '../selection/describe-event.ts';
import { count } from '../terminal/count.ts';
import type { Plan } from './plan.ts';
import { fieldsOf, isSame, type PlannedField } from './planned-fields.ts';
import type { Outcomes } from './wait-for-outcomes.ts';

/**
 * The plan in lines: contact by contact what would be sent next to what Bridge holds, then how the
 * events would end.
 */
export function describePlan(plan: Plan, showValues: boolean): string[] {
  const { endings, patches, payloadsGone } = plan;
  const contacts = Map.groupBy(patches, ({ contactId }) => contactId);
  const lines = [...contacts].flatMap(([contactId, ofContact]) => [
    `contact ${contactId}`,
    ...ofContact.flatMap(fieldsOf).map((field) => describeField(field, showValues)),
  ]);
  lines.push(...endings.flatMap(describeRest), summarise(plan));
  if (payloadsGone > 0)
    lines.push(
      `${count(payloadsGone, 'event')} cannot be replayed: ` +
        'the payload is not kept any more (delivery.keepEvents).',
    );
  return lines.map(printable);
}

function summarise({ endings, patches }: Plan): string {
  const kinds = endings.map(({ outcome }) => describePlannedEnd(outcome));
  const [events, requests] = [
    count(endings.length, 'event'),
    count(patches.length, 'request'),
  ];
  return `${events}, ${requests} to Bridge: ${countKinds(kinds).join(', ') || 'nothing'}.`;
}

/** How an event would end, without details: `parked no-contact`. */
function describePlannedEnd(outcome: Ending['outcome']): string {
  return outcome.kind === 'duplicate' ? 'duplicate' : describeOutcome({ outcome });
}

/** How an event would end: `parked invalid-value (cellphone: not-a-number)`. */
export function describeEnding({ outcome }: Pick<Ending, 'outcome'>): string {
  return outcome.kind === 'duplicate' ? 'duplicate' : describeEnd({ outcome });
}

/** `3 delivered`, `1 parked no-contact`. */
function countKinds(kinds: string[]): string[] {
  return [...Map.groupBy(kinds, (kind) => kind)].map(
    ([kind, { length }]) => `${length} ${kind}`,
  );
}

function describeField(planned: PlannedField, showValues: boolean): string {
  const { field, now, next } = planned;
  const values = showValues ? `: ${JSON.stringify(now)} → ${JSON.stringify(next)}` : '';
  return `  ${field}${values}${isSame(planned) ? ' (as it is)' : ''}`;
}

/** The fields of an event that would not be sent, and why. */
function describeRest({ event, outcome, reasons }: Ending): string[] {
  const stale = staleIn(reasons) ?? [];
  const late = stale.length === 0 ? [] : [`stale in ${event.id}: ${stale.join(', ')}`];
  if (outcome.kind !== 'parked') return late;
  const detail = outcome.detail === undefined ? '' : ` (${outcome.detail})`;
  return [...late, `still parked: ${event.id} ${outcome.reason}${detail}`];
}

/** The plan as JSON. */
export function planJson(
  { endings, patches, payloadsGone }: Plan,
  showValues: boolean,
): Record<string, unknown> {
  const events = endings.map(({ event, outcome, contactId, reasons }) => ({
    id: event.id,
    outcome,
    contactId,
    sent: sentIn(reasons),
    stale: staleIn(reasons),
  }));
  const requests = patches.map((patch) => ({
    contactId: patch.contactId,
    fields: showValues ? fieldsOf(patch) : fieldsOf(patch).map(({ field }) => field),
  }));
  return { events, requests, payloadsGone };
}

/** How replayed events ended, in lines: those that are parked again, and how many of each kind. */
export function describeOutcomes({ ended, open }: Outcomes): string[] {
  const kinds = countKinds(ended.map((record) => describeOutcome(record)));
  if (open.length > 0) kinds.push(`${open.length} not yet`);
  const parked = ended.flatMap(({ id, outcome }) =>
    outcome?.kind === 'parked' ? [`parked again: ${id} ${outcome.reason}`] : [],
  );
  return [...parked, `What happened: ${kinds.join(', ')}.`].map(printable);
}

/** The same as JSON; nothing if it was not waited for. */
export function outcomesJson(outcomes: Outcomes | undefined): Record<string, unknown> {
  if (outcomes === undefined) return {};
  return {
    outcomes: outcomes.ended.map(({ id, outcome, reasons }) => ({
      id,
      outcome,
      sent: sentIn(reasons),
      stale: staleIn(reasons),
    })),
    open: outcomes.open,
  };
}

/** How what was planned is sent. */
export function describeUnsent(digest: string): string {
  return (
    'Nothing was sent. The same command with --yes sends it; ' +
    `with --if-plan ${digest} only if this is still the plan.`
  );
}
