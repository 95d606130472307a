/** A call that a task is about to make. Calls of one resource commute only if they all read. */
export interface Call {
  name: string;
  resource: string;
  isRead: boolean;
}

/** Held before every call; a task that died never hears of it. */
export type Gate = (call: Call) => Promise<void>;

/** A history: its tasks, which meet at gates, and what is to be true after them. */
export interface History {
  tasks: ((gate: Gate) => Promise<void>)[];
  /** What a call that fails throws. */
  failure: () => Error;
  check(): Promise<void>;
}

/** A task makes its next call, or that fails, or the task dies before it. */
interface Step {
  task: number;
  fate: 'goes on' | 'fails' | 'dies';
  call: Call;
}

/** A point of the search: what can happen there, and what need not be tried (any more). */
interface Choice {
  steps: Step[];
  taken: Step;
  /** Tried already, here or before: what comes of it is the same as if it came later. */
  asleep: Step[];
}

/**
 * Plays a history in every order of its tasks' calls, and in each with at most `maxFaults` calls
 * that fail or before which a task dies. Of orders that differ only in neighbours that commute, one
 * is played (sleep sets: Godefroid, Partial-Order Methods, 1996). Histories are made anew each
 * time.
 * @returns how many were played to their end
 */
export async function playEveryOrder(
  create: () => Promise<History>,
  maxFaults: number,
): Promise<number> {
  const path: Choice[] = [];
  let histories = 0;
  do {
    if (await playOne(await create(), path, maxFaults)) histories += 1;
  } while (moveOn(path));
  return histories;
}

/** Takes the last choice that has something left to try; `false` when none has. */
function moveOn(path: Choice[]): boolean {
  for (let choice = path.pop(); choice !== undefined; choice = path.pop()) {
    const asleep = [...choice.asleep, choice.taken];
    const taken = nextOf(choice.steps, asleep);
    if (taken !== undefined) path.push({ ...choice, asleep, taken });
    if (taken !== undefined) return true;
  }
  return false;
}

function nextOf(steps: Step[], asleep: Step[]): Step | undefined {
  return steps.find((step) => !asleep.some((other) => isSame(step, other)));
}

/** Follows the path, goes on from its end, and adds to it; `false` if nothing was left to try. */
async function playOne(
  history: History,
  path: Choice[],
  maxFaults: number,
): Promise<boolean> {
  const players = startAll(history);
  let faults = 0;
  let asleep: Step[] = [];
  for (let depth = 0; ; depth += 1) {
    const waiting = await players.waiting();
    if (waiting.length === 0) break;
    const known = path[depth];
    const steps = stepsOf(waiting, faults < maxFaults);
    const taken = known?.taken ?? nextOf(steps, asleep);
    if (taken === undefined) return false;
    if (known === undefined) path.push({ steps, taken, asleep });
    asleep = (known?.asleep ?? asleep).filter((step) => commute(step, taken));
    if (taken.fate !== 'goes on') faults += 1;
    players.take(taken);
  }
  try {
    await history.check();
    return true;
  } catch (cause) {
    const story = path.map(
      ({ taken: { task, call, fate } }) => `${task} ${call.name} ${fate}`,
    );
    throw new Error(`${String(cause)}\n  ${story.join('\n  ')}`, { cause });
  }
}

function stepsOf(waiting: { task: number; call: Call }[], mayFail: boolean): Step[] {
  const fates = mayFail ? (['goes on', 'fails', 'dies'] as const) : (['goes on'] as const);
  return fates.flatMap((fate) => waiting.map((next) => ({ ...next, fate })));
}

function isSame(a: Step, b: Step): boolean {
  return a.task === b.task && a.fate === b.fate;
}

/** What fails or dies touches nothing; that there is one fault at most orders faults, though. */
function commute(a: Step, b: Step): boolean {
  if (a.task === b.task) return false;
  if (a.fate !== 'goes on' || b.fate !== 'goes on')
    return a.fate === 'goes on' || b.fate === 'goes on';
  return a.call.resource !== b.call.resource || (a.call.isRead && b.call.isRead);
}

function startAll({ tasks, failure }: History) {
  const held = new Map<number, { call: Call; goOn(): void; fail(error: Error): void }>();
  let running = tasks.length;
  for (const [task, run] of tasks.entries())
    void run(
      (call) => new Promise((goOn, fail) => void held.set(task, { call, goOn, fail })),
    ).finally(() => {
      running -= 1;
    });
  return {
    /** The calls that tasks are held before, once all that are not have ended. */
    async waiting() {
      do await new Promise((resolve) => setImmediate(resolve));
      while (held.size < running);
      return [...held]
        .map(([task, { call }]) => ({ task, call }))
        .sort((a, b) => a.task - b.task);
    },
    take({ task, fate }: Step): void {
      const next = held.get(task);
      held.delete(task);
      if (fate === 'dies') running -= 1;
      else if (fate === 'fails') next?.fail(failure());
      else next?.goOn();
    },
  };
}
