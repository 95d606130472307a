import type { BridgeAnswer } from '../../functions/core/bridge/bridge-answer.ts';
import type { LogFields } from '../../functions/edges/log/log.ts';
import type { Environment } from './environment.ts';
import type { Handled, Observations } from './observations.ts';

/** A call to Bridge, as it is seen on the wire. */
export interface SeenCall {
  /** Its method and what it is about, as `PATCH contact`. */
  name: string;
  /** When it was made, ms since 1970. */
  at: number;
  /** A status, or what the wire did; absent where the function died waiting. */
  answer?: number | Exclude<BridgeAnswer['kind'], 'answered'>;
  /** When it was answered, ms since 1970. */
  answeredAt?: number;
  /** The number of the outage that it met. */
  outage?: number | undefined;
}

/** One delivery of a message. */
export interface Run {
  /** When it began, ms since 1970. */
  at: number;
  /** `done` messages leave the queue, unless that fails too; absent while it is under way. */
  how?: 'done' | 'failed' | 'dead';
  calls: SeenCall[];
  /** Why its events were put off, in the words of the log. */
  putOff: ('hold' | string)[];
  /** Whether a call of it to AWS met a fault, so that it may not have written down what it knew. */
  isTroubled: boolean;
}

/** Who carries what: notes what each delivery does, as far as it is seen from outside. */
export function startNoting({ messages }: Observations, now: () => number) {
  const carried = new WeakMap<Environment, { message: Handled; run: Run }>();
  const runOf = (environment: Environment) => carried.get(environment)?.run;
  return {
    messageOf: (environment: Environment) => carried.get(environment)?.message,
    begin(messageId: string, environment: Environment): void {
      const message = messages.get(messageId);
      if (message === undefined) return;
      const run: Run = { at: now(), calls: [], putOff: [], isTroubled: false };
      message.runs.push(run);
      carried.set(environment, { message, run });
    },
    end(environment: Environment, how: NonNullable<Run['how']>): void {
      const run = runOf(environment);
      if (run !== undefined) run.how = how;
    },
    call(name: string, environment: Environment, outage: number | undefined): SeenCall {
      const call: SeenCall = { name, at: now(), outage };
      runOf(environment)?.calls.push(call);
      return call;
    },
    answer(call: SeenCall, answer: BridgeAnswer): void {
      call.answer = answer.kind === 'answered' ? answer.status : answer.kind;
      call.answeredAt = now();
    },
    trouble(environment: Environment): void {
      const run = runOf(environment);
      if (run !== undefined) run.isTroubled = true;
    },
    putOff(
      environment: Environment,
      { message, outcome, reason = message }: LogFields,
    ): void {
      const isHold = message === 'event waits for its workspace' || reason === 'on-hold';
      if (outcome === 'retry') runOf(environment)?.putOff.push(isHold ? 'hold' : reason);
    },
  };
}

/** Whether the answer says that the event has to be tried again: it is a failure of the event. */
export function hasFailed({ answer }: SeenCall): boolean {
  if (answer === undefined) return false;
  return typeof answer === 'string' || answer >= 500 || [408, 425, 429].includes(answer);
}
