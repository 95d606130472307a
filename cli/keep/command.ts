import { join } from 'node:path';
import type { Command } from 'commander';
import { findSource } from '../place/find-source.ts';
import { readPayload, withHeaders } from '../place/payload.ts';
import { addCommand, type CommonOptions, fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { keepCase } from './keep-case.ts';

interface KeepOptions extends CommonOptions {
  headers?: string | undefined;
}

export function addKeep(program: Command, terminal: Terminal): void {
  const command = addCommand(
    program,
    'keep <source> <payload-file> [case]',
    'Keep a recorded request as a sample of its source, with what it comes to now: a test case.',
  );
  withHeaders(command).action(
    (source: string, file: string, name: string | undefined, options: KeepOptions) =>
      keep({ source, file, name }, options, terminal),
  );
}

async function keep(
  {
    source: sourceName,
    file,
    name = 'recorded',
  }: Record<'source' | 'file', string> & {
    name: string | undefined;
  },
  { config, json, headers }: KeepOptions,
  terminal: Terminal,
): Promise<void> {
  const dir = fromHere(terminal, config);
  const path = fromHere(terminal, file);
  const { source } = await findSource(dir, sourceName);
  const request = await readPayload(path, source, headers && fromHere(terminal, headers));
  const kept = await keepCase({ dir, source: sourceName, name, request, path });
  if (json) return printJson(terminal, kept);
  const files = kept.files.map((each) => `Written: ${join(config, each)}`);
  terminal.stdout.write(`${[...files, ...kept.notes].join('\n')}\n`);
}
