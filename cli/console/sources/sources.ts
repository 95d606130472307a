import { type DriftHour, keptHours } from '../../../functions/core/drift/drift-hour.ts';
import type { EventRecord } from '../../../functions/core/memory/event-record.ts';
import { bridgehookCommand } from '../../../lib/command-line.ts';
import type { Configuration } from '../../../lib/config/configuration.ts';
import { formatProblems } from '../../../lib/config/problems/config-problem.ts';
import { hashOfConfig, toSettings } from '../../../lib/config/settings.ts';
import type {
  SourceSummary,
  Sources,
  SourceView,
} from '../../../local/console/api/sources.ts';
import type { TimelineRow } from '../../../local/console/api/timeline.ts';
import { findSource, isOfSource } from '../../place/find-source.ts';
import { countWaiting, describeWaitingMessages } from '../../place/ledger/waiting.ts';
import { describeNotDeployed } from '../../replay/replay.ts';
import { inUtc } from '../../terminal/utc.ts';
import type { Around } from '../around.ts';
import { readParked } from '../parked.ts';
import { readHolds } from '../state.ts';
import { payloadsOf } from './map.ts';
import { curlOfSample } from './sample-curl.ts';
import { isRefusal, refusalsOf, trendsOf, volumeOf } from './source-counts.ts';
import { keyStates } from './source-keys.ts';

type WorkspaceState = Sources['workspaces'][number];

/** What is known of sources: from the ledger, the timeline and the configuration. */
interface Known {
  configuration: Configuration;
  rows: readonly TimelineRow[];
  /** What is not in the rows. */
  notes: readonly string[];
  parked: readonly Pick<EventRecord, 'source'>[];
  drift: ReadonlyMap<string, DriftHour[]>;
  hooksUrl: string;
  now: number;
}

/**
 * All sources of the configuration, and the state of its workspaces.
 * @throws UserError
 */
export async function listSources(around: Around): Promise<Sources> {
  const { sources } = await around.configured();
  const known = await readKnown(around, sources);
  const workspaces = await readWorkspaces(around);
  return {
    sources: sources.map((name) => summarise(name, known)),
    workspaces,
    notes: [...(await notesOfConfiguration(around)), ...known.notes],
  };
}

/** That what runs has another configuration than the one that is shown, if so. */
async function notesOfConfiguration(around: Around): Promise<string[]> {
  const configuration = await around.configuration();
  if (configuration.problems.length > 0) return [];
  const deployed = (await around.place()).output('ConfigHash');
  const isDeployed = deployed === hashOfConfig(toSettings(configuration));
  return isDeployed ? [] : [describeNotDeployed(around.call)];
}

/**
 * One source: its address, keys, handshake, and how its fields fare.
 * @throws UserError if there is none of that name, or it cannot be read
 */
export async function showSource(around: Around, name: string): Promise<SourceView> {
  const found = await findSource(around.dir, name);
  const known = await readKnown(around, [name]);
  const rows = known.rows.filter(({ source }) => source === name);
  const { source } = found;
  const workspaces = await readWorkspaces(around, [source.workspace]);
  const [workspace = { name: source.workspace, waiting: '' }] = workspaces;
  return {
    summary: summarise(name, known),
    workspace,
    curl: await curlOfSample(around, found),
    handshake: source.handshake.length === 0 ? undefined : handshakeOf(rows),
    keys: keyStates(around, source, rows),
    refusals: refusalsOf(rows),
    entries: trendsOf(name, known.drift.get(name) ?? [], keptHours(known.now)),
    payloads: payloadsOf(around, found),
    notes: notesOf(around),
  };
}

async function readKnown(around: Around, names: readonly string[]): Promise<Known> {
  const now = around.terminal.now();
  const { parked, drift } = await around.withAnyLedger(async (ledger) => {
    const read = names.map(
      async (name) =>
        [name, await ledger.operator.readDrift(name, keptHours(now))] as const,
    );
    return { parked: await readParked(ledger), drift: new Map(await Promise.all(read)) };
  });
  return {
    configuration: await around.configuration(),
    ...(await readRows(around)),
    parked,
    drift,
    hooksUrl: await hooksUrl(around),
    now,
  };
}

/** All that is known of requests: what is asked for is read first. */
async function readRows({ timeline }: Around): Promise<Pick<Known, 'rows' | 'notes'>> {
  const { notes } = await timeline.timeline({ limit: 1 });
  return { rows: timeline.rows(), notes };
}

/** What senders call; without a slash at the end. */
async function hooksUrl({ local, place }: Around): Promise<string> {
  if (local !== undefined) return local.instance.publicUrl;
  return new URL((await place()).output('HooksUrl')).origin;
}

function summarise(name: string, known: Known): SourceSummary {
  const { dir, sources, problems } = known.configuration;
  const configured = sources.find(({ source }) => source.name === name);
  const rows = known.rows.filter(({ source }) => source === name);
  const entries = trendsOf(name, known.drift.get(name) ?? [], []);
  return {
    name,
    provider: configured?.provider ?? '',
    workspace: configured?.source.workspace ?? '',
    url: `${known.hooksUrl}/hooks/${name}`,
    volume: volumeOf(rows, known.now),
    refused: rows.filter(isRefusal).length,
    parked: known.parked.filter(({ source }) => source === name).length,
    drifting: entries.filter(({ driftsSince }) => driftsSince !== undefined).length,
    problems: problems
      .filter(({ file }) => isOfSource(dir, name, file))
      .map((problem) => formatProblems([problem])),
  };
}

async function readWorkspaces(
  around: Around,
  only?: readonly string[],
): Promise<WorkspaceState[]> {
  const { workspaces } = await around.configured();
  const names = only ?? workspaces;
  const now = around.terminal.now();
  const read = names.map((name) =>
    around.withLedger(name, async (ledger) => {
      const [state = { name }] = await readHolds(ledger, [name], now);
      const waiting = describeWaitingMessages(await countWaiting(ledger)).join(' ');
      return { ...state, waiting };
    }),
  );
  return Promise.all(read);
}

/** Whether the sender's handshake was answered, as far as is known. */
function handshakeOf(rows: readonly TimelineRow[]): SourceView['handshake'] {
  const at = Math.max(0, ...rows.filter(isGreeting).map((row) => row.at));
  if (at === 0) return { words: 'not answered yet, as far as is known' };
  return { words: `answered at ${inUtc(at)} UTC`, at };
}

function isGreeting({ state }: TimelineRow): boolean {
  return state === 'handshake';
}

function notesOf({ local, call }: Around): string[] {
  if (local !== undefined) return [];
  const check = bridgehookCommand(['check'], call);
  return [`Keys are secrets, which are not read here. ${check} judges them.`];
}
