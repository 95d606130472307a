import type { Preset, SourceFile } from '../config/source-schema.ts';
import type { SourceProblem } from './source-problem.ts';

/**
 * Says which keys of its preset's `events` a source loses by a block of its own, which replaces the
 * preset's whole. A time zone is not missed: it has a default.
 */
export function notePresetEvents(
  { provider, events }: Pick<SourceFile, 'provider' | 'events'>,
  preset: Pick<Preset, 'events'> | undefined,
): SourceProblem[] {
  if (events === undefined || preset === undefined) return [];
  const own = new Map(Object.entries(events));
  const lost = Object.entries(preset.events)
    .filter(([key, value]) => value !== undefined && own.get(key) === undefined)
    .map(([key]) => key);
  if (lost.length === 0) return [];
  return [
    {
      path: ['events'],
      what: `replaces the block of ${provider} whole, also its ${lost.join(', ')}`,
      cure: `copy those you want to keep from functions/providers/${provider}.yaml`,
    },
  ];
}
