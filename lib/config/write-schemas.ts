import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bridgeJsonSchema, sourceJsonSchema } from './config-schemas.ts';

/**
 * Writes the JSON Schemas beside the configuration, for editors: `npm run schemas`. A test fails
 * while they are out of date.
 */
const config = join(import.meta.dirname, '../../config');
await writeFile(
  join(config, 'bridge.schema.json'),
  `${JSON.stringify(bridgeJsonSchema(), null, 2)}\n`,
);
await writeFile(
  join(config, 'source.schema.json'),
  `${JSON.stringify(sourceJsonSchema(), null, 2)}\n`,
);
