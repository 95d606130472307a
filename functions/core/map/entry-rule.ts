import type { MapEntry } from '../config/map-schema.ts';
import type { Source } from '../config/source-schema.ts';
import type { Target } from './convert-value.ts';
import { type FieldName, scalarFields } from './patch.ts';

/** An entry of the map with the source's defaults filled in. */
export interface WholeEntry {
  from: string;
  lookup: Record<string, string> | undefined;
  default: string | undefined;
  whenEmpty: Source['defaults']['whenEmpty'];
  whenInvalid: Source['defaults']['whenInvalid'];
  overwrite: boolean;
}

/** An entry and the field that it is for. */
export interface Rule {
  field: FieldName;
  target: Target;
  entry: WholeEntry;
}

/** What a field takes, by the name of its entry. */
export function targetOf(field: string): Target {
  switch (field) {
    case 'email':
    case 'languageCode':
    case 'cellphone':
    case 'owner':
      return field;
    default:
      return field.startsWith('customAttributes.') ? 'attribute' : 'text';
  }
}

/** The entries of a source's map that are each for one field. */
export function rulesOf({ map, defaults }: Source): Rule[] {
  const toRule = (field: FieldName, entry: MapEntry): Rule => ({
    field,
    target: targetOf(field),
    entry: fillDefaults(entry, defaults),
  });
  const scalars = ([...scalarFields, 'owner'] as const).flatMap((field) => {
    const entry = map[field];
    return entry === undefined ? [] : [toRule(field, entry)];
  });
  const attributes = Object.entries(map.customAttributes ?? {});
  return [
    ...scalars,
    ...attributes.map(([name, entry]) => toRule(`customAttributes.${name}`, entry)),
  ];
}

/** An entry as the source's defaults complete it. */
export function fillDefaults(entry: MapEntry, defaults: Source['defaults']): WholeEntry {
  const own = typeof entry === 'string' ? { from: entry } : entry;
  return {
    from: own.from,
    lookup: own.lookup,
    default: own.default,
    whenEmpty: own.whenEmpty ?? defaults.whenEmpty,
    whenInvalid: own.whenInvalid ?? defaults.whenInvalid,
    overwrite: own.overwrite ?? defaults.overwrite,
  };
}
