import { type MapEntry, mapFields } from '../config/map-schema.ts';
import type { MatchKey, Source } from '../config/source-schema.ts';
import { isCountryCode } from '../map/entry-rule.ts';

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

/** An entry of the map with its path in the file. */
export interface EntryInFile {
  path: (string | number)[];
  field: string;
  entry: MapEntry;
}

/** The entries of the map, in the order in which they are documented. */
export function mapEntries({ map }: Pick<Source, 'map'>): EntryInFile[] {
  const scalars = mapFields.flatMap((field) => {
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
  return seen('raw', ['verify', 'require'], verify.require);
}

function ofEvents({ events }: Source): SourceExpression[] {
  const keys = ['split', 'filter', 'type', 'content', 'time', 'transform'] as const;
  const single = keys.flatMap((key) => seen('raw', ['events', key], events[key]));
  const ids = (events.id ?? []).flatMap((text, index) =>
    seen('raw', ['events', 'id', index], text),
  );
  return [...single, ...ids];
}

function ofContact({ contact, defaults: { country } }: Source): SourceExpression[] {
  const keys = ['id', 'externalId', 'key'] as const;
  const single = keys.flatMap((key) =>
    seen('transformed', ['contact', key], contact[key]),
  );
  const mergeKeys = ['when', 'from', 'into'] as const;
  const merge = mergeKeys.flatMap((key) =>
    seen('transformed', ['contact', 'merge', key], contact.merge?.[key]),
  );
  const matches = (contact.match ?? []).flatMap((key, index) =>
    typeof key === 'string' ? [] : ofMatch(key, ['contact', 'match', index]),
  );
  const isLiteral = country === undefined || isCountryCode(country);
  const ofCountry = isLiteral ? [] : seen('transformed', ['defaults', 'country'], country);
  return [...single, ...merge, ...matches, ...ofCountry];
}

function ofMatch(
  key: Exclude<MatchKey, string>,
  path: (string | number)[],
): SourceExpression[] {
  return Object.entries(key).map(([field, text]) => ({
    path: [...path, field],
    text,
    sees: 'transformed',
  }));
}

function seen(
  sees: SourceExpression['sees'],
  path: (string | number)[],
  text: string | undefined,
): SourceExpression[] {
  return text === undefined ? [] : [{ path, text, sees }];
}
