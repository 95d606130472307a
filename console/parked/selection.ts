/** Ids that are ticked, and the one from which Shift ticks all up to another. */
export interface Selection {
  ids: ReadonlySet<string>;
  from: string | undefined;
}

export const nothingSelected: Selection = { ids: new Set(), from: undefined };

/**
 * Ticks one, or takes its tick away; with `toHere`, the same for all that are shown between the
 * last one and this.
 * @param shown ids in the order in which they are shown
 */
export function toggle(
  { ids, from }: Selection,
  id: string,
  toHere: boolean,
  shown: readonly string[],
): Selection {
  const isTicked = !ids.has(id);
  const range = toHere && from !== undefined ? between(shown, from, id) : [id];
  return { ids: ticked(ids, range, isTicked), from: id };
}

/** Ticks all of some, or takes their ticks away. */
export function toggleAll(
  { ids, from }: Selection,
  some: readonly string[],
  isTicked: boolean,
): Selection {
  return { ids: ticked(ids, some, isTicked), from };
}

/** What is ticked and still there. */
export function selectedOf({ ids }: Selection, there: readonly string[]): string[] {
  return there.filter((id) => ids.has(id));
}

function between(shown: readonly string[], from: string, to: string): readonly string[] {
  const [a, b] = [shown.indexOf(from), shown.indexOf(to)];
  if (a < 0 || b < 0) return [to];
  return shown.slice(Math.min(a, b), Math.max(a, b) + 1);
}

function ticked(
  ids: ReadonlySet<string>,
  some: readonly string[],
  isTicked: boolean,
): ReadonlySet<string> {
  const set = new Set(some);
  return isTicked ? ids.union(set) : ids.difference(set);
}
