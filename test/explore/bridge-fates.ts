import type { BridgeAnswer } from '../../functions/core/bridge/bridge-answer.ts';
import type { BridgeCall } from '../../functions/core/bridge/bridge-calls.ts';
import { answerCall } from './bridge.ts';
import { deadly, type Fate, fault, fine } from './fate.ts';
import type { PendingCall } from './live-run.ts';
import type { State } from './state.ts';
import type { World } from './world.ts';

/** Without a whole answer, Bridge may have carried a call out or not. */
const unheard: Record<string, BridgeAnswer> = {
  ' is not answered': { kind: 'ambiguous', code: 'ECONNRESET' },
  ' is answered 503': { kind: 'answered', status: 503, body: '' },
};
const unanswered: BridgeAnswer = { kind: 'ambiguous', code: 'ECONNRESET' };
const notSaidWhy = { detail: 'as planned' };

/** What may become of a call to Bridge. */
export function bridgeFates(
  world: World,
  label: string,
  { issuedAt }: PendingCall,
  call: BridgeCall,
): Fate[] {
  if (call.method === 'GET') return reads(call);
  const apply = (state: State) => applyWrite(world, state, call);
  const whether: Record<string, (state: State) => State> = {
    '': (state) => state,
    ', applied': (state) => apply(state).state,
    ', applied later': (state) => ({
      ...state,
      late: [...state.late, { label, call, until: issuedAt + world.settleMs }],
    }),
  };
  const faults = Object.entries(whether).flatMap(([how, happen]) => [
    ...Object.entries(unheard).map(([name, answer]) =>
      fault(name + how, (state) => ({ state: happen(state), answer })),
    ),
    deadly(` goes out${how}`, (state) => ({ state: happen(state), answer: unanswered })),
  ]);
  return [fine(apply), ...(call.method === 'PATCH' ? refusals(call) : []), ...faults];
}

/** As a whole, or because of one of several fields. */
function refusals({ body }: BridgeCall): Fate[] {
  const fields = Object.keys(body ?? {});
  const named = fields.length > 1 ? fields : [];
  return [
    refusal('', notSaidWhy),
    ...named.map((field) =>
      refusal(` for ${field}`, { detail: [{ loc: ['body', field], msg: 'as planned' }] }),
    ),
  ];
}

function refusal(why: string, body: object): Fate {
  const answer: BridgeAnswer = { kind: 'answered', status: 422, body };
  return {
    ...fine((state) => ({ state, answer })),
    name: ` is refused${why}`,
    isRefusal: true,
  };
}

function reads(call: BridgeCall): Fate[] {
  return [
    fine((state) => ({ state, answer: answerCall(state.contacts, call).answer })),
    ...Object.entries(unheard).map(([name, answer]) =>
      fault(name, (state) => ({ state, answer })),
    ),
  ];
}

/** Bridge carries a call out. */
export function applyWrite(
  { judge }: World,
  state: State,
  call: BridgeCall,
): { state: State; answer: BridgeAnswer } {
  const { contacts, answer } = answerCall(state.contacts, call);
  const isApplied =
    answer.kind === 'answered' && answer.status < 300 && call.method === 'PATCH';
  if (!isApplied) return { state: { ...state, contacts }, answer };
  const { account, complaints } = judge.noteApplied(state.account, call.body);
  const all = [...state.complaints, ...complaints];
  return { state: { ...state, contacts, account, complaints: all }, answer };
}
