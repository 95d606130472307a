import type { Command } from 'commander';
import {
  type Configuration,
  formatProblems,
  readConfiguration,
} from '../../lib/config/configuration.ts';
import { PlainError } from '../../lib/plain-error.ts';
import { addCommand, type CommonOptions, fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';

export function addCheck(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'check',
    'Check the configuration: every file, every expression, every sample. The same as before a deployment.',
  ).action((options: CommonOptions) => check(options, terminal));
}

async function check({ config, json }: CommonOptions, terminal: Terminal): Promise<void> {
  const configuration = await readConfiguration(fromHere(terminal, config));
  const { dir, sources, problems } = configuration;
  const ok = problems.length === 0;
  if (json) {
    const summaries = sources.map(({ source, samples, samplesPassed }) => ({
      name: source.name,
      samples: samples.length,
      passed: samplesPassed,
    }));
    printJson(terminal, { ok, sources: summaries, problems });
  }
  if (!ok)
    throw new PlainError(
      json ? '' : `${formatProblems(problems)}\n\n${dir} has ${count(problems.length, 'problem')}.`,
    );
  if (!json) terminal.stdout.write(`${summary(configuration)}\n`);
}

function summary({ dir, sources }: Configuration): string {
  const width = Math.max(...sources.map(({ source }) => source.name.length));
  const lines = sources.map(
    ({ source, samples, samplesPassed }) =>
      `  ${source.name.padEnd(width)}  ${samplesPassed} of ${count(samples.length, 'sample')} passed`,
  );
  return [`${dir} is in order: ${count(sources.length, 'source')}`, ...lines].join('\n');
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
