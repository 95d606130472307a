import type { SampleSummary } from '../../functions/core/check/run-sample.ts';
import { printable } from '../../lib/printable.ts';
import { count } from '../terminal/count.ts';
import { cut, oneLine, table } from '../terminal/table.ts';
import type { EventPreview } from './describe-event.ts';

/**
 * An event as people read it: who it is about, what came of each field, and what nothing uses. Safe
 * to show: names and values of a payload are escaped.
 */
export function printEvent(event: EventPreview, name: string): string[] {
  const { id, idFrom, foundBy, fields, unused } = event;
  const lines = [
    titleOf(event, name),
    `  id       ${id} (from ${printable(idFrom)})`,
    `  time     ${describeTime(event)}`,
  ];
  if (foundBy !== '') lines.push(`  contact  ${foundBy}`);
  if (fields.length > 0) lines.push('', ...indent(fieldTable(fields)));
  if (unused.length > 0)
    lines.push(
      '',
      '  not used (paste one behind the name of a field):',
      ...indent(unusedLines(unused)),
    );
  return lines.map(printable);
}

/** What an event is called, and what it comes to: `event 1 of 2: a patch of 3 fields`. */
export function titleOf({ summary }: Pick<EventPreview, 'summary'>, name: string): string {
  return `${name}: ${describeSummary(summary)}`;
}

/** The time of an event; or why it has none, and which counts instead. */
export function describeTime({
  time = '',
  isTimeUnreadable = false,
  isTimeAhead = false,
}: Pick<EventPreview, 'time' | 'isTimeUnreadable' | 'isTimeAhead'>): string {
  const receipt = 'the time of receipt counts';
  if (isTimeAhead) return `${time} is still to come: ${receipt}`;
  if (time !== '') return time;
  return `${isTimeUnreadable ? 'cannot be read' : 'none'}: ${receipt}`;
}

function describeSummary(summary: SampleSummary): string {
  if ('ignored' in summary) return `ignored, ${summary.ignored}`;
  if ('parked' in summary) {
    const detail = summary.detail === undefined ? '' : ` (${summary.detail})`;
    return `parked, ${summary.parked}${detail}`;
  }
  const { customAttributes = {}, ...scalars } = summary;
  const fields = Object.keys(scalars).length + Object.keys(customAttributes).length;
  return `a patch of ${count(fields, 'field')}`;
}

function fieldTable(fields: EventPreview['fields']): string[] {
  const rows = fields.map(({ field, from, value, happened }) => [
    printable(field),
    oneLine(from),
    fieldValue(value),
    happened,
  ]);
  return table(
    [['field', 'from', 'value', 'what happened'], ...rows],
    [60, 60, 40, Number.POSITIVE_INFINITY],
  );
}

/** A value on one line; an owner with how it is named. */
export function fieldValue(value: unknown): string {
  const isOwner =
    typeof value === 'object' &&
    value !== null &&
    'identifier' in value &&
    'identifierType' in value;
  return isOwner
    ? oneLine(`${value.identifier} (${value.identifierType})`)
    : oneLine(value);
}

function unusedLines(unused: EventPreview['unused']): string[] {
  const rows = unused.map(({ yaml, value }) => [
    yaml,
    `# ${cut(printable(JSON.stringify(value)), 60)}`,
  ]);
  return table(rows, [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
}

function indent(lines: string[]): string[] {
  return lines.map((line) => `    ${line}`);
}
