import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAttributeCatalogue } from '../../../../functions/core/bridge/attribute-catalogue.ts';
import type {
  AttributeDefinition,
  Contact,
} from '../../../../functions/core/bridge/bridge-answer.ts';
import {
  type AttributesWrite,
  activeDefinitions,
  findDefinition,
  textsOf,
  toAttributeValue,
  wholeSet,
} from '../../../../functions/core/bridge/custom-attributes.ts';

const open = (id: string, keyName: string): AttributeDefinition => ({
  id,
  keyName,
  category: 'OPEN',
});
const closed = (id: string, keyName: string, values: string[]): AttributeDefinition => ({
  id,
  keyName,
  category: 'CLOSED',
  closedAttributesValues: values.map((value) => ({ id: `${id}:${value}`, value })),
});

const catalogue = [
  open('o1', 'Plan'),
  open('o2', 'Note'),
  closed('c1', 'Topics', ['Tennis', 'Golf', 'Chess']),
  closed('c2', 'Size', ['S', 'L']),
];

type Values = Record<string, string[]>;

/**
 * Two readings of Bridge's documentation: the list that is sent replaces what is there, or is
 * merged into it attribute by attribute.
 */
function apply(
  reading: 'merge' | 'replace',
  before: Values,
  { openAttributes, closedAttributes }: AttributesWrite,
): Values {
  const after: Values = reading === 'merge' ? { ...before } : {};
  const set = (id: string, texts: string[]) => {
    const { keyName } = catalogue.find((definition) => definition.id === id) ?? {
      keyName: id,
    };
    if (texts.length === 0) delete after[keyName];
    else after[keyName] = texts;
  };
  for (const { customAttributeId, content } of openAttributes)
    set(customAttributeId, content === '' ? [] : [content]);
  for (const { customAttributeId, closedCustomAttributeIds } of closedAttributes)
    set(
      customAttributeId,
      closedCustomAttributeIds.map((id) => id.slice(id.indexOf(':') + 1)),
    );
  return after;
}

const toContact = (values: Values): Contact => ({
  id: 'c',
  customAttributes: Object.entries(values).map(([key, texts]) => ({
    key,
    values: texts,
  })),
});

describe('custom attributes are right whether Bridge merges or replaces', () => {
  const someOf = (values: string[]) => fc.subarray(values, { minLength: 1 });
  const before = fc.record(
    {
      Plan: fc.constantFrom(['Pro'], ['Free']),
      Note: fc.constant(['n']),
      Topics: someOf(['Tennis', 'Golf', 'Chess']),
      Size: someOf(['S', 'L']),
    },
    { requiredKeys: [] },
  );
  const changes = fc.record(
    {
      Plan: fc.constantFrom('Team', null),
      Note: fc.constantFrom('m', null),
      Topics: fc.option(someOf(['Tennis', 'Golf'])),
      Size: fc.constantFrom('L', null),
    },
    { requiredKeys: [] },
  );

  test('what was there stays, what is changed changes, what is cleared goes', () => {
    fc.assert(
      fc.property(before, changes, (values, wanted) => {
        const attributes = Object.entries(wanted).map(([name, value]) => {
          const definition = findDefinition(catalogue, name, 0);
          const attribute = definition && toAttributeValue(definition, value);
          if (attribute === undefined || 'misfit' in attribute)
            throw new Error('the model knows its attributes');
          return attribute;
        });

        const write = wholeSet(toContact(values as Values), catalogue, attributes);

        const expected: Values = { ...(values as Values) };
        for (const [name, value] of Object.entries(wanted)) {
          if (value === null) delete expected[name];
          else expected[name] = [value].flat();
        }
        expect(apply('merge', values as Values, write)).toEqual(expected);
        expect(apply('replace', values as Values, write)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('an option that no longer exists does not take the others with it', () => {
    const contact = toContact({ Topics: ['Tennis', 'Curling'] });
    const plan = toAttributeValue(open('o1', 'Plan'), 'Pro');
    if ('misfit' in plan) throw new Error('an open attribute takes any text');

    const write = wholeSet(contact, catalogue, [plan]);

    expect(write.closedAttributes).toEqual([
      { customAttributeId: 'c1', closedCustomAttributeIds: ['c1:Tennis'] },
    ]);
  });

  test('a contact without attributes, and attributes nobody knows, are no obstacle', () => {
    expect(wholeSet({ id: 'c' }, catalogue, [])).toEqual({
      openAttributes: [],
      closedAttributes: [],
    });
    expect(wholeSet({ id: 'c', customAttributes: null }, catalogue, [])).toEqual({
      openAttributes: [],
      closedAttributes: [],
    });
    expect(wholeSet(toContact({ Unknown: ['x'] }), catalogue, [])).toEqual({
      openAttributes: [],
      closedAttributes: [],
    });
  });
});

describe('a value in the form of its attribute', () => {
  const topics = closed('c1', 'Topics', ['Tennis', 'golf', 'Golf']);

  test('open: a list is joined, nothing is an empty text', () => {
    expect(toAttributeValue(open('o', 'Plan'), ['a', 'b'])).toMatchObject({
      content: 'a, b',
    });
    expect(toAttributeValue(open('o', 'Plan'), 'a')).toMatchObject({ content: 'a' });
    expect(toAttributeValue(open('o', 'Plan'), null)).toMatchObject({ content: '' });
  });

  test('closed: options by their text, first as written, then without case, each once', () => {
    expect(toAttributeValue(topics, ['Golf'])).toMatchObject({ optionIds: ['c1:Golf'] });
    expect(toAttributeValue(topics, [' TENNIS '])).toMatchObject({
      optionIds: ['c1:Tennis'],
    });
    expect(toAttributeValue(topics, ['tennis', 'Tennis'])).toMatchObject({
      optionIds: ['c1:Tennis'],
    });
    expect(toAttributeValue(topics, null)).toMatchObject({ optionIds: [] });
  });

  test('closed: a text that is no option makes the whole invalid', () => {
    expect(toAttributeValue(topics, ['Tennis', 'Chess'])).toEqual({
      misfit: 'unknown-option',
    });
  });
});

describe('an attribute by its name', () => {
  const now = Date.UTC(2026, 0, 1);
  const valueFor = (definitions: AttributeDefinition[], name: string) => {
    const definition = findDefinition(definitions, name, now);
    return definition && toAttributeValue(definition, 'Pro');
  };
  const gone = { ...open('old', 'Plan'), deletedAt: '2025-12-31T00:00:00Z' };
  const going = { ...open('going', 'Plan'), deletedAt: '2026-06-01T00:00:00Z' };

  test('deleted ones do not count, those to be deleted later do', () => {
    expect(findDefinition([gone], 'Plan', now)).toBeUndefined();
    expect(findDefinition([gone, going], 'Plan', now)?.id).toBe('going');
    expect(findDefinition([open('a', 'plan'), open('b', 'Plan')], 'Plan', now)?.id).toBe(
      'b',
    );
    expect(findDefinition([open('a', 'plan ')], 'PLAN', now)?.id).toBe('a');
  });

  test('names that differ only in case are told apart; one that could be either takes no value', () => {
    const both = [open('a', 'plan'), open('b', 'Plan')];

    expect(both.map(({ keyName }) => findDefinition(both, keyName, now)?.id)).toEqual([
      'a',
      'b',
    ]);
    expect(valueFor(both, 'PLAN')).toEqual({ misfit: 'ambiguous-attribute' });
    expect(toAttributeValue(closed('c', 'Topics', ['golf', 'Golf']), ['GOLF'])).toEqual({
      misfit: 'unknown-option',
    });
  });

  test('two of one name are neither: none is written silently', () => {
    const both = [open('a', 'Plan'), closed('b', 'Plan', ['Pro'])];

    expect(valueFor(both, 'Plan')).toEqual({ misfit: 'ambiguous-attribute' });
    expect(valueFor(both, 'plan')).toEqual({ misfit: 'ambiguous-attribute' });
    expect(valueFor([...both, gone].slice(1), 'Plan')).toMatchObject({
      optionIds: ['b:Pro'],
    });
  });

  test('two of one name do not go along in a set that is written for another', () => {
    const active = activeDefinitions(
      [open('a', 'Plan'), open('b', 'Plan'), open('n', 'Note')],
      now,
    );
    const note = toAttributeValue(open('n', 'Note'), 'x');
    if ('misfit' in note) throw new Error('an open attribute takes any text');

    const write = wholeSet(toContact({ Plan: ['Pro'] }), active, [note]);

    expect(write.openAttributes).toEqual([{ customAttributeId: 'n', content: 'x' }]);
  });

  test('a name is the same in either composition of its letters', () => {
    const composed = 'Teléfono'.normalize('NFC');
    const decomposed = 'Teléfono'.normalize('NFD');
    const definition = open('t', composed);

    expect(findDefinition([definition], decomposed, now)?.id).toBe('t');
    expect(findDefinition([open('t', decomposed)], composed, now)?.id).toBe('t');
    expect(valueFor([definition, open('u', decomposed)], composed)).toHaveProperty(
      'misfit',
    );
    expect(textsOf(toContact({ [decomposed]: ['1'] }), definition)).toEqual(['1']);
  });

  test.each([
    ['a no-break space', 'Tom\u00a0& Ann'],
    ['two blanks', 'Tom  & Ann'],
    ['another case, and what nobody sees', 'TOM &\u3000ann\u200b'],
    ['an accent apart', 'Jose\u0301'],
    ['wide letters', 'Ｇｏｌｄ'],
  ])('names and options are found however they are written: %s', (_, text) => {
    const names = ['Tom & Ann', 'José', 'Gold'];
    const definitions = names.map((name) => open(name, name));
    const options = closed('c', 'Topics', names);

    const found = findDefinition(definitions, text, now)?.id;

    expect(names).toContain(found);
    expect(toAttributeValue(options, text)).toMatchObject({ optionIds: [`c:${found}`] });
  });

  test('one that differs in nothing but its blanks comes before one in another case', () => {
    const options = closed('c', 'Topics', [
      'Tom & Ann',
      'tom & ann',
      'Gold',
      'Gold\u00a0',
    ]);

    expect(toAttributeValue(options, 'tom\u00a0& ann')).toMatchObject({
      optionIds: ['c:tom & ann'],
    });
    expect(toAttributeValue(options, 'Gold')).toMatchObject({ optionIds: ['c:Gold'] });
    expect(toAttributeValue(options, 'Go\u00adld')).toEqual({ misfit: 'unknown-option' });
  });

  test('an option that is archived cannot be chosen, one that will be can', () => {
    const definition = closed('c', 'Topics', ['Golf', 'Chess', 'Tennis']);
    for (const [index, deletedAt] of [
      '2025-12-31T00:00:00Z',
      '2026-06-01T00:00:00Z',
      null,
    ].entries())
      Object.assign(definition.closedAttributesValues?.[index] ?? {}, { deletedAt });

    const found = findDefinition([definition], 'Topics', now);

    expect(found?.closedAttributesValues?.map(({ value }) => value)).toEqual([
      'Chess',
      'Tennis',
    ]);
  });

  test('the list is kept ten minutes, and read again for a name it lacks at most once a minute', async () => {
    let reads = 0;
    let now = 0;
    const all = createAttributeCatalogue(
      async () => {
        reads += 1;
        return reads < 3 ? [open('a', 'Plan')] : [open('a', 'Plan'), open('b', 'New')];
      },
      () => now,
    );
    const find = async (name: string, at: number) => {
      now = at * 1000;
      return [(await all.find(name))?.id, reads];
    };

    expect(await find('Plan', 0)).toEqual(['a', 1]);
    expect(await find('Plan', 599)).toEqual(['a', 1]);
    expect(await find('Plan', 600)).toEqual(['a', 2]);
    expect(await find('New', 630)).toEqual([undefined, 2]);
    expect(await find('New', 660)).toEqual(['b', 3]);
  });
});

test('an attribute that was defined a moment ago is not lost from the set: the catalogue is read again for it', async () => {
  let reads = 0;
  let now = 0;
  const plan = { id: 'o1', keyName: 'Plan', category: 'OPEN' as const };
  const later = { id: 'o2', keyName: 'Later', category: 'OPEN' as const };
  const archived = {
    id: 'o3',
    keyName: 'Old',
    category: 'OPEN' as const,
    deletedAt: '1970-01-01T00:00:00Z',
  };
  const catalogue = createAttributeCatalogue(
    async () => {
      reads += 1;
      return reads === 1 ? [plan, archived] : [plan, archived, later];
    },
    () => now,
  );
  await catalogue.find('Plan');

  now = 10_000;
  const forKnown = await catalogue.allFor({
    id: 'c',
    customAttributes: [
      { key: 'Plan', values: ['x'] },
      { key: 'Old', values: ['y'] },
    ],
  });
  const forNew = await catalogue.allFor({
    id: 'c',
    customAttributes: [{ key: 'Later', values: ['x'] }],
  });

  expect(forKnown).toEqual([plan]);
  expect(forNew).toEqual([plan, later]);
  expect(reads).toBe(2);
});

test('an option that is unknown makes the list be read again, at most once a minute', async () => {
  let reads = 0;
  let now = 0;
  const catalogue = createAttributeCatalogue(
    async () => {
      reads += 1;
      return [closed('c', 'Topics', reads === 1 ? ['Golf'] : ['Golf', 'Chess'])];
    },
    () => now,
  );
  const hasChess = ({ closedAttributesValues }: AttributeDefinition) =>
    closedAttributesValues?.some(({ value }) => value === 'Chess') === true;
  const find = async (at: number) => {
    now = at * 1000;
    const found = await catalogue.find('Topics', hasChess);
    return [found?.closedAttributesValues?.length, reads];
  };

  expect([await find(0), await find(59), await find(60), await find(61)]).toEqual([
    [1, 1],
    [1, 1],
    [2, 2],
    [2, 2],
  ]);
});

test('an option of the contact that the list lacks makes it be read again, once for each that stays unknown', async () => {
  let reads = 0;
  const catalogue = createAttributeCatalogue(
    async () => {
      reads += 1;
      return [closed('c', 'Topics', reads === 1 ? ['Golf'] : ['Golf', 'Chess'])];
    },
    () => 0,
  );
  const readsFor = async (values: string[]) => {
    await catalogue.allFor({ id: 'x', customAttributes: [{ key: 'Topics', values }] });
    return reads;
  };

  expect([
    await readsFor(['Golf']),
    await readsFor(['Chess']),
    await readsFor(['Curling']),
    await readsFor(['Curling']),
  ]).toEqual([1, 2, 3, 3]);
});
