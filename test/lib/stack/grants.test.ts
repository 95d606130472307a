import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { exampleTemplate, findResource } from '../example-stack.ts';

interface Statement {
  Action: string | string[];
}

test('deliver is allowed those calls of DynamoDB that its table makes, and no other', () => {
  const file = join(import.meta.dirname, '../../../functions/edges/ledger/table.ts');
  const commands = readFileSync(file, 'utf8').matchAll(/new (\w+)Command\(/g);
  const called = new Set([...commands].map(([, name]) => `dynamodb:${name}`));

  const { properties } = findResource(exampleTemplate(), 'AWS::IAM::Policy', 'Deliver');
  const { Statement } = properties.PolicyDocument as { Statement: Statement[] };
  const granted = Statement.flatMap(({ Action }) => Action);

  expect(new Set(granted.filter((action) => action.startsWith('dynamodb:')))).toEqual(
    called,
  );
});
