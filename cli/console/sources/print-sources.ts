import {
  type Sources,
  type SourceView,
  sourcesSchema,
  sourceViewSchema,
} from '../../../local/console/api/sources.ts';
import type { Operations } from '../../../local/console/operations.ts';
import { openConsoleApi } from '../../place/console-api.ts';
import type { StackOptions } from '../../place/place-options.ts';
import { count } from '../../terminal/count.ts';
import { table } from '../../terminal/table.ts';
import { printJson, type Terminal } from '../../terminal/terminal.ts';
import { inUtc } from '../../terminal/utc.ts';
import { openStackConsole } from '../open-operations.ts';

/**
 * Prints what the console shows of all sources, or of one.
 * @throws UserError
 */
export async function printSources(
  name: string | undefined,
  options: StackOptions,
  terminal: Terminal,
): Promise<void> {
  await using asked = await openSources(options, terminal);
  if (name === undefined) {
    const found = await asked.sources();
    if (options.json) printJson(terminal, found);
    else terminal.stdout.write(`${describeSources(found).join('\n')}\n`);
    return;
  }
  const found = await asked.source(name);
  if (options.json) printJson(terminal, found);
  else terminal.stdout.write(`${describeSource(found).join('\n')}\n`);
}

type Asked = Pick<Operations, 'sources' | 'source'> & AsyncDisposable;

/** What runs on this machine knows itself what came; of a stack its log lines say it. */
async function openSources(options: StackOptions, terminal: Terminal): Promise<Asked> {
  const { stack } = options;
  if (stack === undefined) {
    const ask = await openConsoleApi(options, terminal);
    const read = async (path: string) => (await ask(path)).json();
    return {
      sources: async () => sourcesSchema.parse(await read('/sources')),
      source: async (name) =>
        sourceViewSchema.parse(await read(`/sources/${encodeURIComponent(name)}`)),
      async [Symbol.asyncDispose]() {},
    };
  }
  const { operations, [Symbol.dispose]: close } = await openStackConsole(
    { ...options, stack },
    terminal,
  );
  return { ...operations, [Symbol.asyncDispose]: async () => close() };
}

const anyWidth = Number.POSITIVE_INFINITY;

function describeSources({ sources, workspaces, notes }: Sources): string[] {
  const rows = sources.map(({ name, workspace, volume, refused, parked, drifting }) => [
    name,
    workspace,
    String(volume.reduce((sum, hour) => sum + hour, 0)),
    String(refused),
    String(parked),
    String(drifting),
  ]);
  const head = ['source', 'workspace', 'in 24 h', 'refused', 'parked', 'drifting'];
  return [
    ...table(
      [head, ...rows],
      head.map(() => anyWidth),
    ),
    ...sources.flatMap(({ problems }) => problems),
    ...workspaces.flatMap(describeWorkspace),
    ...notes,
  ];
}

function describeWorkspace({ name, hold, waiting }: SourceView['workspace']): string[] {
  return [...(hold === undefined ? [] : [hold]), `${name}: ${waiting}`];
}

function describeSource(view: SourceView): string[] {
  const { summary, workspace, curl, handshake, keys, refusals, entries, notes } = view;
  const keyLines = keys.map(
    ({ name, which, state, lastMatchedAt }) =>
      `key ${name} (${which}): ${state}${matched(lastMatchedAt)}`,
  );
  return [
    `${summary.name}: ${summary.url}`,
    ...(handshake === undefined ? [] : [`handshake: ${handshake.words}`]),
    ...keyLines,
    ...refusals.map(
      ({ cause, words, count: times }) => `refused ${count(times)}: ${cause}. ${words}`,
    ),
    `parked: ${count(summary.parked, 'event')}`,
    ...entries.map(describeEntry),
    ...describeWorkspace(workspace),
    ...summary.problems,
    ...notes,
    ...(curl === undefined ? [] : [curl.command ?? `no curl: ${curl.problem}`]),
  ];
}

function matched(at: number | undefined): string {
  return at === undefined ? '' : `, last matched at ${inUtc(at)} UTC`;
}

function describeEntry({
  field,
  nowPercent,
  beforePercent,
  driftsSince,
  events,
}: SourceView['entries'][number]): string {
  const now = nowPercent === undefined ? '–' : `${nowPercent} %`;
  const drift =
    driftsSince === undefined ? '' : `, drifts since ${driftsSince} (${beforePercent} %)`;
  return `field ${field}: ${now} of ${count(events, 'event')}${drift}`;
}
