import leven from 'leven';

/** How many letters two names can differ in and still be one name with a typing error. */
const maxDistance = 3;

/** The name that was probably meant, regardless of case; `undefined` if none comes close. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  const lengthens = (other: string) => Math.abs(other.length - name.length);
  const [nearest] = [...known]
    .map((other) => ({ other, distance: leven(name.toLowerCase(), other.toLowerCase()) }))
    .filter(({ distance }) => distance <= maxDistance)
    .sort((a, b) => a.distance - b.distance || lengthens(a.other) - lengthens(b.other));
  return nearest?.other;
}
