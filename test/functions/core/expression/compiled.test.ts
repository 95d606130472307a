import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { observeReads } from '../../../../cli/preview/observe-reads.ts';
import { compilePlan } from '../../../../functions/core/expression/closures.ts';
import {
  beyond,
  type Sequence,
} from '../../../../functions/core/expression/compiled/values.ts';
import { toEvaluated } from '../../../../functions/core/expression/evaluated.ts';
import {
  evaluateOnJsonata,
  planExpression,
} from '../../../../functions/core/expression/jsonata.ts';
import type { Plan } from '../../../../functions/core/expression/plan.ts';
import { evaluate, type Scope } from '../../../../functions/core/expression.ts';
import { leavesOf, scalarsAt } from '../../../../local/propose/leaves/leaves.ts';
import { deepFreeze, scopeFor } from '../../../support/build-source.ts';
import { volume } from '../../../support/volume.ts';
import { expression, payload } from './random-expressions.ts';

type Compile = typeof compilePlan;

/** A value with all that JSONata knows of it: what is missing, what a list was made by. */
function told(value: unknown): string {
  if (typeof value !== 'object' || value === null)
    return Object.is(value, -0)
      ? '-0'
      : `${typeof value} ${JSON.stringify(String(value))}`;
  if (!Array.isArray(value)) {
    const fields = Object.entries(value).map(([name, item]) => `${name}: ${told(item)}`);
    return `{${fields}}`;
  }
  const { sequence, keepSingleton }: Sequence = value;
  const marks = sequence ? `made${keepSingleton ? ' kept' : ''}` : '';
  return `${marks}[${Array.from(value, told)}]`;
}

function planOf(text: string): Plan | undefined {
  const planned = planExpression(text);
  return planned.kind === 'compiled' ? planned.plan : undefined;
}

/** A list before a sign such as `/`, which is read as the begin of a regular expression, is not. */
function isInSubset(text: string): boolean {
  return planOf(text) !== undefined;
}

const scopeOf = (event: unknown): Scope =>
  scopeFor(event, {
    request: { items: [event], a: event },
    headers: { a: 'h', length: '3' },
  });

/** How an expression went: compiled, or left to JSONata, which gave a value or an error. */
type Way = 'compiled' | 'a value' | 'an error';

async function compare(compile: Compile, text: string, event: unknown): Promise<Way> {
  const own = scopeOf(deepFreeze(structuredClone(event)));
  const expected = await evaluateOnJsonata(text, scopeOf(structuredClone(event)));
  const plan = planOf(text);
  if (plan === undefined) throw new Error(`${text} is not compiled`);
  let value: unknown;
  try {
    value = compile(plan)(own);
  } catch (error) {
    if (error !== beyond) throw error;
    if (expected.ok) return 'a value';
    expect(await evaluate(text, own)).toEqual(expected);
    return 'an error';
  }
  const given = toEvaluated(value);
  if (!expected.ok || !given.ok) expect(given).toEqual(expected);
  else expect(told(given.value)).toBe(told(expected.value));
  return 'compiled';
}

const agreement = (compile: Compile, ways: Way[] = []) =>
  fc.asyncProperty(expression, payload, async (text, event) => {
    fc.pre(isInSubset(text));
    ways.push(await compare(compile, text, event));
  });

describe('a compiled expression', () => {
  test('gives what JSONata gives, of any expression of the subset and any payload', async () => {
    const ways: Way[] = [];

    await fc.assert(agreement(compilePlan, ways), { numRuns: volume(2_000, 100_000) });

    const share = (way: Way) => ways.filter((one) => one === way).length / ways.length;
    expect(share('compiled')).toBeGreaterThan(0.6);
    expect(share('a value')).toBeLessThan(0.02);
  });

  test.each<[string, Compile]>([
    [
      'and for or',
      changing((plan) => (plan[0] === 'or' ? ['and', plan[1], plan[2]] : plan)),
    ],
    ['= for !=', changing((plan) => (plan[0] === '!=' ? ['=', plan[1], plan[2]] : plan))],
    [
      '?: for ??',
      changing((plan) =>
        plan[0] === 'exists-else' ? ['true-else', plan[1], plan[2]] : plan,
      ),
    ],
    [
      '2 for 1',
      changing((plan) => (plan[0] === 'literal' && plan[1] === 1 ? ['literal', 2] : plan)),
    ],
    ['an empty list for none', ending((value) => value ?? [])],
    [
      'a list that nobody made',
      ending((value) => (isListOfAny(value) ? [...value] : value)),
    ],
  ])('is noticed where it is wrong: %s', async (_, wrong) => {
    const found = await fc.check(agreement(wrong), {
      numRuns: 10_000,
      endOnFailure: true,
    });

    expect(found.failed).toBe(true);
  });

  test('reads what JSONata reads of the payload, for those who observe it', async () => {
    const readOf = async (event: unknown, read: (scope: Scope) => unknown) => {
      const reads = observeReads();
      await read(scopeOf(reads.watch(event)));
      return leavesOf(event).map(({ path }) =>
        scalarsAt(event, path).map(({ parent, key }) => reads.has(parent, key)),
      );
    };

    const property = fc.asyncProperty(expression, fc.jsonValue(), async (text, event) => {
      fc.pre(isInSubset(text));
      const compiled = await readOf(event, (scope) => evaluate(text, scope));

      expect(compiled).toEqual(
        await readOf(event, (scope) => evaluateOnJsonata(text, scope)),
      );
    });
    await fc.assert(property, { numRuns: volume(300, 20_000) });
  });
});

describe('a compiled expression leaves to JSONata', () => {
  const many = Array.from({ length: 10_001 }, (_, n) => ({ n, list: [n] }));

  test.each([
    ['more items than a sequence has', 'many.n', { many }, 'D2015'],
    ['a text of no text', '$lowercase(a) & "x"', { a: 5 }, 'T0410'],
    ['a comparison of a text with a number', 'x > 1 and a > 1', { a: 'b', x: 2 }, 'T2009'],
    ['the text of what is no number', '"" & a', { a: Number.POSITIVE_INFINITY }, 'D3001'],
    [
      'what looks like a function',
      'a',
      { a: { _jsonata_function: true } },
      'function-as-value',
    ],
  ])('%s: the code and the position are its own', async (_, text, event, code) => {
    const expected = await evaluateOnJsonata(text, scopeOf(event));

    expect(isInSubset(text)).toBe(true);
    expect(expected).toMatchObject({ ok: false, code });
    expect(await evaluate(text, scopeOf(event))).toEqual(expected);
  });

  test('what takes longer than any event should', () => {
    const text = '$count(many[$count($request.items.many[$$.many.n = n]) = n])';
    const event = { many: many.slice(0, 5_000) };
    const plan = planOf(text);

    expect(plan && (() => compilePlan(plan)(scopeOf(event)))).toThrow(beyond);
  });

  test('an expression that could nest too deep for it', () => {
    const list = Array.from({ length: 160 }, (_, n) => `a${n}`);

    expect(planExpression(`$count([${list}])`)).toEqual({
      kind: 'jsonata',
      because: 'an expression of this size is not compiled',
    });
    expect(isInSubset(`$count([${list.map((name) => `"${name}"`)}])`)).toBe(true);
  });
});

test('what a transform made is read alike, whichever way both went', async () => {
  const property = fc.asyncProperty(
    expression,
    expression,
    payload,
    async (first, then, event) => {
      fc.pre(isInSubset(first) && isInSubset(then));
      const made = await evaluateOnJsonata(
        `{"a": ${first}, "b": [${first}]}`,
        scopeOf(event),
      );
      const whole = await evaluate(first, scopeOf(event));
      for (const result of [made, whole]) {
        const inner = scopeOf(result.ok ? result.value : undefined);
        const compiled = await evaluate(then, inner);
        const expected = await evaluateOnJsonata(then, inner);

        expect(compiled.ok ? told(compiled.value) : compiled).toEqual(
          expected.ok ? told(expected.value) : expected,
        );
      }
    },
  );
  await fc.assert(property, { numRuns: volume(500, 50_000) });
});

function changing(change: (plan: Plan) => Plan): Compile {
  const changed = (plan: Plan): Plan => {
    const parts = plan.map((part) => (isPlan(part) ? changed(part) : part));
    return change(parts as Plan);
  };
  return (plan) => compilePlan(changed(plan));
}

function isPlan(part: unknown): part is Plan {
  return Array.isArray(part) && typeof part[0] === 'string';
}

function ending(change: (value: unknown) => unknown): Compile {
  return (plan) => (scope) => change(compilePlan(plan)(scope));
}

function isListOfAny(value: unknown): value is unknown[] {
  return Array.isArray(value);
}
