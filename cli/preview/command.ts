import type { Command } from 'commander';
import { formatProblems } from '../../lib/config/problems/config-problem.ts';
import { printable } from '../../lib/printable.ts';
import { UserError } from '../../lib/report.ts';
import { findSource } from '../place/find-source.ts';
import { readPayload, withHeaders } from '../place/payload.ts';
import { addCommand, type CommonOptions, fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import {
  describeLeftOut,
  nameOfEvent,
  type Preview,
  previewRequest,
} from './preview-request.ts';
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
    showPreview(source, file, options, terminal),
  );
}

async function showPreview(
  name: string,
  file: string,
  { config, json, headers }: PreviewOptions,
  terminal: Terminal,
): Promise<void> {
  const { source, problems } = await findSource(fromHere(terminal, config), name);
  const path = fromHere(terminal, file);
  const saved = await readPayload(path, source, headers && fromHere(terminal, headers));
  const preview = await previewRequest(path, saved, source);
  const { events, leftOut, unknownTypes } = preview;
  if (json) printJson(terminal, { source: name, events, leftOut, unknownTypes, problems });
  else terminal.stdout.write(`${printed(preview).join('\n')}\n`);
  const isBroken = problems.some(({ file }) => file.endsWith('.yaml'));
  if (problems.length > 0 && !json)
    terminal.stderr.write(`\n${printable(formatProblems(problems))}\n`);
  if (isBroken) throw new UserError();
}

function printed(preview: Preview): string[] {
  const blocks = preview.events.map((event, index) =>
    printEvent(event, nameOfEvent(index, preview)).join('\n'),
  );
  const lines = blocks.length === 0 ? [] : [blocks.join('\n\n')];
  return [...lines, ...describeLeftOut(preview)];
}
