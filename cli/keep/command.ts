import { join } from 'node:path';
import type { Command } from 'commander';
import { UsageError } from '../../lib/report.ts';
import type { TestCase } from '../../local/console/api/event.ts';
import { findSource } from '../place/find-source.ts';
import { readPayload, withHeaders } from '../place/payload.ts';
import { openRecorded } from '../place/recorded-request.ts';
import { addCommand, type CommonOptions, fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { keepCase } from './keep-case.ts';

interface KeepOptions extends CommonOptions {
  headers?: string | undefined;
  request?: string | undefined;
}

interface Named {
  source: string;
  file: string | undefined;
  /** Of the case. */
  name: string | undefined;
}

type Rest = [file: string | undefined, name: string | undefined, options: KeepOptions];

/** What a case is called that is given no name. */
const unnamed = 'recorded';

export function addKeep(program: Command, terminal: Terminal): void {
  const command = addCommand(
    program,
    'keep <source> [payload-file] [case]',
    'Keep a recorded request as a sample of its source, with what it comes to now: a test case.',
  );
  withHeaders(command)
    .option(
      '--request <key>',
      'instead of a file: a request that came to the instance here, by its key in timeline',
    )
    .action((source: string, ...[file, name, options]: Rest) =>
      keep({ source, file, name }, options, terminal),
    );
}

async function keep(
  named: Named,
  { config, json, headers, request }: KeepOptions,
  terminal: Terminal,
): Promise<void> {
  const kept =
    request === undefined
      ? await keepFile(named, { config, headers }, terminal)
      : await keepRequest(named, { config, headers, request }, terminal);
  if (json) return printJson(terminal, kept);
  const files = kept.files.map((each) => `Written: ${join(config, each)}`);
  terminal.stdout.write(`${[...files, ...kept.notes].join('\n')}\n`);
}

async function keepFile(
  { source: sourceName, file, name = unnamed }: Named,
  { config, headers }: KeepOptions,
  terminal: Terminal,
): Promise<TestCase> {
  if (file === undefined) throw new UsageError('Give a payload file, or --request <key>.');
  const dir = fromHere(terminal, config);
  const path = fromHere(terminal, file);
  const { source } = await findSource(dir, sourceName);
  const request = await readPayload(path, source, headers && fromHere(terminal, headers));
  return keepCase({ dir, source: sourceName, name, request, path });
}

/** Without a file, what stands in its place is the case. */
async function keepRequest(
  { source, file: name = unnamed, name: more }: Named,
  { config, headers, request }: KeepOptions & { request: string },
  terminal: Terminal,
): Promise<TestCase> {
  if (more !== undefined || headers !== undefined)
    throw new UsageError('With --request, give neither a payload file nor --headers.');
  const recorded = await openRecorded({ source, request }, { config }, terminal);
  return recorded.keep(name);
}
