import { runEvent, type SampleEvent } from '../../functions/core/check/run-sample.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { preparedMap } from '../../functions/core/map/entry-rule.ts';
import { type FieldResult, mapToPatch } from '../../functions/core/map/map-to-patch.ts';
import {
  type EventRecord,
  type FoundBy,
  waitsForLink,
} from '../../functions/core/memory/event-record.ts';
import type { Message } from '../../functions/core/message/message.ts';
import { type FieldReason, saidOf } from '../../functions/core/reasons/field-reason.ts';
import type { EventView, ExplainedField } from '../../local/console/api/event.ts';
import { describeMapped, type MappedPreview } from '../preview/describe-event.ts';
import { describeReason } from '../preview/describe-reason.ts';
import { describeTime } from '../preview/print-event.ts';

/** Where what is known of an event came from, and why each field came to what it did. */
export type Explained = Pick<
  EventView,
  'idFrom' | 'time' | 'timeFrom' | 'foundBy' | 'fields'
>;

/** What an event is explained by. */
export interface Explaining {
  record: EventRecord;
  /** The message with just this event, as long as it is kept. */
  message: Message | undefined;
  /** As the configuration at hand has it; `undefined` if it does not. */
  source: Source | undefined;
  /** Else values are left out. */
  showValues: boolean;
}

/**
 * Explains an event: why each field came to what it did, by the reasons that were kept when it
 * ended; of one that has not ended, or was not mapped, by what the map says of it. Expressions and
 * values are those that the configuration at hand gives: where it says something else than was said
 * then, that is added.
 */
export async function explainEvent(explaining: Explaining): Promise<Explained> {
  const { record, message, source } = explaining;
  const mapped = source && message && (await mapAnew(source, message));
  const { preview } = mapped ?? {};
  return {
    idFrom: preview?.idFrom ?? notKnown,
    time: preview === undefined ? notKnown : describeTime(preview),
    timeFrom: source?.events.time ?? (source === undefined ? notKnown : 'the receipt'),
    foundBy: describeFound(record, preview?.foundBy ?? ''),
    fields: (await explainFields(explaining, mapped)).map((field) =>
      explaining.showValues ? field : withoutValue(field),
    ),
  };
}

const notKnown = 'not known any more';

/** What the configuration at hand makes of an event. */
interface Mapped {
  ran: SampleEvent;
  preview: MappedPreview;
}

async function mapAnew(source: Source, message: Message): Promise<Mapped | undefined> {
  const [event] = message.events;
  if (event === undefined) return undefined;
  const ran = await runEvent(source, message, event);
  return { ran, preview: await describeMapped(source, ran) };
}

/** A value that is not shown is not in the answer: only that there is one. */
function withoutValue({ value, ...field }: ExplainedField): ExplainedField {
  return { ...field, isMasked: value !== undefined };
}

async function explainFields(
  { record, source }: Explaining,
  mapped: Mapped | undefined,
): Promise<ExplainedField[]> {
  const now = mapped?.preview.fields.map(({ happened, ...field }) => ({
    ...field,
    isMasked: false,
    why: happened,
  }));
  const { reasons } = record;
  if (reasons === undefined) return now ?? [];
  const entries = source && (await entriesOf(source));
  const results = mapped?.ran.fields ?? [];
  const explained = reasons.map((reason) => {
    const { field } = reason;
    const entry = entries?.find((one) => one.field === field);
    const result = results.find((one) => one.field === field);
    const shown = now?.find((one) => one.field === field);
    return {
      field,
      from: shown?.from ?? fromOf(reason, source, entry),
      value: shown?.value,
      isMasked: false,
      why: whyOf(reason, record, result ?? entry, result),
    };
  });
  const isExplained = (field: string) => reasons.some((reason) => reason.field === field);
  return [...explained, ...(now ?? []).filter(({ field }) => !isExplained(field))];
}

/** The entries of a map, each with its default: what it says of an event that has nothing. */
function entriesOf(source: Source): Promise<FieldResult[]> {
  const nothing = { event: undefined, request: undefined, eventCount: undefined };
  return mapToPatch(source, { ...nothing, headers: {}, query: {}, receivedAt: 0 });
}

function fromOf(
  { field, said }: FieldReason,
  source: Source | undefined,
  entry: FieldResult | undefined,
): string | undefined {
  if (source === undefined) return undefined;
  const { rules, fullName } = preparedMap(source);
  if (said?.isByFullName) return fullName?.from;
  return rules.find((rule) => rule.field === field)?.entry.from ?? entry?.from;
}

/**
 * What was said and decided then. What was to be written and was not decided upon was not sent: the
 * event ended before.
 */
function whyOf(
  reason: FieldReason,
  { outcome }: EventRecord,
  entry: FieldResult | undefined,
  now: FieldResult | undefined,
): string {
  const { said, decided } = reason;
  const why = describeReason(reason, entry?.default);
  const isToWrite = said?.kind === 'set' || said?.kind === 'clear';
  const isLeft = isToWrite && decided === undefined && outcome !== undefined;
  return [why, isLeft ? 'not sent' : '', differenceNow(reason, now)]
    .filter((part) => part !== '')
    .join('; ');
}

function differenceNow(
  { field, said }: FieldReason,
  now: FieldResult | undefined,
): string {
  if (now === undefined || said === undefined) return '';
  const saidNow = saidOf(now);
  if (JSON.stringify(saidNow) === JSON.stringify(said)) return '';
  const words = describeReason({ field, said: saidNow }, now.default);
  return `with the map as it is here: ${words}`;
}

const found: Readonly<Record<FoundBy, string>> = {
  id: "found by Bridge's id, which it has",
  link: 'found by the link of its id',
  email: 'found by its email',
  cellphone: 'found by its cellphone',
  created: 'created for it',
};

/** @param wanted how its contact is looked for, as `preview` says it */
function describeFound(record: EventRecord, wanted: string): string {
  const how = howFound(record);
  if (wanted === '') return how;
  return how === '' ? `looked for by ${wanted}` : `${how}; looked for by ${wanted}`;
}

function howFound(record: EventRecord): string {
  const { foundBy, outcome } = record;
  if (waitsForLink(record))
    return 'not found: it waits until its id is linked to a contact';
  if (foundBy !== undefined) return found[foundBy] ?? foundBy;
  const isNobody =
    outcome?.kind === 'parked' && /^(?:no-contact|ambiguous)$/.test(outcome.reason);
  return isNobody ? 'not found' : '';
}
