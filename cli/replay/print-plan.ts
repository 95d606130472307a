import type { Contact } from '../../functions/core/bridge/bridge-answer.ts';
import type { Ending } from '../../functions/core/memory/event-record.ts';
import { describeOutcome } from '../events/describe-record.ts';
import { count } from '../terminal/progress.ts';
import { printable } from '../terminal/terminal.ts';
import { attributeTexts, type PlannedPatch } from './dry-bridge.ts';
import type { Plan } from './plan.ts';
import type { Outcomes } from './wait-for-outcomes.ts';

/** One field of a PATCH: what Bridge holds, and what it would be sent. `null` clears. */
export interface PlannedField {
  field: string;
  now: unknown;
  next: unknown;
}

/**
 * The fields of a planned PATCH that would change something, and those that would be sent as they
 * are.
 */
export function fieldsOf({ body, before, names }: PlannedPatch): PlannedField[] {
  const { ownerIdentifier, customAttributes, ...fields } = body;
  const textsBefore = (name: string) =>
    (before.customAttributes ?? []).find(({ key }) => key === name)?.values ?? [];
  return [
    ...Object.entries(fields).map(([field, next]) => ({
      field,
      now: before[field as keyof Contact] ?? null,
      next,
    })),
    ...(ownerIdentifier === undefined
      ? []
      : [{ field: 'owner', now: before.ownerId ?? null, next: ownerIdentifier.identifier }]),
    ...attributeTexts(customAttributes, names).map(([name, texts]) => ({
      field: `customAttributes.${name}`,
      now: textsBefore(name),
      next: texts,
    })),
  ];
}

/**
 * The plan in lines: contact by contact what would be sent next to what Bridge holds, then how the
 * events would end.
 */
export function describePlan({ endings, patches }: Plan, showValues: boolean): string[] {
  const contacts = Map.groupBy(patches, ({ contactId }) => contactId);
  const kinds = Map.groupBy(endings, ({ outcome }) =>
    outcome.kind === 'duplicate' ? 'duplicate' : describeOutcome({ outcome }),
  );
  const summary = [...kinds].map(([kind, ended]) => `${ended.length} ${kind}`).join(', ');
  return [
    ...[...contacts].flatMap(([contactId, ofContact]) => [
      `contact ${contactId}`,
      ...ofContact.flatMap(fieldsOf).map((field) => describeField(field, showValues)),
    ]),
    ...endings.flatMap(describeRest),
    `${count(endings.length, 'event')}, ${count(patches.length, 'request')} to Bridge: ${summary || 'nothing'}.`,
  ].map(printable);
}

/** How replayed events ended, in lines: those that are parked again, and how many of each kind. */
export function describeOutcomes({ ended, open }: Outcomes): string[] {
  const kinds = [...Map.groupBy(ended, (record) => describeOutcome(record))].map(
    ([kind, { length }]) => `${length} ${kind}`,
  );
  const all = [...kinds, ...(open.length === 0 ? [] : [`${open.length} not yet`])].join(', ');
  const parked = ended.flatMap(({ id, outcome }) =>
    outcome?.kind === 'parked' ? [`parked again: ${id} ${outcome.reason}`] : [],
  );
  return [...parked, `What happened: ${all}.`].map(printable);
}

function describeField({ field, now, next }: PlannedField, showValues: boolean): string {
  const values = showValues ? `: ${JSON.stringify(now)} → ${JSON.stringify(next)}` : '';
  return `  ${field}${values}${JSON.stringify(now) === JSON.stringify(next) ? ' (as it is)' : ''}`;
}

/** What of an event would not be sent, and why. */
function describeRest({ event, outcome, stale = [] }: Ending): string[] {
  const late = stale.length === 0 ? [] : [`stale in ${event.id}: ${stale.join(', ')}`];
  if (outcome.kind !== 'parked') return late;
  const detail = outcome.detail === undefined ? '' : ` (${outcome.detail})`;
  return [...late, `still parked: ${event.id} ${outcome.reason}${detail}`];
}
