import { isBatch } from './half-batches.ts';
import { type Fault, type FaultKind, faultKinds } from './history.ts';

/**
 * Every fault there can be at the calls of a run, given by their names in order: one of each kind
 * that makes a difference there.
 */
export function everyFault(calls: readonly string[]): Fault[] {
  return calls.flatMap((name, call) =>
    kindsFor(name).flatMap((kind) =>
      delaysFor(name, kind).map((seconds) => ({ call, kind, seconds })),
    ),
  );
}

function kindsFor(name: string): readonly FaultKind[] {
  const [service = '', action = ''] = name.split('.');
  if (service === 'mapping') return ['refused'];
  return service !== 'bridge' && isBatch(action)
    ? faultKinds
    : faultKinds.filter((kind) => kind !== 'partial');
}

/**
 * What Bridge does late it does soon after, or as late as it may; a slow service of AWS holds up
 * the function, or outlasts it.
 */
function delaysFor(name: string, kind: FaultKind): number[] {
  const isLate =
    name.startsWith('bridge.') && (kind === 'gateway' || kind === 'killedAfter');
  return isLate || kind === 'slow' ? [1, 29] : [1];
}

/** An even sample: every `step`th, beginning at `first`. */
export function everyNth<T>(all: readonly T[], step: number, first: number): T[] {
  return all.filter((_, index) => index % step === first % step);
}
