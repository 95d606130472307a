import { describe, expect, test } from 'vitest';
import { ANA, BEN, call, contactPath, contactsPath, NOW, start } from './call-simulator.ts';

const owners = [{ id: 'u-1', email: 'rep@example.com' }];
const stranger = { identifier: 'x@example.com', identifierType: 'EMAIL' };
const attributesPath = contactsPath.replace('/contacts', '/settings/attributes');
const patch = (simulator: Awaited<ReturnType<typeof start>>, body: object = { firstName: 'Ana' }) =>
  call(simulator, 'PATCH', contactPath(ANA), body);

/** A simulator whose clock the test moves. */
async function startAt(options: Parameters<typeof start>[0]) {
  const clock = { seconds: 0 };
  const simulator = await start({ ...options, now: () => NOW + clock.seconds * 1000 });
  return { simulator, clock };
}

describe('a PATCH', () => {
  test('may answer 404 for an owner nobody knows, and changes nothing', async () => {
    const simulator = await start({ owners, unknownOwner: 'notFound' });
    simulator.putContact(ANA, {});

    const answer = await patch(simulator, { firstName: 'Ana', ownerIdentifier: stranger });

    expect(answer).toMatchObject({ status: 404, body: { detail: 'Owner not found' } });
    expect(simulator.contacts()).toMatchObject([{ firstName: null }]);
  });

  test('that is applied may be answered with nothing', async () => {
    const simulator = await start({ patchAnswer: 'nothing' });
    simulator.putContact(ANA, {});

    const answer = await patch(simulator);

    expect(answer).toMatchObject({ status: 204, body: undefined });
    expect(simulator.contacts()).toMatchObject([{ firstName: 'Ana' }]);
  });

  test('that is applied may be answered with another contact', async () => {
    const simulator = await start({ patchAnswer: 'anotherContact', newId: () => BEN });
    simulator.putContact(ANA, {});

    const answer = await patch(simulator);

    expect(answer).toMatchObject({ status: 200, body: { id: BEN } });
    expect(simulator.contacts()).toMatchObject([{ id: ANA, firstName: 'Ana' }]);
  });

  test('may be answered with a page for people, applied or not', async () => {
    const simulator = await start({ patchAnswer: 'page' });
    simulator.putContact(ANA, {});
    const text = async (lastName: string) => {
      const response = await fetch(simulator.url + contactPath(ANA), {
        method: 'PATCH',
        headers: { 'x-api-key': 'key-canary-1883', 'content-type': 'application/json' },
        body: JSON.stringify({ lastName }),
      });
      return [response.status, response.headers.get('content-type'), await response.text()];
    };

    const applied = await text('Gil');
    simulator.addFault({ status: 200, page: '<html>Please log in</html>' });
    const told = await text('Lost');

    expect([applied, told]).toEqual([
      [200, 'text/html', '<html>This is not Bridge</html>'],
      [200, 'text/html', '<html>Please log in</html>'],
    ]);
    expect(simulator.contacts()).toMatchObject([{ lastName: 'Gil' }]);
  });

  test('may be applied and answered 502 by what stands before Bridge', async () => {
    const simulator = await start();
    simulator.putContact(ANA, {});
    simulator.addFault({ status: 502, applied: true, retryAfter: 30 });

    const answer = await patch(simulator);

    expect(answer.status).toBe(502);
    expect(simulator.contacts()).toMatchObject([{ firstName: 'Ana' }]);
    expect(simulator.requests()).toMatchObject([{ status: 502 }]);
  });
});

describe('reading and searching', () => {
  test('may lag behind what was written', async () => {
    const { simulator, clock } = await startAt({ readsLagSeconds: 2 });
    simulator.putContact(ANA, { firstName: 'Before' });
    const shown = async () => [
      (await call(simulator, 'GET', contactPath(ANA))).body.firstName,
      (await call(simulator, 'GET', `${contactsPath}?search=Ana`)).body.contacts.length,
    ];

    await patch(simulator);
    const atOnce = await shown();
    clock.seconds = 1;
    await patch(simulator, { firstName: 'Ana B' });
    clock.seconds = 2;
    const later = await shown();
    clock.seconds = 3;

    expect([atOnce, later, await shown()]).toEqual([
      ['Before', 0],
      ['Ana', 1],
      ['Ana B', 1],
    ]);
  });

  test('and writing may not find a new contact for a while', async () => {
    const { simulator, clock } = await startAt({ newContactsLagSeconds: 1, newId: () => ANA });
    const create = () =>
      call(simulator, 'POST', `${contactsPath}/partial`, { cellphone: '+34600111222' });
    await create();
    const answers = async () => [
      (await patch(simulator)).status,
      (await call(simulator, 'GET', contactPath(ANA))).status,
      (await call(simulator, 'GET', contactsPath)).body.contacts.length,
    ];

    const atOnce = await answers();
    const again = await create();
    clock.seconds = 1;

    expect([atOnce, await answers()]).toEqual([
      [404, 404, 0],
      [200, 200, 1],
    ]);
    expect(again.body.id).toBe(ANA);
  });

  test('may mind capitals', async () => {
    const simulator = await start({ search: 'mindsCase' });
    simulator.putContact(ANA, { email: 'ana@example.com' });
    const hits = async (search: string) =>
      (await call(simulator, 'GET', `${contactsPath}?search=${search}`)).body.contacts.length;

    expect([await hits('ana@example.com'), await hits('Ana@example.com')]).toEqual([1, 0]);
  });

  test('may show ids in capitals, and takes them in either spelling', async () => {
    const simulator = await start({ ids: 'upper' });
    simulator.putContact(ANA, {});
    const read = (id: string) => call(simulator, 'GET', contactPath(id));

    const [lower, upper] = [await read(ANA), await read(ANA.toUpperCase())];

    expect([lower.body.id, upper.body.id]).toEqual([ANA.toUpperCase(), ANA.toUpperCase()]);
    expect((await patch(simulator)).status).toBe(200);
    expect(simulator.contacts()).toHaveLength(1);
  });

  test.each([
    [
      'overlapping',
      [
        [1, 2],
        [2, 3, 4],
        [4, 5],
      ],
      3,
    ],
    ['endless', [[1, 2], [3, 4], [5], [], []], 5],
  ] as const)('may give pages that are %s', async (pages, expected, most) => {
    const simulator = await start({ pages });
    const ids = [1, 2, 3, 4, 5].map((n) => `${n}e362e2b-67b2-4a7e-a9df-e9ecf9141be8`);
    for (const id of ids) simulator.putContact(id, {});
    const seen: number[][] = [];

    let cursor: string | null = '';
    while (cursor !== null && seen.length < most) {
      const query: string = `limit=2${cursor && `&cursor=${cursor}`}`;
      const { body } = await call(simulator, 'GET', `${contactsPath}?${query}`);
      seen.push(body.contacts.map(({ id }: { id: string }) => Number(id[0])));
      cursor = body.cursor;
    }

    expect(seen).toEqual(expected);
  });
});

test('the list of attributes may hold a category that is new', async () => {
  const simulator = await start({ unknownCategory: true });

  const { body } = await call(simulator, 'GET', attributesPath);

  expect(body.customAttributes.map(({ category }: { category: string }) => category)).toEqual([
    'OPEN',
    'CLOSED',
    'RELATION',
  ]);
});

test('a key may be good for contacts and for neither attributes nor the list', async () => {
  const simulator = await start({ closedToKey: ['attributes', 'list'] });
  simulator.putContact(ANA, {});

  const closed = [
    await call(simulator, 'GET', attributesPath),
    await call(simulator, 'GET', contactsPath),
  ];

  expect(closed.map(({ status }) => status)).toEqual([403, 403]);
  expect((await patch(simulator)).status).toBe(200);
});

test('the behaviour can be changed while it runs; what is left out is as usual again', async () => {
  const simulator = await start({ patchAnswer: 'nothing' });
  simulator.putContact(ANA, {});
  const put = (body: object) => call(simulator, 'PUT', '/_simulator/behaviour', body);

  const wrong = await put({ patchAnswer: 'silence' });
  const before = await patch(simulator);
  const right = await put({ ids: 'upper' });
  const after = await patch(simulator);

  expect([wrong, right]).toMatchObject([
    { status: 400, body: { error: expect.stringMatching(/^patchAnswer: .*Write for example/) } },
    { status: 204 },
  ]);
  expect([before.status, after.status, after.body.id]).toEqual([204, 200, ANA.toUpperCase()]);
});
