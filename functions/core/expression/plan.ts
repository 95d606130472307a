/**
 * An expression of the compiled subset as data: what `compilePlan` makes closures of. It is written
 * at synth and read by the functions of the same deployment, so it needs no version.
 */
export type Plan =
  | ['literal', string | number | boolean | null]
  /** A variable of the scope by its name; `''` is `$`, and `$` is `$$`. */
  | ['variable', string]
  /** A path of nothing but names. */
  | ['names', ...string[]]
  /** Any other path; a list is kept where `[]` stands in it. */
  | ['path', 'kept' | 'unwrapped', ...Step[]]
  /** `a[…]` and `a[]` where `a` is no path. */
  | ['filtered', 'kept' | 'unwrapped', Plan, ...Filter[]]
  /** An expression in brackets. */
  | ['block', Plan]
  /** A name and `*`, as steps of a path. */
  | ['name', string]
  | ['wildcard']
  | ['if', Plan, Plan]
  | ['if', Plan, Plan, Plan]
  /** `??` and `?:`. */
  | ['exists-else' | 'true-else', Plan, Plan]
  | [Operator, Plan, Plan]
  | ['list', ...Plan[]]
  | ['call', CompiledFunction, ...Plan[]];
export type Step = [Plan, ...Filter[]];
/** An index, or a condition that an item has to meet. */
export type Filter = number | Plan;
/** Of each text its plan. Texts without one run on JSONata. */
export type Plans = Record<string, Plan>;

export const operators = [
  ...(['and', 'or', '=', '!=', '<', '<=', '>', '>=', 'in', '&'] as const),
  ...(['+', '-', '*', '/', '%'] as const),
];
export type Operator = (typeof operators)[number];

/** The functions that are compiled, with how many arguments they have to be called. */
export const compiledFunctions = {
  append: [2, 2],
  boolean: [1, 1],
  contains: [2, 2],
  count: [1, 1],
  exists: [1, 1],
  first: [1, 100],
  join: [1, 2],
  length: [1, 1],
  lookup: [2, 2],
  lowercase: [1, 1],
  max: [1, 1],
  min: [1, 1],
  not: [1, 1],
  number: [1, 1],
  split: [2, 2],
  string: [1, 1],
  substring: [2, 3],
  substringAfter: [2, 2],
  substringBefore: [2, 2],
  trim: [1, 1],
  uppercase: [1, 1],
} satisfies Record<string, [least: number, most: number]>;
export type CompiledFunction = keyof typeof compiledFunctions;

export function isCompiled(name: string): name is CompiledFunction {
  return Object.hasOwn(compiledFunctions, name);
}

/** What an expression is made to, or why it runs on JSONata. */
export type Planned =
  | { kind: 'compiled'; plan: Plan }
  | { kind: 'jsonata'; because: string };
