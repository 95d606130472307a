import type { MapEntry } from '../config/map-schema.ts';
import { mapSchema } from '../config/map-schema.ts';
import type { Source } from '../config/source-schema.ts';
import { isCountryCode } from '../map/map-to-patch.ts';

/**
 * An expression of a source: where it stands in the file, its text, and whether it sees the event
 * before or after the transform.
 */
export interface SourceExpression {
  path: (string | number)[];
  text: string;
  sees: 'raw' | 'transformed';
}

/** Every expression of a source, those of its preset too. */
export function expressionsOf(source: Source): SourceExpression[] {
  return [
    ...ofVerify(source),
    ...ofEvents(source),
    ...ofContact(source),
    ...mapEntries(source).map(({ path, entry }) => ofEntry(path, entry)),
  ];
}

/** The entries of the map with their paths in the file. */
export function mapEntries({
  map,
}: Source): { path: (string | number)[]; field: string; entry: MapEntry }[] {
  const fields = Object.keys(mapSchema.shape).filter(
    (field) => field !== 'customAttributes',
  ) as Exclude<keyof typeof map, 'customAttributes'>[];
  const scalars = fields.flatMap((field) => {
    const entry = map[field];
    return entry === undefined ? [] : [{ path: ['map', field], field, entry }];
  });
  const attributes = Object.entries(map.customAttributes ?? {}).map(([name, entry]) => ({
    path: ['map', 'customAttributes', name],
    field: `customAttributes.${name}`,
    entry,
  }));
  return [...scalars, ...attributes];
}

function ofEntry(path: (string | number)[], entry: MapEntry): SourceExpression {
  return typeof entry === 'string'
    ? { path, text: entry, sees: 'transformed' }
    : { path: [...path, 'from'], text: entry.from, sees: 'transformed' };
}

function ofVerify({ verify }: Source): SourceExpression[] {
  if (verify.kind === 'none') return [];
  return raw(['verify', 'require'], verify.require);
}

function ofEvents({ events }: Source): SourceExpression[] {
  const ids = (events.id ?? []).flatMap((text, index) => raw(['events', 'id', index], text));
  const single = (['split', 'filter', 'content', 'time', 'transform'] as const).flatMap((key) =>
    raw(['events', key], events[key]),
  );
  return [...single, ...ids];
}

function ofContact({ contact, defaults }: Source): SourceExpression[] {
  const matches = (contact.match ?? []).flatMap((key, index) =>
    typeof key === 'string'
      ? []
      : Object.entries(key).map(([field, text]) => ({
          path: ['contact', 'match', index, field],
          text,
          sees: 'transformed' as const,
        })),
  );
  const single = (['id', 'externalId', 'key'] as const).flatMap((key) =>
    transformed(['contact', key], contact[key]),
  );
  const merge = (['when', 'from', 'into'] as const).flatMap((key) =>
    transformed(['contact', 'merge', key], contact.merge?.[key]),
  );
  const country =
    defaults.country !== undefined && !isCountryCode(defaults.country)
      ? defaults.country
      : undefined;
  return [...single, ...merge, ...matches, ...transformed(['defaults', 'country'], country)];
}

function raw(path: (string | number)[], text: string | undefined): SourceExpression[] {
  return text === undefined ? [] : [{ path, text, sees: 'raw' }];
}

function transformed(path: (string | number)[], text: string | undefined): SourceExpression[] {
  return text === undefined ? [] : [{ path, text, sees: 'transformed' }];
}
