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
const rules = [
  ...sectionRules,
  ...resourceRules.map(({ says, check }) => ({
    says,
    check: (json: TemplateJson) => check(readStack(json)),
  })),
];
const template = jsonOf(exampleTemplate());

describe('the template as AWS would see it', () => {
  test.each(rules)('$says', ({ check }) => {
    check(template);
  });
});

test('what is taken out of the template, or another number in it, breaks a rule', () => {
  const mutants = [...mutantsOf(template)];

  expect(isUnnoticed({ template })).toBe(true);

  expect(mutants.length).toBeGreaterThan(500);
  expect(mutants.filter(isUnnoticed).map(({ what }) => what)).toEqual([]);
});

function isUnnoticed(mutant: { template: TemplateJson }): boolean {
  return rules.every(({ check }) => {
    try {
      check(mutant.template);
      return true;
    } catch {
      return false;
    }
  });
}
