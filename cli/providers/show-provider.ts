import { bridgehookCommand, type Call } from '../../lib/command-line.ts';
import { carriedInWords, proofInWords } from '../../lib/providers/in-words.ts';
import { requestsOf, suggestedYaml } from '../../lib/providers/new-source.ts';
import type { Provider } from '../../lib/providers/providers.ts';
import { hanging, listed, numbered, wrapped } from '../terminal/paragraphs.ts';
import { summaryOf } from './list-providers.ts';

/** All that is known of a provider, for programs. `suggested` is YAML. */
export function detailsOf(provider: Provider) {
  return {
    ...summaryOf(provider),
    ...provider.about,
    samplesFrom: provider.about.samples,
    suggested: suggestedYaml(provider),
    samples: requestsOf(provider).map(({ name }) => name),
  };
}

/** The same for people. */
export function showProvider(provider: Provider, call: Call): string[] {
  const { name, page, about, verify } = provider;
  const { title, kind, carries, otherPages = [], instead, setup, watch, cannot } = about;
  return [
    `${name}: ${title} (${kind})`,
    ...[page, ...otherPages],
    '',
    `Events carry ${carriedInWords[carries]}. Proved by: ${proofInWords(verify)}.`,
    ...(instead === undefined ? [] : wrapped(instead)),
    '',
    'Set it up:',
    ...numbered(setup),
    ...section('Watch for:', watch),
    ...section(
      'What cannot be expressed:',
      cannot?.map(({ what, instead: way }) => `${what} Instead: ${way}`),
    ),
    '',
    'What is known, and how surely:',
    ...Object.entries(about.facts).flatMap(([what, fact]) => factLines(what, fact)),
    ...factLines('samples', about.samples),
    '',
    'Suggested, to be changed in your own file:',
    ...suggestedYaml(provider)
      .trimEnd()
      .split('\n')
      .map((line) => (line === '' ? line : `  ${line}`)),
    '',
    'Samples:',
    ...listed(requestsOf(provider).map(({ name: file }) => file)),
    '',
    `Connect it: ${bridgehookCommand(['add', name], call)}`,
  ];
}

function section(heading: string, texts: readonly string[] = []): string[] {
  return texts.length === 0 ? [] : ['', heading, ...listed(texts)];
}

/** Further lines stand below what is known, not below how surely: labels differ in length. */
function factLines(what: string, fact: Provider['about']['samples']): string[] {
  return Object.entries(fact).flatMap(([confidence, text]) =>
    hanging('  ', `${what} (${confidence}): ${text}`, 2),
  );
}
