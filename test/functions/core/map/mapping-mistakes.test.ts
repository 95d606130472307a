import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sourceSchema } from '../../../../functions/core/config/source-schema.ts';
import { mapToPatch } from '../../../../functions/core/map/map-to-patch.ts';
import { type FieldName, toPatch } from '../../../../functions/core/map/patch.ts';
import { readEvents } from '../../../../functions/core/receive/read-events.ts';
import { scopeOf } from '../../../../functions/core/scope.ts';
import {
  buildSource,
  deepFreeze,
  receivedAt,
  type SourceInput,
  scopeFor,
} from '../../../support/build-source.ts';

/**
 * The mapping mistakes that other integrations are known for (design, section 7), each shown to be
 * impossible.
 */

async function patchOf(
  map: SourceInput['map'],
  event: unknown,
  defaults: SourceInput['defaults'] = {},
) {
  const results = await mapToPatch(buildSource({ map, defaults }), scopeFor(event));
  return toPatch(
    results.flatMap((result): [FieldName, string | string[] | null | object][] =>
      result.kind === 'set'
        ? [[result.field, result.value]]
        : result.kind === 'clear'
          ? [[result.field, null]]
          : [],
    ) as Parameters<typeof toPatch>[0],
  );
}

const clearing = { whenEmpty: 'clear', country: 'ES' } as const;

describe('G9: mistakes of others that cannot happen here', () => {
  test('a lookup on a missing value writes nothing, and on an empty one never ""', async () => {
    const map = {
      languageCode: { from: 'lang', lookup: { en: 'EN' } },
      customAttributes: { Plan: { from: 'plan', lookup: { a: 'A' } } },
    };

    expect(await patchOf(map, {}, clearing)).toEqual({});
    expect(await patchOf(map, { lang: '', plan: '' })).toEqual({});
    expect(await patchOf(map, { lang: '', plan: '' }, clearing)).toEqual({
      languageCode: null,
      customAttributes: { Plan: null },
    });
  });

  test('a template of nothing writes no blank', async () => {
    const map = {
      firstName: 'first & " " & last',
      customAttributes: { Address: 'street & ", " & city' },
    };

    expect(await patchOf({ firstName: map.firstName }, {})).toEqual({});
    expect(await patchOf(map, { street: 'C/ Mayor', city: 'Madrid' })).toEqual({
      customAttributes: { Address: 'C/ Mayor, Madrid' },
    });
  });

  test('a parent that is null clears no child, even where empty values clear', async () => {
    const map = {
      firstName: 'data.first',
      email: 'data.contact.email',
      customAttributes: { Plan: 'data.plan.name' },
    };

    for (const event of [
      { data: null },
      { data: { contact: null, plan: null } },
      { data: [] },
      { data: '' },
      null,
      [],
      'text',
      7,
    ])
      expect(await patchOf(map, event, clearing)).toEqual({});
  });

  test('a single event and a batch of one give the same patch and the same id', async () => {
    const event = { id: 7, email: 'ana@example.com', tags: ['x'] };
    const map = {
      email: 'email',
      customAttributes: { Tags: 'tags', Request: '$string($count($request))' },
    };
    const single = buildSource({ map, events: { id: ['id'] } });
    const batch = buildSource({ map, events: { id: ['id'], split: '$' } });
    const request = (body: unknown) => ({ body, headers: {}, query: {}, receivedAt });

    const [fromSingle] = (await readEvents(single, request(event), 'pepper')).events;
    const [fromBatch] = (await readEvents(batch, request([event]), 'pepper')).events;

    if (fromSingle === undefined || fromBatch === undefined)
      throw new Error('both have an event');
    expect(fromBatch.id).toBe(fromSingle.id);
    expect(fromBatch.contactKey).toBe(fromSingle.contactKey);
    expect(await mapToPatch(batch, scopeOf(batch, request([event]), fromBatch))).toEqual(
      await mapToPatch(single, scopeOf(single, request(event), fromSingle)),
    );
  });

  test('false and 0 are values', async () => {
    const map = {
      firstName: 'zero',
      lastName: 'no',
      customAttributes: { Consent: 'no', Score: 'zero', Both: '[zero, no]' },
    };

    expect(await patchOf(map, { zero: 0, no: false }, clearing)).toEqual({
      firstName: '0',
      lastName: 'false',
      customAttributes: { Consent: 'false', Score: '0', Both: ['0', 'false'] },
    });
  });

  test('values are never expanded as templates or expressions', async () => {
    const hostile = [
      '{{email}}',
      `\${email}`,
      '$.email',
      '$eval("1")',
      '`email`',
      'email',
      '{header:x}',
      '%s',
      '$1$&',
    ];

    for (const text of hostile)
      expect(
        await patchOf(
          { firstName: 'name', customAttributes: { Note: '"Note: " & name' } },
          { name: text, email: 'a@b.co' },
        ),
      ).toEqual({
        firstName: text,
        customAttributes: { Note: `Note: ${text}` },
      });
  });

  test('prototype properties never resolve', async () => {
    const names = [
      'constructor',
      '__proto__',
      'toString',
      'hasOwnProperty',
      'valueOf',
      'length',
    ];

    for (const name of names) {
      expect(
        await patchOf(
          { firstName: name, lastName: `a.${name}`, email: `$lookup($, "${name}")` },
          { a: {} },
          clearing,
        ),
      ).toEqual({});
      expect(
        await patchOf(
          { firstName: `a.${name}.name`, lastName: `list.${name}` },
          { a: 'text', list: [1, 2] },
          clearing,
        ),
      ).toEqual({});
    }
  });

  test('a key of the payload that is named like a prototype property is data', async () => {
    const event = JSON.parse(
      '{"constructor": "Ana", "__proto__": {"last": "Ruiz"}}',
    ) as unknown;

    expect(
      await patchOf({ firstName: 'constructor', lastName: '`__proto__`.last' }, event),
    ).toEqual({
      firstName: 'Ana',
      lastName: 'Ruiz',
    });
  });

  test('one bad field does not lose the others', async () => {
    const map = {
      firstName: 'first',
      email: 'bad',
      cellphone: 'bad',
      owner: '$number(bad)',
      customAttributes: { Plan: 'plan' },
    };

    expect(
      await patchOf(map, { first: 'Ana', bad: { not: 'a value' }, plan: 'Pro' }),
    ).toEqual({
      firstName: 'Ana',
      customAttributes: { Plan: 'Pro' },
    });
  });

  test('an unknown key in a map is an error, at every depth', () => {
    const base = { workspace: 'main', contact: { match: ['email'] } };
    const maps: object[] = [
      { email: 'email', emial: 'email' },
      { email: { from: 'email', defualt: 'x' } },
      { email: 'email', customAttributes: { Plan: { from: 'plan', lookUp: {} } } },
      { email: 'email', constructor: 'x' },
    ];

    expect(maps.map((map) => sourceSchema.safeParse({ ...base, map }).success)).toEqual([
      false,
      false,
      false,
      false,
    ]);
    expect(sourceSchema.safeParse({ ...base, map: { email: 'email' } }).success).toBe(
      true,
    );
  });

  test('an attribute named like a prototype property is an attribute', async () => {
    const patch = await patchOf(
      { customAttributes: { constructor: 'a', toString: 'a' } },
      { a: 'x' },
    );

    expect(Object.entries(patch.customAttributes ?? {})).toEqual([
      ['constructor', 'x'],
      ['toString', 'x'],
    ]);
  });
});

describe('a map and an event are not changed by use', () => {
  const source = deepFreeze(
    buildSource({
      defaults: { country: 'country', whenEmpty: 'clear' },
      events: { transform: '$ ~> |$|{"email": mail}|' },
      map: {
        fullName: 'name',
        firstName: { from: 'first', lookup: { a: 'Ana' }, default: 'Somebody' },
        email: '$ ~> |$|{"email": mail}| . email',
        customAttributes: {
          All: '$append(tags, extra)',
          Sorted: '$sort(tags)',
          Kept: 'tags.($)[]',
          Merged: '$string($merge([$, {"a": 1}]))',
        },
      },
    }),
  );
  const key = fc.constantFrom(
    'name',
    'first',
    'mail',
    'tags',
    'extra',
    'country',
    'other',
  );

  test('the same frozen event gives the same results, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(key, fc.jsonValue({ maxDepth: 2 })),
        async (event) => {
          const before = JSON.stringify(event);
          const scope = scopeFor(deepFreeze(event));

          const first = await mapToPatch(source, scope);
          const second = await mapToPatch(source, scope);

          expect(second).toEqual(first);
          expect(JSON.stringify(event)).toBe(before);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('results never depend on what was mapped before', async () => {
    const events = [
      { name: 'Ana Ruiz', first: 'a' },
      { name: 'Bea' },
      {},
      { tags: [2, 1], extra: 3 },
    ];
    const alone = await Promise.all(
      events.map((event) => mapToPatch(source, scopeFor(event))),
    );

    const together = [];
    for (const event of [...events, ...events])
      together.push(await mapToPatch(source, scopeFor(event)));

    expect(together).toEqual([...alone, ...alone]);
  });
});
