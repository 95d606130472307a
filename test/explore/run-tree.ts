import { toText } from './expressions.ts';
import type { Answer, LiveRun, PendingCall, Receipt } from './live-run.ts';

/**
 * A run as far as it has come: what it waits for after the answers it has had. The functions are
 * deterministic, so a receipt and the answers in their order are all there is to know of it.
 */
export interface RunNode {
  /** Different for different runs. */
  id: number;
  receipt: Receipt;
  /** It has had no answer. */
  isFresh: boolean;
  pending: readonly PendingCall[];
  end: 'done' | 'again' | undefined;
  bugs: readonly string[];
}

interface Step {
  index: number;
  answer: Answer;
  now: number;
}

interface Known extends RunNode {
  before: { node: Known; step: Step } | undefined;
  after: Map<string, Known>;
  /** The run itself, waiting here, until it goes on. */
  live: LiveRun | undefined;
}

/** Runs, each played once for each series of answers, however many histories lead through it. */
export interface RunTree {
  begin(receipt: Receipt): Promise<RunNode> | RunNode;
  answer(node: RunNode, step: Step): Promise<RunNode> | RunNode;
  size(): number;
}

export function createRunTree(start: (receipt: Receipt) => Promise<LiveRun>): RunTree {
  const roots = new Map<string, Known>();
  const all: Known[] = [];

  function remember(receipt: Receipt, before: Known['before'], live: LiveRun): Known {
    const node: Known = {
      id: all.length,
      receipt,
      isFresh: before === undefined,
      pending: live.pending(),
      end: live.end(),
      bugs: [...live.bugs()],
      before,
      after: new Map(),
      live: live.end() === undefined ? live : undefined,
    };
    all.push(node);
    return node;
  }

  async function begin(receipt: Receipt, key: string): Promise<RunNode> {
    const node = remember(receipt, undefined, await start(receipt));
    roots.set(key, node);
    return node;
  }

  /** A run that waits at the node: the first that came there, or another with its answers. */
  async function liveAt(node: Known): Promise<LiveRun> {
    const { live } = node;
    node.live = undefined;
    if (live !== undefined) return live;
    const steps: Step[] = [];
    for (let { before } = node; before !== undefined; { before } = before.node)
      steps.unshift(before.step);
    const again = await start(node.receipt);
    for (const { index, answer, now } of steps) await again.answer(index, answer, now);
    return again;
  }

  async function goOn(node: Known, step: Step, key: string): Promise<RunNode> {
    const live = await liveAt(node);
    await live.answer(step.index, step.answer, step.now);
    const next = remember(node.receipt, { node, step }, live);
    node.after.set(key, next);
    return next;
  }

  return {
    size: () => all.length,
    begin(receipt) {
      const key = toText(receipt);
      return roots.get(key) ?? begin(receipt, key);
    },
    answer({ id }, step) {
      const node = all[id];
      if (node === undefined) throw new Error(`There is no run ${id}.`);
      const key = toText(step);
      return node.after.get(key) ?? goOn(node, step, key);
    },
  };
}
