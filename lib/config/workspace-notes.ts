import type { BridgeFile } from '../../functions/core/config/bridge-schema.ts';
import type { Mistake } from './problems/config-problem.ts';

/** Something about the workspaces that can be meant, and has to be known before a deployment. */
export interface WorkspaceNote extends Mistake {
  /** Stands for this kind of note. */
  id: string;
  /** In `bridge.yaml`. */
  path: string[];
}

/** The id in the example of this repository: no workspace of Bridge has it. */
const sampleId = 'b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1234';

/** An account begins with 10 functions at once in a region; receive needs some of them. */
const mostAtOnce = 8;

/** The names of the workspaces that have the id of the example. */
export function sampleWorkspaces(workspaces: BridgeFile['workspaces']): string[] {
  return Object.entries(workspaces)
    .filter(([, { id }]) => id.toLowerCase() === sampleId)
    .map(([name]) => name);
}

/** What is to be said of the workspaces before they are deployed. */
export function workspaceNotes(workspaces: BridgeFile['workspaces']): WorkspaceNote[] {
  const samples = sampleWorkspaces(workspaces).map((name) => ({
    id: 'bridgehook:sample-workspace',
    path: ['workspaces', name, 'id'],
    what: `workspaces.${name}.id is the sample's: Bridge has no such workspace`,
    cure: "before you deploy, write the id of yours; Bridge's console shows it",
  }));
  const atOnce = Object.values(workspaces).reduce(
    (sum, { concurrency }) => sum + concurrency,
    0,
  );
  if (atOnce <= mostAtOnce) return samples;
  const quota = {
    id: 'bridgehook:concurrency',
    path: ['workspaces'],
    what:
      `workspaces: up to ${atOnce} messages are delivered at once in all, ` +
      'and a new AWS account runs 10 functions at once for everything in a region',
    cure:
      `lower concurrency to ${mostAtOnce} in all, or look up the account's quota ` +
      '(aws lambda get-account-settings) and have it raised',
  };
  return [...samples, quota];
}
