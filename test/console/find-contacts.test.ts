import { describe, expect, it } from 'vitest';
import { findContacts } from '../../console/bridge/find-contacts.ts';

const ann = {
  id: 'c1',
  fields: [
    { field: 'firstName', value: 'Ann' },
    { field: 'Interests', value: ['Golf', 'Sailing'] },
  ],
};
const bob = { id: 'c2', fields: [{ field: 'firstName', value: 'Bob' }] };

describe('searching contacts', () => {
  it.each([
    ['a value, whatever its capitals', 'ANN', [ann]],
    ['a part of one of several values', 'sail', [ann]],
    ['the name of a field', 'interests', [ann]],
    ['an id', 'c2', [bob]],
    ['all words, wherever each is', 'golf ann', [ann]],
    ['nothing that holds only one of the words', 'golf bob', []],
    ['all of them without a word', '  ', [ann, bob]],
  ])('finds by %s', (_, search, found) => {
    expect(findContacts([ann, bob], search)).toEqual(found);
  });

  it('does not stumble over fields that hold nothing', () => {
    const empty = { id: 'c3', fields: [{ field: 'email', value: undefined }] };

    expect(findContacts([empty], 'c3')).toEqual([empty]);
  });
});
