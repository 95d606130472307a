import { afterAll, test } from 'vitest';

interface Lap {
  name: string;
  seconds: number;
  how: string;
}

const laps: Lap[] = [];

/** A line about what goes on: a run takes minutes. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Ends a flow that cannot be played here, and says why: it counts as skipped. */
type Skip = (because: string) => never;

/** A test that says when it starts, and what it took. */
export function flow(name: string, play: (skip: Skip) => Promise<void>): void {
  test(name, async ({ skip }) => {
    const start = performance.now();
    say(`\n-- ${name}`);
    let how = 'failed';
    try {
      await play((because) => {
        how = 'skipped';
        return skip(because);
      });
      how = 'passed';
    } catch (error) {
      // Vitest prints it too, but only once all have ended.
      say(`   ${String(error)}`);
      throw error;
    } finally {
      laps.push({ name, seconds: (performance.now() - start) / 1000, how });
      say(`   ${how}, ${minutes((performance.now() - start) / 1000)}`);
    }
  });
}

/** Prints what each flow took, once all have ended. */
export function sumUp(): void {
  afterAll(() => {
    const sum = laps.reduce((total, { seconds }) => total + seconds, 0);
    say('\nMinutes of each flow:');
    for (const { name, seconds, how } of laps) say(`${minutes(seconds)}  ${how}  ${name}`);
    say(`${minutes(sum)}  in all`);
  });
}

function minutes(seconds: number): string {
  return `${(seconds / 60).toFixed(1).padStart(5)} min`;
}
