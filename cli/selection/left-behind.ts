import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { describeWithContact } from './describe-event.ts';
import type { EventFilter } from './find-events.ts';

/** The names that the configuration has, whether or not there are mistakes in them. */
export interface Configured {
  workspaces: string[];
  sources: string[];
}

/** What to do with events whose workspace or source was renamed or removed. */
export const bringBack =
  'Put the name back into the configuration, deploy, and replay them: ' +
  'docs/lifecycle.md#rename-or-remove-a-workspace';

/**
 * The parked events whose workspace or source has left the configuration: no option names it. With
 * a request, those that it brought.
 */
export async function parkedLeftBehind(
  { memory, operator }: OpenLedger,
  configured: Configured,
  { request }: Pick<EventFilter, 'request'>,
): Promise<EventRecord[]> {
  const records = await memory.events.read(await operator.allParked());
  return [...records.values()]
    .filter((record) => isLeftBehind(record, configured))
    .filter(({ requestId }) => request === undefined || requestId === request);
}

/** Whether the configuration does not have the workspace or the source of an event any more. */
export function isLeftBehind(
  { workspace, source }: Pick<EventRecord, 'workspace' | 'source'>,
  { workspaces, sources }: Configured,
): boolean {
  return !workspaces.includes(workspace) || !sources.includes(source);
}

/** These events in lines, and what to do about them. */
export function describeLeftBehind(records: readonly EventRecord[]): string {
  const heading =
    'Parked for a workspace or a source that the configuration does not have any more:';
  const lines = records.map(
    (record) => `${describeWithContact(record)}  workspace ${record.workspace}`,
  );
  return [heading, ...lines, bringBack].join('\n');
}

/**
 * Events that are chosen by their ids can be of any workspace; what is done with them is done in
 * one.
 * @throws UserError if one is of another workspace, with how to reach it
 */
export function assertOfWorkspace(
  records: Iterable<EventRecord>,
  wanted: string,
  configured: Configured,
): void {
  for (const record of records) {
    assertKnownWorkspace(record, configured);
    if (record.workspace !== wanted)
      throw new UserError(`${ofWorkspace(record)}: add --workspace ${record.workspace}`);
  }
}

/** @throws UserError if the configuration does not have the workspace of an event any more */
export function assertKnownWorkspace(
  record: Pick<EventRecord, 'id' | 'workspace'>,
  { workspaces }: Configured,
): void {
  if (workspaces.includes(record.workspace)) return;
  throw new UserError(
    `${ofWorkspace(record)}, which bridge.yaml does not have any more. ${bringBack}`,
  );
}

function ofWorkspace({ id, workspace }: Pick<EventRecord, 'id' | 'workspace'>): string {
  return `The event ${id} is of the workspace ${workspace}`;
}
