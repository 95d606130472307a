import { compilePlan } from './expression/closures.ts';
import { type Evaluated, toEvaluated } from './expression/evaluated.ts';
import type { Plan, Planned, Plans } from './expression/plan.ts';
import type { Scope } from './expression/scope.ts';

export type { Evaluated, FailedEvaluation } from './expression/evaluated.ts';
export type { Scope } from './expression/scope.ts';

/** What is evaluated without JSONata; `undefined` for what is not compiled. */
type Compiled = ((scope: Scope) => unknown) | undefined;

/** By text. What an expression is compiled to depends on nothing else. */
const known = new Map<string, Compiled>();
/** Compiled when they are first evaluated: a function has the plans of all its sources. */
const plans = new Map<string, Plan>();

/** Takes the plans that were made at synth, so that their expressions are not parsed again. */
export function usePlans(made: Plans): void {
  for (const [text, plan] of Object.entries(made)) plans.set(text, plan);
}

/**
 * Evaluates an expression in a scope, at once if it is compiled. Never changes the scope; a
 * function as a result is `ok: false`.
 * @throws what the scope's `goesOn` throws, and nothing else
 */
export function evaluate(text: string, scope: Scope): Evaluated | Promise<Evaluated> {
  scope.goesOn?.();
  return run(compiledOf(text), scope) ?? evaluateApart(text, scope);
}

function compiledOf(text: string): Compiled {
  const compiled = known.get(text);
  if (compiled !== undefined) return compiled;
  const plan = plans.get(text);
  return plan && remember(text, { kind: 'compiled', plan });
}

function remember(text: string, planned: Planned): Compiled {
  const compiled = planned.kind === 'compiled' ? compilePlan(planned.plan) : undefined;
  known.set(text, compiled);
  return compiled;
}

/** `undefined` where only JSONata can say what the result is. */
function run(compiled: Compiled, scope: Scope): Evaluated | undefined {
  if (compiled === undefined) return undefined;
  try {
    return toEvaluated(compiled(scope));
  } catch {
    return undefined;
  }
}

/**
 * JSONata is a chunk of its own in the bundles, loaded for what is not compiled, for what fails,
 * and for what has no plan yet.
 */
async function evaluateApart(text: string, scope: Scope): Promise<Evaluated> {
  const { evaluateOnJsonata, planExpression } = await import('./expression/jsonata.ts');
  if (!known.has(text)) {
    const result = run(remember(text, planExpression(text)), scope);
    if (result !== undefined) return result;
  }
  return await evaluateOnJsonata(text, scope);
}
