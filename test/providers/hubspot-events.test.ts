import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runSample } from '../../functions/core/check/run-sample.ts';
import { readEvents } from '../../functions/core/receive/read-events.ts';
import { verifyRequest } from '../../functions/core/verify/verify-request.ts';
import { providerOf } from '../../lib/providers/providers.ts';
import { buildSource } from '../support/build-source.ts';

const fixtures = new URL('../fixtures/providers/', import.meta.url);
const sampleBody: unknown = JSON.parse(
  readFileSync(new URL('payloads/hubspot-contact.propertyChange.json', fixtures), 'utf8'),
);

const source = buildSource(
  {
    system: 'hubspot-33',
    contact: {
      externalId: 'objectId',
      merge: {
        when: 'subscriptionType = "contact.merge"',
        from: '$append(primaryObjectId, mergedObjectIds)',
        into: 'newObjectId ?? primaryObjectId',
      },
    },
    defaults: { country: 'ES', whenEmpty: 'clear' },
    map: {
      firstName: 'properties.firstname',
      cellphone: 'properties.mobilephone',
      email: 'properties.email',
    },
  },
  providerOf('hubspot-events'),
);

const common = {
  portalId: 33,
  appId: 1160452,
  subscriptionId: 25,
  eventId: 3816279340,
  occurredAt: 1767261600945,
  attemptNumber: 0,
};
const change = {
  ...common,
  objectId: 1246965,
  propertyName: 'firstname',
  propertyValue: 'Lucía',
  subscriptionType: 'contact.propertyChange',
};
const deletion = {
  ...common,
  objectId: 1246965,
  changeFlag: 'DELETED',
  subscriptionType: 'contact.deletion',
};
const merge = {
  ...common,
  primaryObjectId: 1246965,
  mergedObjectIds: [1246978],
  newObjectId: 1246999,
  numberOfPropertiesMoved: 7,
  subscriptionType: 'contact.merge',
};

const request = (body: unknown) => ({
  body,
  headers: {},
  query: {},
  receivedAt: Date.UTC(2026, 0, 1, 11),
});
const summariesOf = async (...events: object[]) =>
  (await runSample(source, request(events))).summaries;
const readOne = async (event: object) => {
  const { events } = await readEvents(source, request([event]), 'pepper');
  return events[0];
};

describe('hubspot-events', () => {
  test("G8: the vector of HubSpot's own tests for signature version 3 is verified, for five minutes", () => {
    const { vectors } = JSON.parse(
      readFileSync(new URL('signature-vectors.json', fixtures), 'utf8'),
    ) as {
      vectors: {
        id: string;
        secret: string;
        url: string;
        body: string;
        headers: Record<string, string>;
      }[];
    };
    const vector = vectors.find(({ id }) => id === 'hubspot-v3-python');
    if (vector === undefined) throw new Error('the vector is gone');
    const headers = Object.fromEntries(
      Object.entries(vector.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const signedAt = Number(headers['x-hubspot-request-timestamp']);
    const raw = {
      method: 'POST',
      url: vector.url,
      headers,
      query: {},
      body: Buffer.from(vector.body),
    };
    const verify = (more: Partial<typeof raw>, now: number) =>
      verifyRequest({ ...raw, ...more }, source.verify, { current: vector.secret }, now);

    expect(verify({}, signedAt + 299_000)).toEqual({ kind: 'verified', by: 'current' });
    expect(verify({}, signedAt + 301_000)).toEqual({
      kind: 'refused',
      because: 'stale-timestamp',
    });
    expect(verify({ url: `${vector.url}/` }, signedAt)).toEqual({
      kind: 'refused',
      because: 'wrong-signature',
    });
    const { 'x-hubspot-request-timestamp': _, ...without } = headers;
    expect(verify({ headers: without }, signedAt)).toEqual({
      kind: 'refused',
      because: 'missing-timestamp',
    });
  });

  test('the sample body gives a patch for each property that is mapped, and nothing for the rest', async () => {
    const { events, summaries } = await runSample(source, request(sampleBody));

    expect(summaries).toEqual([
      { firstName: 'Lucía' },
      { cellphone: '+34600111222' },
      { ignored: 'nothing-to-send' },
      { ignored: 'filter' },
    ]);
    expect(events.map(({ event }) => [event.time, event.idFrom])).toEqual([
      [1767261600945, 'sender'],
      [1767261600990, 'sender'],
      [1767261601200, 'sender'],
    ]);
    expect(new Set(events.map(({ event }) => event.contactKey)).size).toBe(2);
  });

  test('G9: a cleared property is cleared, and one without a value is left alone', async () => {
    const { propertyValue: _, ...valueless } = change;

    expect(
      await summariesOf(
        { ...change, propertyValue: '' },
        { ...change, propertyName: 'mobilephone', propertyValue: null },
        valueless,
      ),
    ).toEqual([{ firstName: null }, { cellphone: null }, { ignored: 'nothing-to-send' }]);
  });

  test('merges, deletions and events of a strange shape survive the transform', async () => {
    const strange = [
      { ...change, propertyName: '' },
      { ...change, propertyName: 7 },
      { subscriptionType: 'contact.propertyChange' },
    ];

    expect(await summariesOf(merge, deletion)).toEqual([
      { ignored: 'merge' },
      { ignored: 'nothing-to-send' },
    ]);
    expect(await summariesOf(...strange)).toEqual(
      strange.map(() => ({ ignored: 'nothing-to-send' })),
    );
    expect(
      await summariesOf(
        { ...change, subscriptionType: 'contact.creation' },
        { ...change, subscriptionType: 'company.merge' },
      ),
    ).toEqual([{ ignored: 'filter' }, { ignored: 'filter' }]);
  });

  test('a generic event of a contact comes to what the older one does', async () => {
    const older = [change, deletion, merge, { ...change, propertyValue: '' }].map(
      (event) => [
        event,
        {
          ...event,
          subscriptionType: event.subscriptionType.replace('contact', 'object'),
        },
      ],
    );

    for (const [event, generic] of older) {
      const [expected] = await summariesOf({ ...event });
      const [actual] = await summariesOf({ ...generic, objectTypeId: '0-1' });
      const seen = await runSample(source, request([{ ...generic, objectTypeId: '0-1' }]));

      expect(actual).toEqual(expected);
      expect(seen.events[0]?.scope?.event).toMatchObject({
        subscriptionType: event?.subscriptionType,
      });
    }
  });

  test.each([
    ['a company', { objectTypeId: '0-2' }],
    ['a deal', { objectTypeId: '0-3' }],
    ['a record of a kind that the account made up', { objectTypeId: '2-1234567' }],
    ['a record that does not say what it is', {}],
  ])('%s is kept out', async (_, more) => {
    const types = ['propertyChange', 'merge', 'deletion', 'restore', 'creation'];
    const events = types.map((type) => ({
      ...merge,
      ...change,
      subscriptionType: `object.${type}`,
      ...more,
    }));

    expect(await summariesOf(...events)).toEqual(
      events.map(() => ({ ignored: 'filter' })),
    );
  });

  test('what comes back is told to the map, and what only links records is left out', async () => {
    const association = {
      ...common,
      subscriptionType: 'object.associationChange',
      fromObjectTypeId: '0-1',
      toObjectTypeId: '0-2',
      fromObjectId: 1246965,
      toObjectId: 9,
    };

    expect(
      await summariesOf(
        { ...deletion, subscriptionType: 'object.restore', objectTypeId: '0-1' },
        { ...deletion, subscriptionType: 'contact.restore' },
        { ...deletion, subscriptionType: 'object.creation', objectTypeId: '0-1' },
        association,
      ),
    ).toEqual([
      { ignored: 'nothing-to-send' },
      { ignored: 'nothing-to-send' },
      { ignored: 'filter' },
      { ignored: 'filter' },
    ]);
  });

  test('a type that HubSpot may add one day is shown', async () => {
    expect(
      await summariesOf(
        { ...change, subscriptionType: 'object.archive', objectTypeId: '0-1' },
        { ...change, subscriptionType: undefined },
        { ...change, subscriptionType: 'contact.privacyDeletion' },
        { ...change, subscriptionType: 'conversation.newMessage' },
      ),
    ).toEqual([
      { ignored: 'filter' },
      { ignored: 'filter' },
      { ignored: 'unknown-type', detail: 'object.archive' },
      { ignored: 'unknown-type' },
    ]);
  });

  test('a merge says which ids are no more and which remains, in each form HubSpot has for it', async () => {
    const { newObjectId: _, ...intoPrimary } = merge;
    const forms = [
      merge,
      intoPrimary,
      { ...intoPrimary, objectId: 1246965 },
      { ...merge, mergedObjectIds: [1246978, 1246979] },
    ];

    expect(await summariesOf(...forms)).toEqual(forms.map(() => ({ ignored: 'merge' })));
    expect(await summariesOf({ ...intoPrimary, mergedObjectIds: [] })).toEqual([
      { parked: 'invalid-value', detail: 'contact.merge.from: no-id' },
    ]);
  });

  test('G3: an event has the same id at every attempt, whatever it lacks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(
          change,
          deletion,
          merge,
          ...[change, deletion, merge].map((event) => ({
            ...event,
            objectTypeId: '0-1',
            subscriptionType: event.subscriptionType.replace('contact', 'object'),
          })),
        ),
        fc.subarray([
          'portalId',
          'appId',
          'subscriptionId',
          'objectId',
          'newObjectId',
          'eventId',
          'occurredAt',
        ]),
        fc.nat(20),
        fc.option(fc.nat(20), { nil: undefined }),
        async (event, lacking, first, again) => {
          const { attemptNumber: _, ...rest } = Object.fromEntries(
            Object.entries(event).filter(([key]) => !lacking.includes(key)),
          );

          const one = await readOne({ ...rest, attemptNumber: first });
          const other = await readOne(
            again === undefined ? rest : { ...rest, attemptNumber: again },
          );

          expect(one?.unreadable).toBeUndefined();
          expect(other?.id).toBe(one?.id);
        },
      ),
    );
  });

  test('G3: what HubSpot tells events apart by tells them apart here', async () => {
    const differing = {
      portalId: 34,
      appId: 1,
      subscriptionId: 26,
      objectId: 1246966,
      eventId: 1,
      occurredAt: 1767261600946,
    };

    const ids = await Promise.all(
      [
        change,
        ...Object.entries(differing).map(([key, value]) => ({ ...change, [key]: value })),
      ].map(readOne),
    );

    expect(new Set(ids.map((event) => event?.id)).size).toBe(7);
    expect((await readOne(merge))?.id).not.toBe(
      (await readOne({ ...merge, newObjectId: 1247000 }))?.id,
    );
  });

  test('a merge queues with the events of the id that remains', async () => {
    const after = await readOne({ ...change, objectId: merge.newObjectId });

    expect((await readOne(merge))?.contactKey).toBe(after?.contactKey);
  });

  test('G1: the busy answer comes in time, with a Retry-After in milliseconds', () => {
    expect(source.response).toMatchObject({
      deadlineSeconds: 5,
      busyStatus: 503,
      busyRetryAfter: '60000',
    });
  });
});
