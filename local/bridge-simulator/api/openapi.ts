import * as z from 'zod';
import openapiJson from './openapi.json' with { type: 'json' };

type JsonSchema = z.core.JSONSchema.JSONSchema;
const jsonSchema = z.custom<JsonSchema>(
  (value) => typeof value === 'object' && value !== null,
);
const parameterSchema = z.object({
  name: z.string(),
  in: z.enum(['path', 'query']),
  required: z.boolean(),
  schema: jsonSchema,
});
const parameterListSchema = z
  .array(z.union([parameterSchema, z.object({ $ref: z.string() })]))
  .default([]);
const operationSchema = z.object({
  operationId: z.enum([
    'updateContact',
    'getContact',
    'createContact',
    'listContacts',
    'upsertContactByCellphone',
    'listCustomAttributes',
    'health',
  ]),
  parameters: parameterListSchema,
  requestBody: z
    .object({
      content: z.object({ 'application/json': z.object({ schema: jsonSchema }) }),
    })
    .optional(),
});
const pathSchema = z.object({
  parameters: parameterListSchema,
  get: operationSchema.optional(),
  patch: operationSchema.optional(),
  post: operationSchema.optional(),
});
const documentSchema = z.object({
  paths: z.record(z.string(), pathSchema),
  components: z.object({
    parameters: z.record(z.string(), parameterSchema),
    schemas: z.record(z.string(), jsonSchema),
  }),
});

const METHODS = ['get', 'patch', 'post'] as const;
const E164 = '^\\+[1-9]\\d{6,14}$';

const description = documentSchema.parse(openapiJson);
const strictSchemas = strict(description.components.schemas);

export type OperationId = z.infer<typeof operationSchema>['operationId'];

/** One documented operation: where it lives and what its requests must look like. */
export interface Operation {
  id: OperationId;
  method: string;
  /** The path as the description writes it: `/bridge/api/v1/workspaces/{workspaceId}/contacts`. */
  template: string;
  path: z.ZodType;
  query: z.ZodType;
  /** Names of the query parameters that are not text, and what they are. */
  queryTypes: Map<string, 'boolean' | 'integer'>;
  body: z.ZodType | undefined;
}

/**
 * Every operation of `openapi.json`; concrete paths come before templated ones, as OpenAPI matches
 * them.
 */
export const operations: readonly Operation[] = Object.entries(description.paths)
  .sort(([a], [b]) => a.split('{').length - b.split('{').length)
  .flatMap(([template, path]) =>
    METHODS.flatMap((method) => {
      const operation = path[method];
      return operation
        ? [
            readOperation(
              method,
              template,
              [...path.parameters, ...operation.parameters],
              operation,
            ),
          ]
        : [];
    }),
  );

/**
 * The schema of a named component (`Contact`, `ContactList`, …), refusing properties the
 * description does not name.
 */
export function componentSchema(name: string): z.ZodType {
  return toZod({ $ref: `#/components/schemas/${name}` });
}

function readOperation(
  method: string,
  template: string,
  references: z.infer<typeof parameterListSchema>,
  operation: z.infer<typeof operationSchema>,
): Operation {
  const parameters = references.map(resolveParameter);
  const queryTypes = new Map(
    parameters.flatMap(({ name, schema }) => {
      const type = ['boolean' as const, 'integer' as const].find((candidate) =>
        [schema.type].flat().includes(candidate),
      );
      return type ? [[name, type] as const] : [];
    }),
  );
  const body = operation.requestBody?.content['application/json'].schema;
  return {
    id: operation.operationId,
    method: method.toUpperCase(),
    template,
    path: parametersToZod(parameters.filter((parameter) => parameter.in === 'path')),
    query: parametersToZod(parameters.filter((parameter) => parameter.in === 'query')),
    queryTypes,
    body: body && toZod(body),
  };
}

function resolveParameter(
  parameter: z.infer<typeof parameterListSchema>[number],
): z.infer<typeof parameterSchema> {
  if (!('$ref' in parameter)) return parameter;
  const found =
    description.components.parameters[
      parameter.$ref.replace('#/components/parameters/', '')
    ];
  if (!found)
    throw new Error(`openapi.json refers to ${parameter.$ref}, which it does not contain`);
  return found;
}

function parametersToZod(parameters: z.infer<typeof parameterSchema>[]): z.ZodType {
  return toZod({
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ required }) => required).map(({ name }) => name),
  });
}

function toZod(schema: JsonSchema): z.ZodType {
  return z.fromJSONSchema(
    { ...strict(schema), $defs: strictSchemas },
    { registry: z.registry() },
  );
}

/**
 * The same schema with what OpenAPI leaves to its reader: objects closed, `format: phone` as E.164,
 * references as JSON Schema has them.
 */
function strict<T>(schema: T): T {
  return JSON.parse(JSON.stringify(schema), (key, value) => {
    if (key === '$ref') return String(value).replace('#/components/schemas/', '#/$defs/');
    if (value?.format === 'phone') return { ...value, format: undefined, pattern: E164 };
    if (value?.type === 'object' && value.properties)
      return { ...value, additionalProperties: false };
    return value;
  });
}
