import type { BridgeAnswer } from '../../functions/core/bridge/bridge-answer.ts';
import type {
  BridgeCall,
  BridgeTransport,
} from '../../functions/core/bridge/bridge-calls.ts';
import { callApi } from '../../local/bridge-simulator/api/call-api.ts';
import {
  type Bridge,
  openBridge as openSimulated,
} from '../../local/bridge-simulator/bridge.ts';
import {
  type Contact,
  type ContactChange,
  emptyContact,
} from '../../local/bridge-simulator/contacts/contact.ts';
import { currentEnvironment, type Environment, type Place } from './environment.ts';
import type { Fault } from './history.ts';
import type { Applied } from './observations.ts';
import type { SeenCall } from './runs.ts';

export const workspaceId = '11111111-1111-4111-8111-111111111111';
export const bridgeKey = 'fake-bridge-key';

/** What the simulator answers with, without its server. */
export function openBridge(now: () => number): Bridge {
  let contacts = 0;
  return openSimulated({
    attributes: [
      { id: 'plan', category: 'OPEN', keyName: 'Plan' },
      { id: 'level', category: 'OPEN', keyName: 'Level' },
    ],
    now,
    newId: () => {
      contacts += 1;
      return `00000000-0000-4000-8000-${String(contacts).padStart(12, '0')}`;
    },
  });
}

export function addContact(bridge: Bridge, id: string, cellphone: string): void {
  bridge.book.put({ ...emptyContact(id, workspaceId, bridge.now()), cellphone });
}

/** A person in Bridge deletes the contact that has the number. Gives what it was. */
export function deleteContact({ book }: Bridge, cellphone: string): Contact | undefined {
  const contact = book.findByCellphone(workspaceId, cellphone);
  if (contact !== undefined) book.remove(contact.id);
  return contact;
}

const unavailable: BridgeAnswer = { kind: 'answered', status: 503, body: '' };
const broken: BridgeAnswer = { kind: 'answered', status: 500, body: '' };

/** A PATCH that Bridge has applied, and to what. */
type Change = Pick<Applied, 'at' | 'contactId' | 'before' | 'body'>;

/** Who watches the calls of environments, and what Bridge makes of them. */
interface Watcher {
  onCall(name: string, environment: Environment): SeenCall;
  onAnswer(call: SeenCall, answer: BridgeAnswer): void;
  /**
   * Told at once who takes note if Bridge applies a call of this environment, which may be late.
   */
  onApply(environment: Environment): (change: Change) => void;
}

/** How well Bridge is. */
interface Health {
  timeoutSeconds: number;
  isUp(): boolean;
  /** Whether the body of a PATCH is one that Bridge answers with 500. */
  isPoison(body: unknown): boolean;
}

/** Bridge as the functions call it, while it is `isUp`, and does not choke on what it is sent. */
export function bridgeTransport(
  bridge: Bridge,
  { timeoutSeconds, isUp, isPoison }: Health,
  { onCall, onAnswer, onApply }: Watcher,
): BridgeTransport {
  return async (call) => {
    const environment = currentEnvironment();
    const name = nameOf(call);
    const { fault, there, back } = environment.place.arrive(`bridge.${name}`, environment);
    const seen = onCall(name, environment);
    await environment.wait(there);
    const note = onApply(environment);
    const make = () => {
      if (!isUp()) return unavailable;
      const isBad = call.method === 'PATCH' && isPoison(call.body);
      return isBad ? broken : answered(bridge, call, note);
    };
    const answer =
      fault === undefined
        ? make()
        : await answerFaultily(environment, fault, make, timeoutSeconds);
    onAnswer(seen, answer);
    await environment.wait(back);
    return answer;
  };
}

/** The calls there are, told apart as their costs are in the documentation. */
function nameOf({ method, path, query }: BridgeCall): string {
  if (path.endsWith('/settings/attributes')) return `${method} attributes`;
  if (path.endsWith('/contacts/partial')) return `${method} by phone`;
  if (path.endsWith('/contacts'))
    return query?.search === undefined ? `${method} anything` : `${method} search`;
  return `${method} contact`;
}

async function answerFaultily(
  environment: Environment,
  { kind, seconds = 5 }: Fault,
  make: () => BridgeAnswer,
  timeoutSeconds: number,
): Promise<BridgeAnswer> {
  switch (kind) {
    case 'refused':
      return unavailable;
    case 'throttled':
      return { kind: 'answered', status: 429, body: '', retryAfterSeconds: 7 };
    case 'denied':
      return { kind: 'answered', status: 401, body: '' };
    case 'unsent':
      return { kind: 'notSent', code: 'ECONNREFUSED' };
    case 'lost':
      make();
      return { kind: 'ambiguous', code: 'ECONNRESET' };
    case 'gateway':
      later(environment.place, seconds, make);
      return { kind: 'answered', status: 504, body: '' };
    case 'twice':
      make();
      return make();
    case 'slow':
      if (seconds >= timeoutSeconds) later(environment.place, seconds, make);
      await environment.wait(Math.min(seconds, timeoutSeconds) * 1000);
      return seconds >= timeoutSeconds ? { kind: 'ambiguous', code: 'ETIMEDOUT' } : make();
    case 'partial':
      return make();
    case 'killed':
      return environment.die();
    case 'killedAfter':
      later(environment.place, seconds, make);
      return environment.die();
  }
}

function later({ timeline }: Place, seconds: number, make: () => unknown): void {
  timeline.at(timeline.now() + seconds * 1000, () => void make());
}

function answered(
  bridge: Bridge,
  call: BridgeCall,
  onApplied: (change: Change) => void,
): BridgeAnswer {
  const contactId = String(call.path.split('/').at(-1));
  const before = bridge.book.find(workspaceId, contactId);
  const access = { isKeyAccepted: call.apiKey === bridgeKey, workspaces: [workspaceId] };
  const { status, body, page } = callApi(bridge, call, access);
  if (call.method === 'PATCH' && status < 300 && before !== undefined)
    onApplied({ at: bridge.now(), contactId, before, body: call.body as ContactChange });
  return { kind: 'answered', status, body: page ?? structuredClone(body) ?? '' };
}
