import { type LineFields, lineFieldsSchema } from './facts/log-line.ts';

/** What happened, in a word, and the rest of the line. */
type Described = [what: string, rest: string];

/** A log line of a function in words; nothing for what is of no interest to people. */
export function describeLine(line: object): Described | undefined {
  const { data: fields } = lineFieldsSchema.safeParse(line);
  if (fields === undefined) return undefined;
  const reason = reasonOf(fields);
  switch (fields.message) {
    case 'event settled':
      return fields.reason === 'merge'
        ? ['merged', settled(fields, '')]
        : [fields.outcome ?? '', settled(fields, reason)];
    case 'event put off':
      return ['retry', putOffWords(fields, reason)];
    case 'request refused':
      return ['refused', statusWords(fields, reason)];
    case 'request put off':
      return ['put off', statusWords(fields, reason)];
    case 'handshake answered':
      return ['handshake', statusWords(fields, 'answered')];
    case 'request accepted':
      return (fields.ignored ?? 0) > 0 ? ['ignored', leftOutWords(fields)] : undefined;
    default:
      return describeNote(fields) ?? describeOther(fields, reason);
  }
}

/** What a line says beside what became of the request; `undefined` if it is no such line. */
export function describeNote(fields: LineFields): Described | undefined {
  switch (fields.message) {
    case 'event times unreadable':
      return ['warn', unreadableTimes(fields)];
    case 'event types unknown':
      return ['ignored', unknownTypes(fields)];
    default:
      return undefined;
  }
}

function describeOther(
  { level, message }: LineFields,
  reason: string,
): Described | undefined {
  return level === 'info' ? undefined : [level ?? '', `${message} ${reason}`.trim()];
}

/** How an event ended, in a few words: `parked no-contact`. */
export function endWords(kind: string, reason: string | undefined): string {
  return reason === undefined ? kind : `${kind} ${reason}`;
}

/** `in 15 s (unavailable)` */
export function putOffWords(
  { retryAfterSeconds }: Pick<LineFields, 'retryAfterSeconds'>,
  reason: string,
): string {
  return `in ${retryAfterSeconds ?? ''} s (${reason})`;
}

/** `401 wrong-signature`; without the status where it is not known. */
export function statusWords(
  { status }: { status?: number | undefined },
  what: string,
): string {
  return status === undefined ? what : `${status} ${what}`;
}

/** What became of events that no message was made of. */
export function leftOutWords({ ignored }: { ignored?: number | undefined }): string {
  return `${ignored ?? 0} left out by events.filter`;
}

function unknownTypes({ count, types = [] }: LineFields): string {
  return `${count ?? ''} of these: unknown-type ${types.join(', ')}`.trimEnd();
}

function unreadableTimes({ count }: LineFields): string {
  const how = 'preview shows what it is; docs/values.md#times shows what is read';
  return `events.time of ${count ?? ''} cannot be read, so receipt counts: ${how}`;
}

/** A detail that is an error's message begins with the reason already. */
function reasonOf({ reason = '', detail = '' }: LineFields): string {
  if (detail.startsWith(reason)) return detail;
  return detail === '' ? reason : `${reason}: ${detail}`;
}

function settled(
  { sent = [], stale = [], contactId }: LineFields,
  reason: string,
): string {
  return [
    reason,
    sent.join(', '),
    stale.length === 0 ? '' : `(older than what is there: ${stale.join(', ')})`,
    contactId === undefined ? '' : `→ contact ${contactId}`,
  ]
    .filter((part) => part !== '')
    .join('  ');
}

/** What is not there any more, for who looks for it. */
export function describeGone(lastGone: number, isFull: boolean): string[] {
  const notes: string[] = [];
  if (Number.isFinite(lastGone))
    notes.push(`Requests before ${new Date(lastGone).toISOString()} were let go of.`);
  if (isFull)
    notes.push(
      'Bodies of older requests were let go of: a person or a text is not found in them.',
    );
  return notes;
}
