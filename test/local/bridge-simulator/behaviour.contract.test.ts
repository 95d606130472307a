import { describe, expect, test } from 'vitest';
import { behaviourSchema as settingsSchema } from '../../../functions/core/config/bridge-schema.ts';
import { behaviourSchema } from '../../../local/bridge-simulator/contacts/behaviour.ts';
import { ANA, contactPath, contactsPath, NOW } from './call-simulator.ts';
import { type Door, type DoorOptions, doors } from './doors.ts';

const owners = [{ id: 'u-1', email: 'rep@example.com' }];
const stranger = { identifier: 'x@example.com', identifierType: 'EMAIL' };
const attributesPath = contactsPath.replace('/contacts', '/settings/attributes');
const patch = (bridge: Door, body: object = { firstName: 'Ana' }) =>
  bridge.call('PATCH', contactPath(ANA), body);

/** A Bridge whose clock the test moves. */
async function openAt(
  open: (options: DoorOptions) => Promise<Door>,
  options: DoorOptions,
) {
  const clock = { seconds: 0 };
  const bridge = await open({ ...options, now: () => NOW + clock.seconds * 1000 });
  return { bridge, clock };
}

describe.each(doors)('%s', (_, open) => {
  describe('a PATCH', () => {
    test('may answer 404 for an owner nobody knows, and changes nothing', async () => {
      const bridge = await open({ owners, unknownOwner: 'notFound' });
      bridge.putContact(ANA, {});

      const answer = await patch(bridge, { firstName: 'Ana', ownerIdentifier: stranger });

      expect(answer).toMatchObject({ status: 404, body: { detail: 'Owner not found' } });
      expect(bridge.contacts()).toMatchObject([{ firstName: null }]);
    });

    test('that is applied may be answered with nothing', async () => {
      const bridge = await open({ patchAnswer: 'nothing' });
      bridge.putContact(ANA, {});

      const answer = await patch(bridge);

      expect(answer).toMatchObject({ status: 204, body: undefined });
      expect(bridge.contacts()).toMatchObject([{ firstName: 'Ana' }]);
    });

    test('that is applied may be answered with a page', async () => {
      const bridge = await open({ patchAnswer: 'page' });
      bridge.putContact(ANA, {});

      const answer = await patch(bridge);

      expect(answer).toMatchObject({
        status: 200,
        body: expect.stringMatching(/^<html>/),
      });
      expect(bridge.contacts()).toMatchObject([{ firstName: 'Ana' }]);
    });

    test('that is applied may be answered with another contact', async () => {
      const bridge = await open({ patchAnswer: 'anotherContact' });
      bridge.putContact(ANA, {});

      const answer = await patch(bridge);

      expect(answer).toMatchObject({ status: 200, body: { firstName: 'Ana' } });
      expect(answer.body.id).not.toBe(ANA);
      expect(bridge.contacts()).toMatchObject([{ id: ANA, firstName: 'Ana' }]);
    });
  });

  describe('reading and searching', () => {
    test('may lag behind what was written', async () => {
      const { bridge, clock } = await openAt(open, { readsLagSeconds: 2 });
      bridge.putContact(ANA, { firstName: 'Before' });
      const shown = async () => [
        (await bridge.call('GET', contactPath(ANA))).body.firstName,
        (await bridge.call('GET', `${contactsPath}?search=Ana`)).body.contacts.length,
      ];

      await patch(bridge);
      const atOnce = await shown();
      clock.seconds = 1;
      await patch(bridge, { firstName: 'Ana B' });
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
      const { bridge, clock } = await openAt(open, { newContactsLagSeconds: 1 });
      const create = () =>
        bridge.call('POST', `${contactsPath}/partial`, { cellphone: '+34600111222' });
      const { id } = (await create()).body;
      const answers = async () => [
        (await bridge.call('PATCH', contactPath(id), { firstName: 'Ana' })).status,
        (await bridge.call('GET', contactPath(id))).status,
        (await bridge.call('GET', contactsPath)).body.contacts.length,
      ];

      const atOnce = await answers();
      const again = await create();
      clock.seconds = 1;

      expect([atOnce, await answers()]).toEqual([
        [404, 404, 0],
        [200, 200, 1],
      ]);
      expect(again.body.id).toBe(id);
    });

    test('may mind capitals', async () => {
      const bridge = await open({ search: 'mindsCase' });
      bridge.putContact(ANA, { email: 'ana@example.com' });
      const hits = async (search: string) =>
        (await bridge.call('GET', `${contactsPath}?search=${search}`)).body.contacts
          .length;

      expect([await hits('ana@example.com'), await hits('Ana@example.com')]).toEqual([
        1, 0,
      ]);
    });

    test('may show ids in capitals, and takes them in either spelling', async () => {
      const bridge = await open({ ids: 'upper' });
      bridge.putContact(ANA, {});
      const read = (id: string) => bridge.call('GET', contactPath(id));

      const [lower, upper] = [await read(ANA), await read(ANA.toUpperCase())];

      expect([lower.body.id, upper.body.id]).toEqual([
        ANA.toUpperCase(),
        ANA.toUpperCase(),
      ]);
      expect((await patch(bridge)).status).toBe(200);
      expect(bridge.contacts()).toHaveLength(1);
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
      const bridge = await open({ pages });
      const ids = [1, 2, 3, 4, 5].map((n) => `${n}e362e2b-67b2-4a7e-a9df-e9ecf9141be8`);
      for (const id of ids) bridge.putContact(id, {});
      const seen: number[][] = [];

      let cursor: string | null = '';
      while (cursor !== null && seen.length < most) {
        const query: string = `limit=2${cursor && `&cursor=${cursor}`}`;
        const { body } = await bridge.call('GET', `${contactsPath}?${query}`);
        seen.push(body.contacts.map(({ id }: { id: string }) => Number(id[0])));
        cursor = body.cursor;
      }

      expect(seen).toEqual(expected);
    });
  });

  test('the list of attributes may hold a category that is new', async () => {
    const bridge = await open({ unknownCategory: true });

    const { body } = await bridge.call('GET', attributesPath);

    expect(
      body.customAttributes.map(({ category }: { category: string }) => category),
    ).toEqual(['OPEN', 'CLOSED', 'RELATION']);
  });

  test('a key may be good for contacts and for neither attributes nor the list', async () => {
    const bridge = await open({ closedToKey: ['attributes', 'list'] });
    bridge.putContact(ANA, {});

    const closed = [
      await bridge.call('GET', attributesPath),
      await bridge.call('GET', contactsPath),
    ];

    expect(closed.map(({ status }) => status)).toEqual([403, 403]);
    expect((await patch(bridge)).status).toBe(200);
  });
});

test('what bridge.yaml can say of Bridge, the simulated one can do, in the same words', () => {
  for (const [name, setting] of Object.entries(settingsSchema.shape)) {
    const words = setting.unwrap().options.filter((word) => word !== 'unknown');
    for (const word of words)
      expect(behaviourSchema.parse({ [name]: word })).toHaveProperty(name, word);
  }
});
