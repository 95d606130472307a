import { expressionsOf } from '../../functions/core/check/source-expressions.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { planExpression } from '../../functions/core/expression/jsonata.ts';

/** Which way an expression goes, and what made it go to JSONata. */
export interface Explained {
  /** Where it stands in the source: `events.id[0]`. */
  at: string;
  runs: 'compiled' | 'on JSONata';
  because?: string | undefined;
}

/** Which way each expression of a source goes. `events.split` is a path, and no expression. */
export function explainSource(source: Source): Explained[] {
  return expressionsOf(source)
    .map(({ path, text }) => ({ at: placeOf(path), text }))
    .filter(({ at }) => at !== 'events.split')
    .map(({ at, text }) => {
      const planned = planExpression(text);
      return planned.kind === 'compiled'
        ? { at, runs: 'compiled' }
        : { at, runs: 'on JSONata', because: planned.because };
    });
}

function placeOf(path: (string | number)[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text === '' ? key : `${text}.${key}`;
  }, '');
}

/** The same as people read it. */
export function describeExplained(
  sources: { name: string; expressions: Explained[] }[],
): string {
  const lines = sources.flatMap(({ name, expressions }) => {
    const width = Math.max(...expressions.map(({ at }) => at.length));
    return [
      `  ${name}`,
      ...expressions.map(({ at, runs, because }) => {
        const why = because === undefined ? '' : `: ${because}`;
        return `    ${at.padEnd(width)}  ${runs}${why}`;
      }),
    ];
  });
  return ['How the expressions run:', ...lines].join('\n');
}
