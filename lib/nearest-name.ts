import leven from 'leven';

/** How many letters two names can differ in and still be one name with a typing error. */
const maxDistance = 3;
/** A part of a name that is shorter says nothing. */
const minPart = 3;

/** The name that was probably meant, regardless of case; `undefined` if none comes close. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const lengthens = (other: string) => Math.abs(other.length - name.length);
  const [nearest] = [...known]
    .map((other) => ({ other, distance: leven(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ distance }) => distance <= Math.min(maxDistance, name.length / 2))
    .sort((a, b) => a.distance - b.distance || lengthens(a.other) - lengthens(b.other));
  return nearest?.other;
}

/**
 * The names that can be meant: the nearest if it is one with a single typing error, else those that
 * the name is a part of or that are a part of it, else the only one that shares a word with it,
 * else the nearest.
 */
export function nearestNames(name: string, known: readonly string[]): string[] {
  const nearest = nearestName(name, known);
  if (nearest !== undefined && leven(name.toLowerCase(), nearest.toLowerCase()) < 2)
    return [nearest];
  const related = known.filter((other) => isPart(name, other));
  if (related.length > 0) return related;
  const words = name.split(/[^A-Za-z]+|(?=[A-Z][a-z])/);
  const sharing = known.filter((other) => words.some((word) => isPart(word, other)));
  if (sharing.length === 1) return sharing;
  return nearest === undefined ? [] : [nearest];
}

/** Whether one of two words is in the other. */
function isPart(one: string, other: string): boolean {
  const [short = '', long = ''] = [one, other]
    .map((word) => word.toLowerCase().replace(/[-_ ]/g, ''))
    .toSorted((a, b) => a.length - b.length);
  return short.length >= minPart && long.includes(short);
}
