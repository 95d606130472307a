import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type {
  AttributeDefinition,
  Contact,
} from '../../../../functions/core/bridge/bridge-answer.ts';
import { buildEvent, buildMessage, buildSource } from '../../../support/build-source.ts';
import { createDelivery } from '../../../support/delivery.ts';
import { volume } from '../../../support/volume.ts';
import { type RandomCase, randomCase } from '../map/random-map.ts';
import { type Body, unaskedBlanks } from '../map/unasked-blanks.ts';

const id = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const cellphone = '+34600000000';
const option = (value: string) => ({ id: `id of ${value}`, value });

/** The id of an attribute is its name, so that a body can be read without the catalogue. */
const definitions: AttributeDefinition[] = [
  { id: 'Lead source', keyName: 'Lead source', category: 'OPEN' },
  { id: 'constructor', keyName: 'constructor', category: 'OPEN' },
  { id: 'Plan', keyName: 'Plan', category: 'OPEN' },
  {
    id: 'Interests',
    keyName: 'Interests',
    category: 'CLOSED',
    closedAttributesValues: ['Tennis', 'Golf', 'Chess'].map(option),
  },
  {
    id: 'Teams',
    keyName: 'Teams',
    category: 'CLOSED',
    closedAttributesValues: [option('Red')],
  },
];

const attributesOfBridge = [
  { key: 'Lead source', values: ['Ads'] },
  { key: 'Interests', values: ['Chess', 'an option that is no more'] },
  { key: 'Plan', values: [''] },
  { key: 'Teams', values: ['an option that is no more'] },
];
const withValues: Contact = {
  id,
  firstName: 'Bea',
  lastName: '',
  email: null,
  ownerId: 'u_bea',
  customAttributes: attributesOfBridge,
};

/**
 * Something between the mapper and the wire that should not be there: what a naive mapper would do
 * to a PATCH.
 */
type Meddler = (patch: Body, random: RandomCase, run: number) => Body;

/** Every body that is sent for the event, in order. */
async function bodiesFor(
  random: RandomCase,
  meddle: Meddler,
  run: number,
): Promise<Body[]> {
  const isCreated = random.bridge === 'has no contact';
  const contact = {
    id: 'id',
    match: ['cellphone' as const],
    ifNotFound: 'create' as const,
  };
  const source = buildSource({ contact, defaults: random.defaults, map: random.map });
  const existing = random.bridge === 'has values' ? withValues : { id };
  const delivery = createDelivery(source, isCreated ? [] : [existing], definitions);
  const body = { ...random.payload, ...(isCreated ? { phone: cellphone } : { id }) };

  const { failure } = await delivery.deliver(
    buildMessage([buildEvent({ id: 'e1', body })]),
  );

  if (failure !== undefined) throw failure;
  const sent = delivery.bridge.calls.filter(({ method }) => method !== 'GET');
  return sent.map((call) =>
    call.method === 'PATCH' ? meddle(call.body as Body, random, run) : (call.body as Body),
  );
}

function neverUnasked(meddle: Meddler, seen: (bodies: Body[]) => void = () => {}) {
  return fc.asyncProperty(randomCase, async (random) => {
    const bodies = await bodiesFor(random, meddle, 1);
    const again = await bodiesFor(random, meddle, 2);

    seen(bodies);
    expect(bodies.flatMap((body) => unaskedBlanks(body, random))).toEqual([]);
    expect(again).toEqual(bodies);
  });
}

const fieldsOf = ({ map }: RandomCase) =>
  Object.keys(map).filter(
    (field) => !['fullName', 'owner', 'customAttributes'].includes(field),
  );
const fillWith = (filler: unknown, patch: Body, random: RandomCase): Body => ({
  ...Object.fromEntries(fieldsOf(random).map((field) => [field, filler])),
  ...patch,
});

describe('G9: whatever the event and the map', () => {
  test('no request has a blank that the map did not ask for, and the same event twice gives the same requests', async () => {
    const all: Body[] = [];

    await fc.assert(
      neverUnasked(
        (patch) => patch,
        (bodies) => all.push(...bodies),
      ),
      { numRuns: volume(200, 300) },
    );

    const texts = all.map((body) => JSON.stringify(body));
    expect(texts.length).toBeGreaterThan(100);
    for (const something of [
      'null',
      '"content":""',
      '"closedCustomAttributeIds":[]',
      '"content":"Ads"',
      'identifierType',
      'id of Chess',
    ])
      expect(
        texts.filter((text) => text.includes(something)).length,
        something,
      ).toBeGreaterThan(0);
  });

  test.each<[string, Meddler]>([
    ['null for what is missing', (patch, random) => fillWith(null, patch, random)],
    ['"" for what is missing', (patch, random) => fillWith('', patch, random)],
    ['a blank for a template of nothing', (patch, random) => fillWith(' ', patch, random)],
    ['String(undefined)', (patch, random) => fillWith(String(undefined), patch, random)],
    ['String(object)', (patch, random) => fillWith(String({}), patch, random)],
    ['String(0 / 0)', (patch, random) => fillWith(String(Number.NaN), patch, random)],
    [
      'an owner of nobody',
      (patch) => ({
        ...patch,
        ownerIdentifier: { identifier: '', identifierType: 'ID' },
      }),
    ],
    [
      'an attribute of nothing',
      (patch) => ({
        ...patch,
        customAttributes: {
          openAttributes: [{ customAttributeId: 'Plan', content: '' }],
        },
      }),
    ],
    ['attributes that Bridge has, emptied', emptyOthers],
    ['an empty PATCH', () => ({})],
    ['another request each time', (patch, _, run) => ({ ...patch, run: String(run) })],
  ])('the same search finds a mapper that sends %s', async (_, meddle) => {
    const details = await fc.check(neverUnasked(meddle), { numRuns: 300 });

    expect(details.failed).toBe(true);
  });
});

/** Writes back the attributes that are not in the map as empty ones, deep inside the body. */
function emptyOthers(patch: Body): Body {
  const { customAttributes } = patch as {
    customAttributes?: { closedAttributes: object[] };
  };
  if (customAttributes === undefined) return patch;
  const emptied = { customAttributeId: 'Teams', closedCustomAttributeIds: [] };
  return {
    ...patch,
    customAttributes: {
      ...customAttributes,
      closedAttributes: [...customAttributes.closedAttributes, emptied],
    },
  };
}
