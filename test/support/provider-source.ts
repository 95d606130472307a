import { parse } from 'yaml';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { newSourceFile } from '../../lib/providers/new-source.ts';
import { providerOf } from '../../lib/providers/providers.ts';
import { buildSource } from './build-source.ts';

/** The source that a provider suggests, as if it had been added and not changed. */
export function suggestedSource(name: string): Source {
  const provider = providerOf(name);
  return buildSource(parse(newSourceFile(provider, { workspace: 'main' })), provider);
}
