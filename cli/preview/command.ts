import type { Command } from 'commander';
import { runSample, type SampleRun } from '../../functions/core/check/run-sample.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { Rejection } from '../../functions/core/errors.ts';
import {
  countUnknownTypes,
  type UnknownTypeCount,
} from '../../functions/core/receive/event-type.ts';
import { formatProblems } from '../../lib/config/problems/config-problem.ts';
import { parseSaved, type SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { printable } from '../../lib/printable.ts';
import { UserError } from '../../lib/report.ts';
import { findSource } from '../place/find-source.ts';
import { readPayload, refusedPayload, withHeaders } from '../place/payload.ts';
import { addCommand, type CommonOptions, fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { describeEvent, type EventPreview } from './describe-event.ts';
import { printEvent } from './print-event.ts';

interface PreviewOptions extends CommonOptions {
  headers?: string | undefined;
}

export function addPreview(program: Command, terminal: Terminal): void {
  const command = addCommand(
    program,
    'preview <source> <payload-file>',
    'Show what a payload comes to: each event, each field and why, and what nothing uses.',
  );
  withHeaders(command).action((source: string, file: string, options: PreviewOptions) =>
    preview(source, file, options, terminal),
  );
}

async function preview(
  name: string,
  file: string,
  { config, json, headers }: PreviewOptions,
  terminal: Terminal,
): Promise<void> {
  const { source, problems } = await findSource(fromHere(terminal, config), name);
  const path = fromHere(terminal, file);
  const saved = await readPayload(path, source, headers && fromHere(terminal, headers));
  const { events, summaries, unknownTypes } = await run(path, saved, source);
  const previews: EventPreview[] = [];
  for (const event of events) previews.push(await describeEvent(source, event));
  const leftOut = summaries.length - events.length;
  const unknown = countUnknownTypes(unknownTypes);
  if (json)
    printJson(terminal, {
      source: name,
      events: previews,
      leftOut,
      unknownTypes: unknown,
      problems,
    });
  else terminal.stdout.write(`${printed(previews, leftOut, unknown).join('\n')}\n`);
  const isBroken = problems.some(({ file }) => file.endsWith('.yaml'));
  if (problems.length > 0 && !json)
    terminal.stderr.write(`\n${printable(formatProblems(problems))}\n`);
  if (isBroken) throw new UserError();
}

async function run(path: string, saved: SavedRequest, source: Source): Promise<SampleRun> {
  try {
    return await runSample(source, await parseSaved(saved, source));
  } catch (error) {
    if (error instanceof Rejection) throw refusedPayload(path, error);
    throw error;
  }
}

function printed(
  previews: EventPreview[],
  leftOut: number,
  unknown: UnknownTypeCount,
): string[] {
  const blocks = previews.map((event, index) => {
    const number = previews.length === 1 ? '' : ` ${index + 1} of ${previews.length}`;
    return printEvent(event, `event${number}`).join('\n');
  });
  const lines = blocks.length === 0 ? [] : [blocks.join('\n\n')];
  if (leftOut > 0)
    lines.push(
      `${leftOut} ${leftOut === 1 ? 'event is' : 'events are'} left out by events.filter`,
    );
  if (unknown.count > 0)
    lines.push(
      `${unknown.count} of these: unknown-type ${unknown.types.join(', ')}`.trimEnd(),
    );
  if (previews.length + leftOut === 0) lines.push('The request holds no event.');
  return lines;
}
