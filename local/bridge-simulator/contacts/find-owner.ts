import type { Owner } from './behaviour.ts';

/** The id under which an owner is shown; everybody is one where there is no list. */
export function findOwner(identifier: string, owners: Owner[] | null): string | undefined {
  if (owners === null) return identifier;
  return owners.find(
    ({ id, email }) =>
      id === identifier || email.toLowerCase() === identifier.toLowerCase(),
  )?.id;
}
