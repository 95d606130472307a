import { expect, test } from 'vitest';
import * as z from 'zod';
import openapi from '../../../local/bridge-simulator/api/openapi.json' with {
  type: 'json',
};
import {
  componentSchema,
  operations,
} from '../../../local/bridge-simulator/api/openapi.ts';
import { attributeDefinitionSchema } from '../../../local/bridge-simulator/contacts/attributes.ts';
import { contactSchema } from '../../../local/bridge-simulator/contacts/contact.ts';
import {
  ANA,
  ATTRIBUTES,
  call,
  contactPath,
  contactsPath,
  start,
  WORKSPACE,
} from './call-simulator.ts';

const { Contact, CustomAttributeDefinition } = openapi.components.schemas;

test('every operation of the description has a route', () => {
  const described = Object.entries(openapi.paths).flatMap(([path, item]) =>
    Object.keys(item).flatMap((method) =>
      method === 'parameters' ? [] : [`${method.toUpperCase()} ${path}`],
    ),
  );

  expect(operations.map(({ method, template }) => `${method} ${template}`).sort()).toEqual(
    described.sort(),
  );
});

test.each([
  ['Contact', contactSchema, Contact],
  ['CustomAttributeDefinition', attributeDefinitionSchema, CustomAttributeDefinition],
])(
  'the stored %s has the properties and choices of the description',
  (_, schema, described) => {
    const stored = z.toJSONSchema(schema, { io: 'input' });
    const choices = (properties: object) =>
      Object.entries(properties).map(
        ([name, property]) => [name, enumOf(property)] as const,
      );

    expect(Object.fromEntries(choices(stored.properties ?? {}))).toEqual(
      Object.fromEntries(choices(described.properties)),
    );
    expect(stored.required).toEqual(
      expect.arrayContaining('required' in described ? described.required : []),
    );
  },
);

interface Choices {
  enum?: unknown[];
  anyOf?: Choices[];
}

function enumOf(schema: Choices): unknown[] {
  return [...(schema.enum ?? []), ...(schema.anyOf ?? []).flatMap(enumOf)].filter(
    (value) => value !== null,
  );
}

test('what the simulator answers is what the description promises', async () => {
  const simulator = await start();
  simulator.putContact(ANA, {
    firstName: 'Ana',
    cellphone: '+34600111222',
    customAttributes: [{ key: 'Plan', values: ['Gold'] }],
  });

  const contact = await call(simulator, 'GET', contactPath(ANA));
  const list = await call(simulator, 'GET', contactsPath);
  const attributes = await call(
    simulator,
    'GET',
    `/bridge/api/v1/workspaces/${WORKSPACE}/settings/attributes?includeArchived=true`,
  );

  expect(componentSchema('Contact').parse(contact.body)).toEqual(contact.body);
  expect(componentSchema('ContactList').parse(list.body)).toEqual(list.body);
  expect(componentSchema('CustomAttributeDefinitionList').parse(attributes.body)).toEqual(
    attributes.body,
  );
  expect(attributes.body.customAttributes).toHaveLength(ATTRIBUTES.length);
});

test.each(['full', 'typical'])(
  'the %s example of the description is accepted',
  async (name) => {
    const { patch } =
      openapi.paths['/bridge/api/v1/workspaces/{workspaceId}/contacts/{contactId}'];
    const { post } =
      openapi.paths['/bridge/api/v1/workspaces/{workspaceId}/contacts/partial'];
    const examples: Record<string, { value: object }> = {
      ...patch.requestBody.content['application/json'].examples,
      ...post.requestBody.content['application/json'].examples,
    };

    const answer = await call(
      await start(),
      'POST',
      `${contactsPath}/partial`,
      examples[name]?.value,
    );

    expect(answer).toMatchObject({ status: 200, body: { cellphone: '+14084029292' } });
  },
);
