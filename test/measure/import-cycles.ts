/**
 * Groups of files that import each other around a circle, each group in alphabetical order.
 * `imports` has the imports of each file.
 */
export function findCycles(imports: Map<string, string[]>): string[][] {
  const reach = new Map(
    [...imports.keys()].map((path) => [path, reachableFrom(path, imports)]),
  );
  const isInCircle = (one: string, other: string) =>
    reach.get(one)?.has(other) === true && reach.get(other)?.has(one) === true;
  const open = [...imports.keys()].sort();
  const cycles: string[][] = [];
  for (const path of open) {
    if (cycles.some((cycle) => cycle.includes(path))) continue;
    const cycle = open.filter((other) => isInCircle(path, other));
    if (cycle.length > 0) cycles.push(cycle);
  }
  return cycles;
}

function reachableFrom(path: string, imports: Map<string, string[]>): Set<string> {
  const seen = new Set<string>();
  const waiting = [...(imports.get(path) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(imports.get(next) ?? []));
  }
  return seen;
}
