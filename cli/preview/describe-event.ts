import type { IfNew, SampleEvent } from '../../functions/core/check/run-sample.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { isUnreadableTime } from '../../functions/core/event-time.ts';
import { evaluate, type Scope } from '../../functions/core/expression.ts';
import type { FieldResult } from '../../functions/core/map/map-to-patch.ts';
import type { QueuedEvent } from '../../functions/core/message/message.ts';
import { saidOf } from '../../functions/core/reasons/field-reason.ts';
import { matchExpression } from '../../functions/core/receive/contact-key.ts';
import { hasValue } from '../../functions/core/visible-text.ts';
import { describeReason } from './describe-reason.ts';
import { type UnusedLeaf, unusedLeaves } from './unused-leaves.ts';

/** A field of one event: what its expression gave, and what came of it. */
interface FieldPreview {
  field: string;
  from: string;
  /**
   * What is written, or what the expression gave where nothing is; absent where it gave nothing.
   */
  value?: unknown;
  happened: string;
}

/** One event of a payload, as `preview` shows it. */
export interface EventPreview {
  id: string;
  idFrom: string;
  time: string | undefined;
  /** There is a time, and it cannot be read. */
  isTimeUnreadable?: boolean | undefined;
  /** It is later than the receipt, and counts as that. */
  isTimeAhead?: boolean | undefined;
  foundBy: string;
  summary: SampleEvent['summary'];
  fields: FieldPreview[];
  unused: UnusedLeaf[];
}

/** What is said of an event without looking at all that it holds, which takes longer. */
export type MappedPreview = Omit<EventPreview, 'unused'>;

/** Everything `preview` says about an event. */
export async function describeEvent(
  source: Source,
  ran: SampleEvent,
): Promise<EventPreview> {
  const mapped = await describeMapped(source, ran);
  return { ...mapped, unused: await unusedLeaves(source, ran) };
}

/** What an event comes to, without what nothing uses. */
export async function describeMapped(
  source: Source,
  ran: SampleEvent,
): Promise<MappedPreview> {
  const { event, rawScope, scope, fields, summary } = ran;
  const described: FieldPreview[] = [];
  for (const field of fields) described.push(await describeField(field, scope));
  return {
    id: event.id.slice(0, 8),
    idFrom: describeIdFrom(source, event),
    time: event.time === undefined ? undefined : new Date(event.time).toISOString(),
    isTimeAhead: (event.time ?? 0) > rawScope.receivedAt || undefined,
    isTimeUnreadable: (await hasUnreadableTime(source, ran)) || undefined,
    foundBy: scope === undefined ? '' : await describeContact(source, scope, ran.ifNew),
    summary,
    fields: described,
  };
}

function describeIdFrom(
  { events: { id = [], content = 'the whole event' } }: Source,
  { idFrom }: Pick<QueuedEvent, 'idFrom'>,
): string {
  return idFrom === 'sender' ? id.join(', ') : content;
}

async function hasUnreadableTime(
  { events: { time, timeZone } }: Source,
  { rawScope }: SampleEvent,
): Promise<boolean> {
  const result = time === undefined ? undefined : await evaluate(time, rawScope);
  return result?.ok === true && isUnreadableTime(result.value, timeZone);
}

async function describeField(
  result: FieldResult,
  scope: Scope | undefined,
): Promise<FieldPreview> {
  const { field, from } = result;
  const happened = describeReason({ field, said: saidOf(result) }, result.default);
  const base = { field, from, happened };
  if (result.kind === 'set') return { ...base, value: result.value };
  const given = scope === undefined ? undefined : await evaluate(result.from, scope);
  return given?.ok && given.value !== undefined ? { ...base, value: given.value } : base;
}

/** How the contact is looked for, in order, and what is done if there is none. */
async function describeContact(
  { contact, map, system }: Source,
  scope: Scope,
  ifNew: IfNew | undefined,
): Promise<string> {
  const byId = [
    { field: 'id', expression: contact.id },
    { field: `link of its id in ${system}`, expression: contact.externalId },
  ].filter(({ expression }) => expression !== undefined);
  const keys = [...byId, ...(contact.match ?? []).map((key) => matchExpression(key, map))];
  const described: string[] = [];
  for (const { field, expression } of keys) {
    const result =
      expression === undefined ? undefined : await evaluate(expression, scope);
    const isThere = result?.ok && hasValue(result.value);
    described.push(isThere ? field : `${field} (has no value)`);
  }
  const otherwise =
    ifNew === undefined ? contact.ifNotFound.join(', else ') : endOf(ifNew);
  return `${described.join(', then ')}; if not found: ${otherwise}`;
}

function endOf(ifNew: IfNew): string {
  if ('created' in ifNew) return 'a contact is created';
  if ('ignored' in ifNew) return `ignored, ${ifNew.ignored}`;
  const detail = ifNew.detail === undefined ? '' : ` (${ifNew.detail})`;
  return `parked, ${ifNew.parked}${detail}`;
}
