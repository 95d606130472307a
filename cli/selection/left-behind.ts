import type { EventRecord } from '../../functions/core/memory/event-record.ts';
import { UserError } from '../../lib/report.ts';
import type { OpenLedger } from '../place/open-ledger.ts';
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
  { workspaces, sources }: Configured,
  { request }: Pick<EventFilter, 'request'>,
): Promise<EventRecord[]> {
  const records = await memory.events.read(await operator.allParked());
  return [...records.values()]
    .filter(
      ({ workspace, source }) =>
        !workspaces.includes(workspace) || !sources.includes(source),
    )
    .filter(({ requestId }) => request === undefined || requestId === request);
}

/**
 * Events that are chosen by their ids can be of any workspace; what is done with them is done in
 * one.
 * @throws UserError if one is of another workspace, with how to reach it
 */
export function assertOfWorkspace(
  records: Iterable<EventRecord>,
  wanted: string,
  { workspaces }: Configured,
): void {
  for (const { id, workspace } of records) {
    const what = `The event ${id} is of the workspace ${workspace}`;
    if (!workspaces.includes(workspace))
      throw new UserError(
        `${what}, which bridge.yaml does not have any more. ${bringBack}`,
      );
    if (workspace !== wanted) throw new UserError(`${what}: add --workspace ${workspace}`);
  }
}
