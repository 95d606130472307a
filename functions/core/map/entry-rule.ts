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

/** A source's map as it is used for every event. */
export interface PreparedMap {
  /** The entries that are each for one field. */
  rules: Rule[];
  fullName: WholeEntry | undefined;
  /** Of phone numbers without one, where it is the same for every event. */
  country: string | undefined;
}

const prepared = new WeakMap<Source, PreparedMap>();

/** The map of a source, prepared when its first event comes. */
export function preparedMap(source: Source): PreparedMap {
  const known = prepared.get(source);
  if (known !== undefined) return known;
  const { map, defaults } = source;
  const fullName =
    map.fullName === undefined ? undefined : fillDefaults(map.fullName, defaults);
  const country = isCountryCode(defaults.country ?? '') ? defaults.country : undefined;
  const made = { rules: rulesOf(source), fullName, country };
  prepared.set(source, made);
  return made;
}

export function isCountryCode(text: string): boolean {
  return /^[A-Z]{2}$/.test(text);
}

function rulesOf({ map, defaults }: Source): Rule[] {
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
function fillDefaults(entry: MapEntry, defaults: Source['defaults']): WholeEntry {
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
