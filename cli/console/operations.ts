import type { Operations } from '../../local/console/operations.ts';
import { describeRelease, endHold } from '../hold/release-hold.ts';
import { keepCase } from '../keep/keep-case.ts';
import type { Around } from './around.ts';
import { createBridgeOperations } from './bridge.ts';
import { discardEvents, showParked } from './parked.ts';
import { sendPlan, showPlan } from './plan.ts';
import type { ConsoleViews } from './setup.ts';
import { createMapView } from './sources/map.ts';
import { curlOfRecorded, recordedRequest } from './sources/sample-curl.ts';
import { listSources, showSource } from './sources/sources.ts';
import { showState } from './state.ts';

/**
 * Everything that the console does, for the instance on this machine or a deployed stack: by what
 * the commands do it with. Nothing is opened before something is asked for.
 */
export function createOperations(around: Around, views: ConsoleViews): Operations {
  const { timeline } = around;
  const map = createMapView(around);
  return {
    state: () => showState(around),
    timeline: (filter) => timeline.timeline(filter),
    follow: timeline.follow,
    request: (key, reveal, event) => views.request(key, reveal, event),
    event: (id, reveal) => views.event(id, reveal),
    curl: (key) => curlOfRecorded(around, key),
    testCase: (key, name) => keepRecorded(around, key, name),
    parked: () => showParked(around),
    plan: (ids, reveal) => showPlan(around, ids, reveal),
    send: (ids, digest) => sendPlan(around, ids, digest),
    discard: (ids) => discardEvents(around, ids),
    releaseHold: (workspace) => releaseHold(around, workspace),
    sources: () => listSources(around),
    source: (name) => showSource(around, name),
    map,
    bridge: createBridgeOperations(around),
  };
}

async function releaseHold(around: Around, workspace: string): Promise<string> {
  around.assertMayWrite();
  const released = await around.withLedger(workspace, ({ memory }) =>
    endHold(workspace, memory.workspaces),
  );
  return describeRelease(workspace, released);
}

async function keepRecorded(around: Around, key: string, name: string) {
  around.assertMayWrite();
  const { source, request } = recordedRequest(around, key);
  return keepCase({ dir: around.dir, source, name, request, path: 'The request' });
}
