import type { BridgeAnswer } from '../../functions/core/bridge/bridge-answer.ts';
import type { BridgeCall, BridgeTransport } from '../../functions/core/bridge/bridge-calls.ts';
import { answerApi, type Bridge } from '../../local/bridge-simulator/answer-api.ts';
import { usualSemantics } from '../../local/bridge-simulator/apply-change.ts';
import { attributeDefinitionSchema } from '../../local/bridge-simulator/attributes.ts';
import { checkApiRequest } from '../../local/bridge-simulator/check-api-request.ts';
import { emptyContact } from '../../local/bridge-simulator/contact.ts';
import { openContactBook } from '../../local/bridge-simulator/contact-book.ts';
import { currentEnvironment, type Environment, type Place } from './environment.ts';
import type { Fault } from './history.ts';

export const workspaceId = '11111111-1111-4111-8111-111111111111';
export const bridgeKey = 'fake-bridge-key';

/** What the simulator answers with, without its server. */
export function openBridge(now: () => number): Bridge {
  let contacts = 0;
  return {
    book: openContactBook(new Map()),
    definitions: [
      attributeDefinitionSchema.parse({ id: 'plan', category: 'OPEN', keyName: 'Plan' }),
    ],
    semantics: usualSemantics,
    owners: undefined,
    areDuplicatesRefused: true,
    attributeListName: 'customAttributes',
    now,
    newId: () => {
      contacts += 1;
      return `00000000-0000-4000-8000-${String(contacts).padStart(12, '0')}`;
    },
  };
}

export function addContact(bridge: Bridge, id: string, cellphone: string): void {
  bridge.book.save({ ...emptyContact(id, workspaceId, bridge.now()), cellphone });
}

/** A person in Bridge deletes whoever has the number: from now on no workspace that anybody asks has it. */
export function deleteContact({ book }: Bridge, cellphone: string): void {
  const contact = book.findByCellphone(workspaceId, cellphone);
  if (contact !== undefined)
    book.save({ ...contact, workspaceId: '00000000-0000-4000-8000-000000000000' });
}

const unavailable: BridgeAnswer = { kind: 'answered', status: 503, body: '' };

/** Who counts the calls of an environment. */
interface Counting {
  onCall(name: string, environment: Environment): void;
  onAnswer(name: string, environment: Environment, answer: BridgeAnswer): void;
}

/** Bridge as the functions call it, while it is `isUp`. */
export function bridgeTransport(
  bridge: Bridge,
  { timeoutSeconds, isUp }: { timeoutSeconds: number; isUp: () => boolean },
  { onCall, onAnswer }: Counting,
): BridgeTransport {
  return async (call) => {
    const environment = currentEnvironment();
    const name = nameOf(call);
    const { fault, there, back } = environment.place.arrive(`bridge.${name}`);
    onCall(name, environment);
    await environment.wait(there);
    const make = () => (isUp() ? answered(bridge, call) : unavailable);
    const answer =
      fault === undefined ? make() : await answerFaultily(environment, fault, make, timeoutSeconds);
    onAnswer(name, environment, answer);
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
  { method, path, query = {}, body, apiKey }: BridgeCall,
): BridgeAnswer {
  const text = body === undefined ? '' : JSON.stringify(body);
  const incoming = {
    method,
    path,
    query,
    headers: { 'content-type': 'application/json' },
    text,
    isTooLarge: false,
  };
  const checked = checkApiRequest(incoming, apiKey === bridgeKey, [workspaceId]);
  const { status, body: answer } =
    'status' in checked ? checked : answerApi(checked.operation.id, bridge, checked.request);
  return { kind: 'answered', status, body: structuredClone(answer) };
}
