import type { Command } from 'commander';
import { formatProblems, problemsOf } from '../../lib/config/config-problem.ts';
import { type Configuration, readConfiguration } from '../../lib/config/configuration.ts';
import { UserError } from '../../lib/report.ts';
import { count } from '../terminal/count.ts';
import { addCommand, type CommonOptions, fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';

export function addCheck(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'check',
    'Check the configuration: every file, every expression, every sample. ' +
      'A deployment checks the same.',
  ).action((options: CommonOptions) => check(options, terminal));
}

async function check({ config, json }: CommonOptions, terminal: Terminal): Promise<void> {
  const configuration = await readConfiguration(fromHere(terminal, config));
  const { dir, sources, problems } = configuration;
  const notes = sources.flatMap((source) => source.notes);
  const ok = problems.length === 0;
  if (json) {
    const summaries = sources.map(({ source, samples, samplesPassed }) => ({
      name: source.name,
      samples: samples.length,
      passed: samplesPassed,
    }));
    printJson(terminal, { ok, sources: summaries, problems, notes });
  }
  if (!ok) throw json ? new UserError() : problemsOf(dir, problems);
  if (json) return;
  terminal.stdout.write(`${summary(configuration)}\n`);
  if (notes.length > 0) terminal.stdout.write(`\nTo know:\n${formatProblems(notes)}\n`);
}

function summary({ dir, sources }: Configuration): string {
  const width = Math.max(...sources.map(({ source }) => source.name.length));
  const lines = sources.map(({ source, samples, samplesPassed }) => {
    const total = count(samples.length, 'sample');
    return `  ${source.name.padEnd(width)}  ${samplesPassed} of ${total} passed`;
  });
  return [`${dir} is in order: ${count(sources.length, 'source')}`, ...lines].join('\n');
}
