import { limits } from '../../lib/config/limits.ts';
import { applyWrite } from './bridge-fates.ts';
import { callMoves, type Move } from './call-moves.ts';
import { freeReceives, type PendingCall } from './live-run.ts';
import { type Queued, replaceMessage, type State } from './state.ts';
import { doubtedEvents, dueTimes, ownItems } from './subject.ts';
import { touches } from './table.ts';
import { receive, type World } from './world.ts';

/** Everything that may happen next. */
export function movesOf(world: World, state: State): Move[] {
  const running = state.messages.filter(({ run }) => run !== undefined);
  // What touches nothing that another run touches commutes with everything the others do.
  const alone = running.find((message) => isAlone(world, state, message));
  if (alone !== undefined) return runMoves(world, state, alone);
  return [
    ...running.flatMap((message) => runMoves(world, state, message)),
    ...receiveMoves(world, state),
    ...lateMoves(world, state),
    ...clockMoves(world, state),
  ];
}

function isAlone(world: World, state: State, { label, run }: Queued): boolean {
  if (run === undefined || !world.isOwnFirst) return false;
  const own = ownItems(label, world.ownEvents[label] ?? []);
  const others = state.messages.filter((other) => other.label !== label);
  return run.pending.every(({ call }) => {
    if (call.to !== 'table') return call.to === 'delay';
    const { keys, isWrite } = touches(call);
    if (!keys.every((key) => own.includes(key))) return false;
    return !isWrite || !keys.some((key) => isAskedFor(key, state.items, others));
  });
}

/** Others ask how an event ended while they see its doubt, and at no other time. */
function isAskedFor(
  key: string,
  items: State['items'],
  others: readonly Queued[],
): boolean {
  const asked = others.flatMap(({ run }) => run?.pending ?? []);
  return (
    asked.some(({ call }) => call.to === 'table' && touches(call).keys.includes(key)) ||
    Object.values(items).some((item) => doubtedEvents(item).includes(key))
  );
}

/** A run goes on, or is killed; one that ended well has its message deleted. */
function runMoves(world: World, state: State, message: Queued): Move[] {
  const { label, run } = message;
  if (run === undefined) return [];
  const kill = {
    label: () => `${label} is killed`,
    next: () => ({ ...replaceMessage(state, label, { run: undefined }), mayFail: false }),
  };
  const deadly = state.mayFail ? [kill] : [];
  if (run.end === 'done') {
    const change = { run: undefined, isDone: true };
    const done = {
      label: () => `${label} done`,
      next: () => replaceMessage(state, label, change),
    };
    return [done, ...deadly];
  }
  return [
    ...run.pending.flatMap((call) => callMoves(world, state, message, call)),
    ...deadly,
  ];
}

function receiveMoves(world: World, state: State): Move[] {
  return state.messages
    .filter((message) => isReceivable(state, message))
    .map((message) => ({
      label: () => `${message.label} received (${message.receives + 1})`,
      next: () => receive(world, state, message),
    }));
}

function isReceivable({ messages, now }: State, message: Queued): boolean {
  const { group, visibleAt, run, isDone, receives } = message;
  if (isDone || run !== undefined || visibleAt > now) return false;
  const others = messages.filter((other) => other !== message && !other.isDone);
  const first = messages.find((other) => !other.isDone && other.group === group);
  if (first !== message) return false;
  if (receives < freeReceives) return true;
  return others.every(
    (other) => other.run === undefined && isAfter(other, message, messages),
  );
}

/** Once both have been received so often they take turns: who waits for the other sees it come. */
function isAfter(other: Queued, message: Queued, messages: readonly Queued[]): boolean {
  if (other.receives !== message.receives) return other.receives > message.receives;
  if (other.visibleAt !== message.visibleAt) return other.visibleAt > message.visibleAt;
  return messages.indexOf(other) > messages.indexOf(message);
}

function lateMoves(world: World, state: State): Move[] {
  return state.late.map((late) => ({
    label: () => `Bridge applies late ${JSON.stringify(late.call.body)} of ${late.label}`,
    next: () =>
      applyWrite(
        world,
        { ...state, late: state.late.filter((other) => other !== late) },
        late.call,
      ).state,
  }));
}

/** The clock moves to the next moment at which anything means something else, or just before. */
function clockMoves(world: World, state: State): Move[] {
  const { now, messages, items, late } = state;
  const skews = new Set(messages.map(({ skewMs }) => skewMs));
  const dues = Object.values(items)
    .flatMap(dueTimes)
    .flatMap((due) => [...skews].flatMap((skew) => [due - skew - 1, due - skew]));
  const visible = messages.filter(({ isDone, run }) => !isDone && run === undefined);
  const next = Math.min(
    ...[...dues, ...visible.map(({ visibleAt }) => visibleAt)].filter(
      (time) => time > now,
    ),
  );
  const isPatient = messages.every(
    ({ run }) => run === undefined || mayWait(world, run.receipt.at, run.pending, next),
  );
  const isPause = messages.some(({ run }) => run !== undefined);
  if (isPause && !state.mayPause) return [];
  if (
    next === Number.POSITIVE_INFINITY ||
    !isPatient ||
    late.some(({ until }) => until <= next)
  )
    return [];
  return [
    {
      label: () => `the clock moves on by ${(next - now) / 1000} s`,
      next: () => ({
        ...state,
        now: next,
        lagging: {},
        mayPause: state.mayPause && !isPause,
      }),
    },
  ];
}

/** The timeout of the function would be a kill, Bridge's a lost answer: these are moves already. */
function mayWait(
  { requestTimeoutMs }: World,
  startedAt: number,
  pending: readonly PendingCall[],
  time: number,
): boolean {
  return (
    time < startedAt + limits.deliverTimeoutSeconds * 1000 &&
    pending.every(
      ({ call, issuedAt }) => call.to !== 'bridge' || time < issuedAt + requestTimeoutMs,
    )
  );
}
