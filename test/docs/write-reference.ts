import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './pages.ts';
import { writeReference } from './reference.ts';

/** Writes docs/reference.md: `npm run reference`. A test fails while it is out of date. */
writeFileSync(join(root, 'docs/reference.md'), writeReference());
