import { describe, expect, test } from 'vitest';
import { exampleTemplate } from '../example-stack.ts';
import { accessRules } from './rules/access.ts';
import { flowRules } from './rules/flow.ts';
import { sectionRules } from './rules/guard.ts';
import { mutantsOf } from './rules/mutants.ts';
import { jsonOf, readStack, type TemplateJson } from './rules/readable-stack.ts';
import { stateRules } from './rules/state.ts';
import { watchingRules } from './rules/watching.ts';

const resourceRules = [...accessRules, ...stateRules, ...flowRules, ...watchingRules];
const template = jsonOf(exampleTemplate());

describe('the template as AWS would see it', () => {
  test.each(sectionRules)('$says', ({ check }) => {
    check(template);
  });

  test.each(resourceRules)('$says', ({ check }) => {
    check(readStack(template));
  });
});

test('what is taken out of the template, or another number or text in it, breaks a rule', () => {
  const mutants = [...mutantsOf(template)];

  expect(isUnnoticed({ template })).toBe(true);

  expect(mutants.length).toBeGreaterThan(1_500);
  expect(mutants.filter(isUnnoticed).map(({ what }) => what)).toEqual([]);
});

function isUnnoticed(mutant: { template: TemplateJson }): boolean {
  const stack = readStack(mutant.template);
  return (
    sectionRules.every(({ check }) => holds(() => check(mutant.template))) &&
    resourceRules.every(({ check }) => holds(() => check(stack)))
  );
}

function holds(check: () => void): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}
