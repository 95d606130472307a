import { expect, test } from 'vitest';
import {
  contactListSchema,
  contactSchema,
  createdSchema,
  definitionListSchema,
} from '../../../../functions/core/bridge/bridge-answer.ts';

const id = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';

test('a contact needs only its id, and keeps what it is not known for', () => {
  expect(contactSchema.parse({ id: 'c', firstName: null, other: 1 })).toEqual({
    id: 'c',
    firstName: null,
    other: 1,
  });
  expect(contactSchema.safeParse({ firstName: 'Ana' }).success).toBe(false);
  expect(
    contactListSchema.safeParse({ contacts: [{ id: 'c' }], cursor: null }).success,
  ).toBe(true);
});

test('an id has one spelling, however Bridge writes it', () => {
  const upper = id.toUpperCase();

  expect(contactSchema.parse({ id: upper }).id).toBe(id);
  expect(contactListSchema.parse({ contacts: [{ id: upper }] }).contacts[0]?.id).toBe(id);
  expect(createdSchema.parse({ id: upper }).id).toBe(id);
});

test('what creating gives has the id of a contact, or it was not Bridge', () => {
  for (const other of ['1', '', '4e362e2b67b24a7ea9dfe9ecf9141be8', `${id} `])
    expect(createdSchema.safeParse({ id: other }).success).toBe(false);
});

test('both spellings of the list of attributes are understood', () => {
  const definition = { id: 'a', category: 'OPEN', keyName: 'Plan' };

  expect(definitionListSchema.parse({ customAttributes: [definition] })).toEqual([
    definition,
  ]);
  expect(definitionListSchema.parse({ custom_attributes: [definition] })).toEqual([
    definition,
  ]);
  expect(definitionListSchema.safeParse({ attributes: [definition] }).success).toBe(false);
});

test('G5: an attribute of a category that is new is left out, and fails no other', () => {
  const plan = { id: 'a', category: 'OPEN', keyName: 'Plan' };
  const account = { id: 'b', category: 'RELATION', keyName: 'Account', target: {} };

  expect(definitionListSchema.parse({ customAttributes: [account, plan] })).toEqual([
    plan,
  ]);
  expect(
    definitionListSchema.parse({ customAttributes: [{ category: 'RELATION' }] }),
  ).toEqual([]);
});

test('a definition of a known category in another shape is not guessed at', () => {
  const unnamed = { id: 'a', category: 'OPEN', name: 'Plan' };

  expect(definitionListSchema.safeParse({ customAttributes: [unnamed] }).success).toBe(
    false,
  );
});
