import type { Attempt, EventRecord } from '../../functions/core/memory/event-record.ts';
import type { Hold } from '../../functions/core/memory/workspace-state.ts';
import type { Message } from '../../functions/core/message/message.ts';
import type { Payload } from '../../functions/edges/ledger/operator/end-by-hand.ts';
import type { WaitingEvent } from '../../functions/edges/ledger/operator/look-around.ts';
import { bridgehookCommand, type Call } from '../../lib/command-line.ts';
import { printable } from '../../lib/printable.ts';
import { UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import { callOf, type PlaceOptions } from '../place/place-options.ts';
import { chooseWorkspace, readSources } from '../place/scope.ts';
import { bringBack } from '../selection/left-behind.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { type Explained, explainEvent } from './explain-event.ts';
import { describeExplained } from './print-explained.ts';
import { describeWaiting, timeline } from './timeline.ts';
import { withoutContent } from './without-content.ts';

export interface ShowEventOptions extends PlaceOptions {
  values?: true | undefined;
  payload?: true | undefined;
  answer?: true | undefined;
}

/** All that the ledger has of an event. */
export interface FoundEvent {
  record: EventRecord;
  kept: Payload | undefined;
  waiting: WaitingEvent | undefined;
  /** Of the event's workspace; only looked for where the event waits. */
  hold: Hold | undefined;
}

/**
 * Shows what happened to an event. Its payload and Bridge's words, which are about people, only if
 * asked for.
 * @throws UserError
 */
export async function showEvent(
  id: string,
  options: ShowEventOptions,
  terminal: Terminal,
): Promise<void> {
  const { bridge, sources } = await readSources(options, terminal);
  const withSystem = sources.filter(({ system }) => system !== undefined);
  const scope = chooseWorkspace(bridge, options.workspace, withSystem);
  const all = await withLedger({ terminal, scope, options }, (ledger) =>
    findEvents([id], ledger),
  );
  const found = all.get(id);
  if (found === undefined) throw unknownEvent(id, callOf(options, terminal));
  const { record } = found;
  const explained = await explainEvent({
    record,
    message: messageOf(found),
    source: sources.find(({ name }) => name === record.source),
    showValues: options.values === true || options.payload === true,
  });
  if (options.json) return printJson(terminal, toJson(found, explained, options));
  const lines = [
    ...linesOf(found, terminal.now()),
    ...describeExplained(explained),
    ...contentOf(found, options),
  ];
  terminal.stdout.write(`${lines.map(printable).join('\n')}\n`);
}

/** There is no such event, and how to see which there are. */
export function unknownEvent(id: string, call: Call): UserError {
  const listing = bridgehookCommand(['events'], call);
  return new UserError(`There is no event ${id}. List them: ${listing}`);
}

/** What finds those of some events that wait, as the operator does. */
type FindWaiting = OpenLedger['operator']['findWaiting'];

/**
 * An event that has ended says so itself; of all others, the messages are looked for at once, which
 * reads the whole table. Of what is not found there is nothing in the answer.
 */
export async function findEvents(
  ids: readonly string[],
  ledger: Pick<OpenLedger, 'memory' | 'operator'>,
  findWaiting: FindWaiting = ledger.operator.findWaiting,
): Promise<Map<string, FoundEvent>> {
  const records = await ledger.memory.events.read([...ids]);
  const open = ids.filter((id) => mayWait(records.get(id)));
  const noted = open.length === 0 ? new Map() : await findWaiting(open);
  const found = new Map<string, FoundEvent>();
  for (const id of ids) {
    const one = await complete(records.get(id), noted.get(id), ledger);
    if (one !== undefined) found.set(id, one);
  }
  return found;
}

function mayWait(record: EventRecord | undefined): boolean {
  return record?.outcome === undefined || record.outcome.kind === 'parked';
}

async function complete(
  record: EventRecord | undefined,
  noted: WaitingEvent | undefined,
  { memory, operator }: Pick<OpenLedger, 'memory' | 'operator'>,
): Promise<FoundEvent | undefined> {
  const waiting = noted !== undefined && isNews(noted, record) ? noted : undefined;
  const hold =
    waiting === undefined
      ? undefined
      : (await memory.workspaces.read(waiting.workspace)).hold;
  if (record !== undefined)
    return { record, kept: await operator.payloadOf(record), waiting, hold };
  if (waiting === undefined) return undefined;
  const { progress, ...event } = waiting;
  return { record: { ...event, attempts: [] }, kept: undefined, waiting, hold };
}

/** What is noted from before an event was parked is in its record. */
function isNews({ progress }: WaitingEvent, record: EventRecord | undefined): boolean {
  if (record?.settledAt === undefined) return true;
  return (progress.failures?.lastAt ?? 0) > record.settledAt;
}

/** The message with just the event, as long as it is kept. */
export function messageOf({ record, kept }: FoundEvent): Message | undefined {
  return record.message ?? kept?.message;
}

/** What Bridge said when it refused. */
export function answerOf({ record: { outcome } }: FoundEvent): string | undefined {
  return outcome?.kind === 'parked' ? outcome.answer : undefined;
}

function toJson(
  found: FoundEvent,
  explained: Explained,
  options: ShowEventOptions,
): object {
  return {
    ...withoutContent(found.record),
    explained,
    keptUntil: found.kept?.keptUntil,
    waiting: found.waiting?.progress,
    hold: found.hold,
    payload: options.payload
      ? messageOf(found)?.events.map(({ body }) => body)
      : undefined,
    answer: options.answer ? answerOf(found) : undefined,
  };
}

/** What happened to an event, what it waits for, and until when it is kept: no values. */
export function linesOf(found: FoundEvent, now: number): string[] {
  const { record, kept, waiting, hold } = found;
  const whole = { ...record, message: messageOf(found), attempts: attemptsOf(found) };
  const lines = timeline(whole, kept?.keptUntil);
  if (waiting !== undefined) lines.push(...describeWaiting(waiting.progress, hold, now));
  if (isLeftBehind(record)) lines.push(bringBack);
  return lines;
}

function contentOf(found: FoundEvent, options: ShowEventOptions): string[] {
  const [message, answer] = [messageOf(found), answerOf(found)];
  const lines: string[] = [];
  if (options.payload)
    lines.push(
      message === undefined
        ? 'The payload is not kept any more.'
        : JSON.stringify(message.events[0]?.body, null, 2),
    );
  if (options.answer)
    lines.push(
      answer === undefined ? 'No answer of Bridge is kept.' : `Bridge: ${answer}`,
    );
  return lines;
}

function isLeftBehind({ outcome }: EventRecord): boolean {
  return outcome?.kind === 'parked' && /^(workspace|source)-removed$/.test(outcome.reason);
}

/** The PATCHes that were sent for an event, those of a message that still waits among them. */
export function attemptsOf({ record, waiting }: FoundEvent): Attempt[] {
  return [...record.attempts, ...(waiting?.progress.attempts ?? [])];
}
