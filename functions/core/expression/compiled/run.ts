import type { Scope } from '../scope.ts';
import { beyond } from './values.ts';

/** A compiled expression, or a part of one: what it gives for an input. */
export type Closure = (input: unknown, run: Run) => unknown;

/** One evaluation of an expression. */
export interface Run {
  scope: Scope;
  steps: number;
  /** In ms since 1970; once it has taken many steps. */
  until: number | undefined;
}

/** How many steps are taken between two looks at the clock, which cost more than a step. */
const stepsBetween = 32;
/** Longer than any event should take; JSONata gives it a second. */
const mostMs = 100;

/** Counts one item of a list. */
export function takeStep(run: Run): void {
  run.steps += 1;
  if (run.steps % stepsBetween !== 0) return;
  run.until ??= Date.now() + mostMs;
  if (Date.now() > run.until) throw beyond;
}
