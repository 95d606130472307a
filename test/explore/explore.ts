import type { Move } from './call-moves.ts';
import { movesOf } from './moves.ts';
import type { Scenario } from './scenarios.ts';
import { createKeys, type State } from './state.ts';
import type { Weakening } from './subject.ts';
import { createWorld, initialState, type World } from './world.ts';

/** A history that breaks a promise. */
export interface Finding {
  complaints: readonly string[];
  /** What happened, in order. */
  history: string[];
}

export interface Report {
  /** Different orders of everything that can happen. */
  histories: bigint;
  /** Different moments that they lead through, and with which they end. */
  states: number;
  ends: number;
  /** How often the real functions were played up to another call. */
  runs: number;
  /** The longest history, in moves. */
  longest: number;
  findings: Finding[];
}

interface Options {
  weaken?: Weakening;
  /** What may be in a history beside the calls themselves: each once, unless it is `false`. */
  mayFail?: boolean;
  mayRefuse?: boolean;
  mayPause?: boolean;
  /** Whether histories that come to the same state are continued once, and not each by itself. */
  isFolded?: boolean;
  /** Whether what touches only its message's own items is done at once. */
  isOwnFirst?: boolean;
  /** It stops when so many histories have broken a promise. */
  maxFindings?: number;
}

/** A state on the way of the history that is played just now. */
interface Frame {
  state: State;
  key: string;
  moves: Move[];
  tried: number;
  /** Histories from here on, as far as they are known. */
  histories: bigint;
}

/** More receipts of a message than any history needs. */
const mostReceives = 20;

/** Plays every history of a scenario. One that breaks a promise is not played further. */
export async function explore(
  scenario: Scenario,
  {
    weaken,
    mayFail = true,
    mayRefuse = true,
    mayPause = true,
    isFolded = true,
    isOwnFirst = true,
    maxFindings = 1,
  }: Options = {},
): Promise<Report> {
  const world = createWorld(scenario, weaken, isOwnFirst);
  const keyOf = createKeys();
  /** Histories from a state on, by its key. */
  const known = new Map<string, bigint>();
  const ends = new Set<string>();
  const path: Frame[] = [];
  const findings: Finding[] = [];
  let [states, longest, histories] = [0, 0, 0n];

  /** The history has come to a state, and goes on there unless it has ended or is known. */
  function arrive(state: State): void {
    const key = keyOf(state);
    const before = isFolded ? known.get(key) : undefined;
    if (before !== undefined) {
      count(before);
      return;
    }
    states += 1;
    const moves = state.complaints.length > 0 ? [] : movesOf(world, state);
    const complaints =
      moves.length === 0 ? endComplaints(world, state) : roundComplaints(state);
    longest = Math.max(longest, path.length);
    if (moves.length > 0 && complaints.length === 0)
      path.push({ state, key, moves, tried: 0, histories: 0n });
    else end(key, complaints);
  }

  function end(key: string, complaints: readonly string[]): void {
    ends.add(key);
    known.set(key, 1n);
    count(1n);
    if (complaints.length === 0) return;
    const history = path.map(({ moves, tried }) => moves[tried - 1]?.label() ?? '');
    findings.push({ complaints, history });
  }

  function count(more: bigint): void {
    const frame = path.at(-1);
    if (frame === undefined) histories += more;
    else frame.histories += more;
  }

  arrive({ ...initialState(scenario), mayFail, mayRefuse, mayPause });
  for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
    if (findings.length >= maxFindings) break;
    const move = frame.moves[frame.tried];
    frame.tried += 1;
    if (move === undefined) {
      path.pop();
      known.set(frame.key, frame.histories);
      count(frame.histories);
    } else {
      const next = move.next();
      arrive(next instanceof Promise ? await next : next);
    }
  }
  for (const frame of path) histories += frame.histories;
  return {
    histories,
    states,
    ends: ends.size,
    runs: world.runs.size(),
    longest,
    findings,
  };
}

function endComplaints({ judge }: World, state: State): readonly string[] {
  if (state.complaints.length > 0) return state.complaints;
  const open = state.messages.filter(({ isDone }) => !isDone);
  return open.length > 0
    ? open.map(({ label }) => `${label} waits, and nothing can happen`)
    : judge.judgeEnd(state);
}

function roundComplaints({ messages }: State): string[] {
  const round = messages.filter(({ receives }) => receives > mostReceives);
  return round.map(({ label }) => `${label} never comes to rest`);
}
