import { expect, test } from 'vitest';
import type { Entry } from '../../../../functions/core/write/field-write.ts';
import { fieldsNamedIn } from '../../../../functions/core/write/refused-fields.ts';

const clock = { time: 1, receivedAt: 1, eventId: 'e', index: 0 };

function entry(
  field: 'firstName' | 'lastName' | 'email' | 'cellphone',
  value: string,
): Entry {
  return [field, { field, value, overwrite: true, clock }];
}

function attribute(keyName: string, value: string): Entry {
  const field = `customAttributes.${keyName}` as const;
  const definition = { id: 'a-1', keyName, category: 'OPEN' as const };
  const write = {
    field,
    value,
    overwrite: true,
    attribute: { definition, content: value },
  };
  return [field, { ...write, clock }];
}

test.each([
  ['status', { status: 422, detail: 'email is taken' }],
  ['Title', { title: 'Unprocessable', errors: { email: ['is taken'] } }],
  ['Detail', { detail: [{ loc: ['body'], msg: 'email is taken' }] }],
  ['Message', { Message: 'email is taken' }],
  ['error', { error: { message: 'this e-mail is taken' } }],
])('the form of an answer does not name an attribute %s: %j', (keyName, answer) => {
  const entries = [entry('email', 'a@x.io'), attribute(keyName, 'Pro')];

  expect(fieldsNamedIn(JSON.stringify(answer), entries, {})).toEqual(['email']);
});

test('but its words do', () => {
  const entries = [entry('email', 'a@x.io'), attribute('Status', 'Pro')];

  expect(fieldsNamedIn('{"message":"status is unknown"}', entries, {})).toEqual([
    'customAttributes.Status',
  ]);
});

test.each([
  ['“Ana Gil” is not valid', ['lastName']],
  ['not valid: Ana', ['firstName']],
  ['not valid: Ana, Ana Gil', ['firstName', 'lastName']],
  ['not valid: 34600111222', ['cellphone']],
  ['not valid: Anastasia', []],
  ['the last name must not be Ana', ['lastName']],
])('a value names the field that has it, where no name is: %s', (answer, guilty) => {
  const entries = [
    entry('firstName', 'Ana'),
    entry('lastName', 'Ana Gil'),
    entry('cellphone', '+34600111222'),
  ];

  expect(fieldsNamedIn(answer, entries, {}).toSorted()).toEqual(guilty);
});

test('a value that two fields have names neither', () => {
  const entries = [
    entry('email', 'a@x.io'),
    entry('firstName', 'Paz'),
    attribute('Alias', 'PAZ'),
  ];

  expect(fieldsNamedIn('Paz is not valid', entries, {})).toEqual([]);
});
