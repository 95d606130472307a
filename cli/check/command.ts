import type { Command } from 'commander';
import { type Configuration, readConfiguration } from '../../lib/config/configuration.ts';
import { formatProblems, problemsOf } from '../../lib/config/problems/config-problem.ts';
import { UserError } from '../../lib/report.ts';
import { callOf, type StackOptions, withStack } from '../place/place-options.ts';
import { count } from '../terminal/count.ts';
import { addCommand, fromHere } from '../terminal/options.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { checkKeys, describeNote } from './check-keys.ts';
import { describeExplained, explainSource } from './explain.ts';

export function addCheck(program: Command, terminal: Terminal): void {
  const command = addCommand(
    program,
    'check',
    'Check the configuration: every file, every expression, every sample; and the keys. ' +
      'A deployment checks the same, except the keys.',
  );
  withStack(command)
    .option(
      '--explain',
      'also say which expressions are compiled, and which run on JSONata',
    )
    .action((options: CheckOptions) => check(options, terminal));
}

interface CheckOptions extends StackOptions {
  explain?: true | undefined;
}

async function check(options: CheckOptions, terminal: Terminal): Promise<void> {
  const { config, json, stack, explain } = options;
  const call = callOf(options, terminal);
  const configuration = await readConfiguration(fromHere(terminal, config));
  const { dir, sources, problems, notes } = configuration;
  const keys = await checkKeys(configuration, stack, terminal);
  const wrongKeys = keys.filter(({ isWrong }) => isWrong);
  const ok = problems.length === 0 && wrongKeys.length === 0;
  if (json) {
    const summaries = sources.map(({ source, samples, samplesPassed }) => ({
      name: source.name,
      samples: samples.length,
      passed: samplesPassed,
      expressions: explain && explainSource(source),
    }));
    printJson(terminal, { ok, sources: summaries, problems, notes, keys });
    if (ok) return;
    throw new UserError();
  }
  for (const note of keys.filter(({ isWrong }) => !isWrong))
    terminal.stderr.write(`Note: ${describeNote(note, call)}\n`);
  if (problems.length > 0) throw problemsOf(dir, problems);
  terminal.stdout.write(`${summary(configuration)}\n`);
  if (explain) terminal.stdout.write(`\n${explanation(configuration)}\n`);
  if (notes.length > 0) terminal.stdout.write(`\nTo know:\n${formatProblems(notes)}\n`);
  if (wrongKeys.length > 0)
    throw new UserError(...wrongKeys.map((note) => describeNote(note, call)));
}

function explanation({ sources }: Configuration): string {
  return describeExplained(
    sources.map(({ source }) => ({
      name: source.name,
      expressions: explainSource(source),
    })),
  );
}

function summary({ dir, sources }: Configuration): string {
  const width = Math.max(...sources.map(({ source }) => source.name.length));
  const lines = sources.map(({ source, samples, samplesPassed }) => {
    const total = count(samples.length, 'sample');
    return `  ${source.name.padEnd(width)}  ${samplesPassed} of ${total} passed`;
  });
  return [`${dir} is in order: ${count(sources.length, 'source')}`, ...lines].join('\n');
}
