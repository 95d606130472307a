import { fieldsNamed } from '../fields-named.ts';
import { isObject } from '../leaves/leaves.ts';
import { isPair } from './pairs.ts';

/**
 * Whether a key of an item of a list says which field it is: `ref`, `key`, `label`. The id or the
 * name of a person would fit that one person only; an email is known by its kind.
 */
export function saysWhich(item: unknown, key: string): boolean {
  if (!isObject(item)) return false;
  const keys = Object.keys(item);
  if (isPair(item) && !keys.some((each) => primaryKey.test(each))) return true;
  const said = new Set(keys.flatMap(fieldsNamed));
  return said.size < 2 && (kindKey.test(key) || primaryKey.test(key));
}

/** Whether an object is an email or a phone number with its kind. */
export function hasKind(item: Record<string, unknown>): boolean {
  return Object.keys(item).some((key) => kindKey.test(key) || primaryKey.test(key));
}

const kindKey = /^(?:type|label|kind|category|tag)$/i;
const primaryKey = /^(?:is[_-]?)?primary$/i;
