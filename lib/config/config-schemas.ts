import * as z from 'zod';
import { bridgeSchema } from '../../functions/core/config/bridge-schema.ts';
import { sourceSchema } from '../../functions/core/config/source-schema.ts';
import { providerNames } from '../providers/providers.ts';

type JsonSchema = Record<string, unknown> & {
  properties: Record<string, Record<string, unknown>>;
};

/** JSON Schema of `bridge.yaml`, for completion in editors. */
export function bridgeJsonSchema(): JsonSchema {
  return z.toJSONSchema(bridgeSchema, { io: 'input' }) as JsonSchema;
}

/** JSON Schema of a source's file, with the providers that exist. */
export function sourceJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(sourceSchema, { io: 'input' }) as JsonSchema;
  return {
    ...schema,
    properties: {
      ...schema.properties,
      provider: { ...schema.properties.provider, enum: [...providerNames] },
    },
  };
}
