import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import type { Hold } from '../../functions/core/memory/workspace-state.ts';
import type { Payload } from '../../functions/edges/ledger/operator/end-by-hand.ts';
import type { WaitingEvent } from '../../functions/edges/ledger/operator/look-around.ts';
import { bridgehookCommand } from '../../lib/command-line.ts';
import { printable } from '../../lib/printable.ts';
import { UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/open-ledger.ts';
import { callOf, type PlaceOptions } from '../place/place-options.ts';
import { findWorkspaceScope } from '../place/scope.ts';
import { withLedger } from '../place/with-ledger.ts';
import { bringBack } from '../selection/left-behind.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { describeWaiting, timeline } from './timeline.ts';
import { withoutContent } from './without-content.ts';

export interface ShowEventOptions extends PlaceOptions {
  payload?: true | undefined;
  answer?: true | undefined;
}

/** All that the ledger has of an event. */
interface Found {
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
  const scope = await findWorkspaceScope(options, terminal);
  const found = await withLedger({ terminal, scope, options }, (ledger) =>
    findEvent(id, ledger),
  );
  if (found === undefined)
    throw new UserError(
      `There is no event ${id}. List them: ${listing(options, terminal)}`,
    );
  if (options.json) return printJson(terminal, toJson(found, options));
  terminal.stdout.write(
    `${toLines(found, options, terminal.now()).map(printable).join('\n')}\n`,
  );
}

function listing(options: ShowEventOptions, terminal: Terminal): string {
  return bridgehookCommand(['events'], callOf(options, terminal));
}

/** An event that has ended says so itself; of any other, its message is looked for. */
async function findEvent(
  id: string,
  { memory, operator }: OpenLedger,
): Promise<Found | undefined> {
  const record = (await memory.events.read([id])).get(id);
  const mayWait = record?.outcome === undefined || record.outcome.kind === 'parked';
  const noted = mayWait ? await operator.findWaiting(id) : undefined;
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

function messageOf({ record, kept }: Found) {
  return record.message ?? kept?.message;
}

function answerOf({ record: { outcome } }: Found): string | undefined {
  return outcome?.kind === 'parked' ? outcome.answer : undefined;
}

function toJson(found: Found, options: ShowEventOptions): object {
  return {
    ...withoutContent(found.record),
    keptUntil: found.kept?.keptUntil,
    waiting: found.waiting?.progress,
    hold: found.hold,
    payload: options.payload
      ? messageOf(found)?.events.map(({ body }) => body)
      : undefined,
    answer: options.answer ? answerOf(found) : undefined,
  };
}

function toLines(found: Found, options: ShowEventOptions, now: number): string[] {
  const { record, kept, waiting, hold } = found;
  const message = messageOf(found);
  const lines = timeline(withAttempts({ ...record, message }, waiting), kept?.keptUntil);
  if (waiting !== undefined) lines.push(...describeWaiting(waiting.progress, hold, now));
  if (options.payload)
    lines.push(
      message === undefined
        ? 'The payload is not kept any more.'
        : JSON.stringify(message.events[0]?.body, null, 2),
    );
  if (isLeftBehind(record)) lines.push(bringBack);
  const answer = answerOf(found);
  if (options.answer)
    lines.push(
      answer === undefined ? 'No answer of Bridge is kept.' : `Bridge: ${answer}`,
    );
  return lines;
}

function isLeftBehind({ outcome }: EventRecord): boolean {
  return outcome?.kind === 'parked' && /^(workspace|source)-removed$/.test(outcome.reason);
}

function withAttempts(
  record: EventRecord,
  waiting: WaitingEvent | undefined,
): EventRecord {
  return {
    ...record,
    attempts: [...record.attempts, ...(waiting?.progress.attempts ?? [])],
  };
}
