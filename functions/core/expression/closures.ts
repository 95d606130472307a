import { fieldOf, wildcard } from './compiled/fields.ts';
import { type ItemFilter, itemAt, itemsWhere } from './compiled/filters.ts';
import { callOf } from './compiled/functions.ts';
import { isTest, operatorOf } from './compiled/operators.ts';
import {
  type FilteredNames,
  namesOf,
  oneOf,
  type PathStep,
  pathOf,
} from './compiled/paths.ts';
import type { Closure } from './compiled/run.ts';
import {
  beyond,
  isList,
  isTrue,
  mostItems,
  toSequence,
  unwrap,
} from './compiled/values.ts';
import { variableOf } from './compiled/variables.ts';
import type { Filter, Plan, Step } from './plan.ts';
import type { Scope } from './scope.ts';

/**
 * Makes the closures of a plan. What they give is what JSONata gives, to the letter; they never
 * change the scope, and read of it what JSONata reads.
 * @returns the value of the expression in a scope
 * @throws whatever it throws: where it does, only JSONata can say what the value or the error is
 */
export function compilePlan(plan: Plan): (scope: Scope) => unknown {
  const closure = compile(plan);
  return (scope) => closure(inputOf(scope), { scope, steps: 0, until: undefined });
}

/** An event that is a list is one input, not several. */
function inputOf({ event }: Scope): unknown {
  if (!isList(event) || event.sequence === true) return event;
  const wrapper = toSequence([event]);
  wrapper.outerWrapper = true;
  return wrapper;
}

function compile(plan: Plan): Closure {
  const closure = compileNode(plan);
  switch (plan[0]) {
    case 'variable':
    case 'name':
    case 'wildcard':
    case 'block':
    case 'call':
    case 'if':
    case 'exists-else':
    case 'true-else':
      return (input, run) => unwrap(closure(input, run));
    default:
      return closure;
  }
}

/** What a node gives before a sequence of one item becomes that item. */
function compileNode(plan: Plan): Closure {
  switch (plan[0]) {
    case 'literal':
      return () => plan[1];
    case 'variable':
      return variableOf(plan[1]);
    case 'names': {
      const [, ...names] = plan;
      return namesOf(names);
    }
    case 'name': {
      const [, name] = plan;
      return (input) => fieldOf(input, name);
    }
    case 'wildcard':
      return wildcard;
    case 'path':
      return pathPlanned(plan);
    case 'filtered': {
      const [, keep, base, ...filters] = plan;
      return filtered(compileNode(base), filters.map(filterOf), keep === 'kept');
    }
    case 'block':
      return compile(plan[1]);
    case 'if':
    case 'exists-else':
    case 'true-else':
      return conditionOf(plan);
    case 'list': {
      const [, ...items] = plan;
      return listOf(items);
    }
    case 'call': {
      const [, name, ...args] = plan;
      return callOf(name, args.map(compile));
    }
    default:
      return operatorOf(plan, compile(plan[1]), compile(plan[2]));
  }
}

function pathPlanned([, keep, ...steps]: Extract<Plan, ['path', ...unknown[]]>): Closure {
  const isKept = keep === 'kept';
  const isAbsolute = isVariable(steps[0]?.[0]);
  const path = pathOf(steps.map(stepOf), { isAbsolute, isKept });
  const filtered = isKept ? undefined : filteredNames(steps);
  return filtered === undefined ? path : oneOf(filtered, path);
}

/** The steps as names with one filter; `undefined` if they are anything else. */
function filteredNames(steps: Step[]): FilteredNames | undefined {
  const names = steps.flatMap(([plan]) => (plan[0] === 'name' ? [plan[1]] : []));
  const filters = steps.flatMap(([, ...own], at) => own.map((filter) => ({ at, filter })));
  const [only, other] = filters;
  if (names.length !== steps.length || only === undefined || other !== undefined)
    return undefined;
  return {
    names: names.slice(0, only.at + 1),
    filter: filterOf(only.filter),
    below: names.slice(only.at + 1),
  };
}

function isVariable(plan: Plan | undefined): boolean {
  return plan?.[0] === 'filtered' ? isVariable(plan[2]) : plan?.[0] === 'variable';
}

function stepOf([plan, ...filters]: Step): PathStep {
  return { value: compile(plan), filters: filters.map(filterOf) };
}

function filterOf(filter: Filter): ItemFilter {
  if (typeof filter === 'number') return itemAt(filter);
  return itemsWhere(compile(filter), isTest(filter[0]));
}

function filtered(base: Closure, filters: ItemFilter[], isKept: boolean): Closure {
  return (input, run) => {
    const value = base(input, run);
    return unwrap(
      filters.reduce((left, filter) => filter(left, run), value),
      isKept,
    );
  };
}

type Condition = Extract<Plan, ['if' | 'exists-else' | 'true-else', ...unknown[]]>;

function conditionOf(plan: Condition): Closure {
  const [kind, first, second, third] = plan;
  const [one, two] = [compile(first), compile(second)];
  if (kind === 'if') {
    const otherwise = third === undefined ? () => undefined : compile(third);
    return (input, run) =>
      isTrue(one(input, run)) ? two(input, run) : otherwise(input, run);
  }
  const isTaken = kind === 'true-else' ? isTrue : (value: unknown) => value !== undefined;
  return (input, run) => {
    const value = one(input, run);
    return isTaken(value) ? value : two(input, run);
  };
}

/** A list in a list stays one; other lists are joined. */
function listOf(plans: Plan[]): Closure {
  const items = plans.map((plan) => ({
    closure: compile(plan),
    isWhole: isListPlan(plan),
  }));
  return (input, run) => {
    let list: unknown[] = [];
    for (const { closure, isWhole } of items) {
      const value = closure(input, run);
      if (value !== undefined) list = list.concat(isWhole ? [value] : value);
    }
    if (list.length > mostItems) throw beyond;
    return list;
  };
}

/** JSONata knows them by the sign, which a text can be too. */
function isListPlan(plan: Plan): boolean {
  if (plan[0] === 'filtered') return isListPlan(plan[2]);
  return plan[0] === 'list' || (plan[0] === 'literal' && plan[1] === '[');
}
