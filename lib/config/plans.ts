import { expressionsOf } from '../../functions/core/check/source-expressions.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { planExpression } from '../../functions/core/expression/jsonata.ts';
import type { Plan, Plans } from '../../functions/core/expression/plan.ts';

/** What the functions evaluate without JSONata: of each expression that is compiled its plan. */
export function plansOf(sources: readonly Source[]): Plans {
  const evaluated = sources
    .flatMap(expressionsOf)
    .filter(({ path }) => path.join('.') !== 'events.split');
  return Object.fromEntries(
    evaluated.flatMap(({ text }): [string, Plan][] => {
      const planned = planExpression(text);
      return planned.kind === 'compiled' ? [[text, planned.plan]] : [];
    }),
  );
}
