import { type CallKind, TransientFailure } from '../errors.ts';
import { giveTurnBack, noteSuccess, type Pass } from '../hold/breaker.ts';
import { type Ending, progressOf } from '../memory/event-record.ts';
import type { QueuedEvent } from '../message/message.ts';
import type { FieldReason } from '../reasons/field-reason.ts';
import type { Delivery } from './delivery.ts';
import type { PutOff } from './put-off.ts';

/** Why a run does no more, and when what it has not come to is due. */
type Stop = Pick<PutOff, 'kind' | 'reason' | 'detail' | 'waitSeconds'>;

/** One run over the events of a message that are due. */
export interface Run {
  delivery: Delivery;
  pass: Pass;
  due: QueuedEvent[];
  /** Ms since 1970. */
  startedAt: number;
  /** Events go together only if none was tried before. */
  isTogether: boolean;
  /** A delivery vanished with one of these events: each is named before it is touched (G5). */
  isCareful: boolean;
  ended: Set<string>;
  /** What the map said of the events that were mapped, by id; it is kept when they end. */
  reasons: Map<string, FieldReason[]>;
  putOffs: Map<string, PutOff>;
  /** Whether an event ended by what Bridge answered, and not by its failures. */
  cameThrough: boolean;
  /** Parts that Bridge failed for. */
  failed: number;
  /** Whether Bridge has to answer the health check before another part is tried. */
  isInQuestion: boolean;
  stopped: Stop | undefined;
  successesBefore: Readonly<Record<CallKind, number>>;
}

/** @param isCareful whether a delivery vanished with one of the events */
export function startRun(
  due: QueuedEvent[],
  pass: Pass,
  isCareful: boolean,
  delivery: Delivery,
): Run {
  const ended = new Set<string>();
  const reasons = new Map<string, FieldReason[]>();
  const settle = async (endings: Ending[]) => {
    await delivery.settle(
      endings.map((ending) => ({
        ...ending,
        reasons: ending.reasons ?? reasons.get(ending.event.id),
      })),
    );
    for (const { event } of endings) ended.add(event.id);
  };
  const hasBeenTried = ({ id }: QueuedEvent) => {
    const { attempts, failures } = progressOf(delivery.progress, id);
    return attempts.length > 0 || failures !== undefined;
  };
  return {
    delivery: { ...delivery, settle },
    pass,
    due,
    startedAt: delivery.now(),
    isTogether: !isCareful && !due.some(hasBeenTried),
    isCareful,
    ended,
    reasons,
    putOffs: new Map(),
    cameThrough: false,
    failed: 0,
    isInQuestion: false,
    stopped: undefined,
    successesBefore: { ...delivery.bridge.successes() },
  };
}

/** Ends a run: notes what it says about Bridge; gives the events that have to come back. */
export async function endRun(run: Run): Promise<PutOff[]> {
  const { delivery, pass, due, ended, putOffs, stopped } = run;
  for (const event of due)
    if (!ended.has(event.id) && !putOffs.has(event.id) && stopped !== undefined)
      putOffs.set(event.id, { ...stopped, event });
  const kinds = succeededIn(run);
  const hasLedger = stopped?.reason !== 'ledger';
  if (run.cameThrough && hasLedger && kinds.size > 0)
    await ignoreLedger(noteSuccess(kinds, pass, delivery));
  else if (run.failed === 0) await ignoreLedger(giveTurnBack(pass, delivery));
  return [...putOffs.values()].filter(({ event }) => !ended.has(event.id));
}

function succeededIn({ delivery, successesBefore }: Run): Set<CallKind> {
  const after = Object.entries(delivery.bridge.successes()) as [CallKind, number][];
  return new Set(
    after.filter(([kind, count]) => count > successesBefore[kind]).map(([kind]) => kind),
  );
}

/** What is being handled matters more than a note about it. */
export async function ignoreLedger(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof TransientFailure)) throw error;
  });
}
