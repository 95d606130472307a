/** What a side takes for one round, in any unit. */
export type Side = () => number | Promise<number>;

/**
 * Plays the sides in rounds, each round in another order, so that what else the machine does slows
 * all of them. The first round warms up. Gives for each other one what each side took.
 */
export async function playRounds<Name extends string>(
  sides: Record<Name, Side>,
  rounds: number,
): Promise<Record<Name, number>[]> {
  const names = Object.keys(sides) as Name[];
  const played: Record<Name, number>[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const took: Partial<Record<Name, number>> = {};
    for (const name of shuffled(names)) took[name] = await sides[name]();
    played.push(took as Record<Name, number>);
  }
  return played.slice(1);
}

/** The ratios of two sides, round by round. */
export function ratiosOf<Name extends string>(
  rounds: Record<Name, number>[],
  side: Name,
  other: Name,
): number[] {
  return rounds.map((round) => round[side] / round[other]);
}

/** The processor time of this thread that `work` takes, in µs. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const before = process.threadCpuUsage();
  await work();
  const { user, system } = process.threadCpuUsage(before);
  return user + system;
}

function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
