import { type CallKind, PermanentFailure, TransientFailure } from '../errors.ts';
import { type BridgeAnswer, contactListSchema } from './bridge-answer.ts';
import type { RefusedByBridge, Verdict } from './judge-answer.ts';
import { failed, judgeAnswer } from './judge-answer.ts';

/** One call to the Bridge API; `body` is sent as JSON. */
export interface BridgeCall {
  method: 'GET' | 'PATCH' | 'POST';
  /** Below the base URL, beginning with a slash, its segments percent-encoded. */
  path: string;
  /** Raw values, encoded by the transport. */
  query?: Record<string, string> | undefined;
  body?: unknown;
  apiKey: string;
}

/**
 * Makes one call.
 * @throws TransientFailure `out-of-time` where there is no time left for one
 * @throws Error for a call that is malformed itself
 */
export type BridgeTransport = (call: BridgeCall) => Promise<BridgeAnswer>;

/** The API key of a workspace: the one at hand, and the one in Secrets Manager right now. */
export interface ApiKey {
  get(): Promise<StoredApiKey>;
  reread(): Promise<StoredApiKey>;
}

/** A key; `undefined` if there is none, or why it cannot be used: `<workspace>: <code>`. */
export type StoredApiKey = string | { fault: string } | undefined;

/** A call on its way. */
export interface Request extends Omit<BridgeCall, 'apiKey'> {
  kind: CallKind;
  /** The kind of the call that an event needed, which this one is made for. */
  madeFor: CallKind;
}

/** What a call came to, weather apart. */
export type Result =
  | { kind: 'ok'; status: number; body: unknown }
  | { kind: 'missing'; failure: RefusedByBridge }
  | { kind: 'refused'; failure: RefusedByBridge }
  | { kind: 'forbidden'; failure: PermanentFailure };

export interface WorkspaceCalls {
  /**
   * Makes a call. Where it says that the key is refused, the key is read again once, and then a
   * health check decides (G7).
   * @throws TransientFailure `call` is what the request was made for
   */
  ask(request: Request): Promise<Result>;
  /**
   * @throws TransientFailure unless the workspace answers a call that says nothing about any
   * contact
   */
  assertAnswering(madeFor: CallKind): Promise<void>;
  /** Why the health check failed; nothing where the key has no right to list: that is an answer. */
  whyNotAnswering(): Promise<TransientFailure | undefined>;
  /** A call of this kind was answered as it should be. */
  count(kind: CallKind): void;
  successes(): Readonly<Record<CallKind, number>>;
}

/** Calls one workspace, whose paths begin with `root`, through `transport`. */
export function createWorkspaceCalls(
  transport: BridgeTransport,
  root: string,
  apiKey: ApiKey,
): WorkspaceCalls {
  const counts = { search: 0, create: 0, read: 0, patch: 0, attributes: 0, list: 0 };
  const line: Line = {
    transport,
    root,
    apiKey,
    count: (kind) => {
      counts[kind] += 1;
    },
  };
  return {
    async ask(request) {
      const verdict = await sendTwice(line, request);
      if (verdict.kind === 'later') throw verdict.failure;
      if (verdict.kind === 'key-refused') return refusalOfKey(verdict, request.madeFor);
      if (verdict.kind === 'refused') line.count(request.kind);
      return verdict;
    },
    async assertAnswering(madeFor) {
      assertOk(await askNeutrally(line, madeFor), madeFor);
    },
    whyNotAnswering: () => findOutage(line),
    count: line.count,
    successes: () => ({ ...counts }),
  };
}

/** How a workspace is called. */
interface Line {
  transport: BridgeTransport;
  root: string;
  apiKey: ApiKey;
  count(kind: CallKind): void;
}

/** Sends a request with the key at hand, and once more if another one is stored by now. */
async function send(line: Line, request: Request): Promise<Verdict> {
  const { kind, madeFor, ...call } = request;
  const sendWith = async (apiKey: string) =>
    judgeAnswer(await line.transport({ ...call, apiKey }), { kind, madeFor });
  const key = await usableKey(line.apiKey, madeFor);
  const verdict = await sendWith(key);
  if (verdict.kind !== 'key-refused') return verdict;
  const fresh = await line.apiKey.reread();
  return typeof fresh !== 'string' || fresh === key ? verdict : sendWith(fresh);
}

/** The key at hand, or the one that is stored by now where that one cannot be used. */
async function usableKey(apiKey: ApiKey, call: CallKind): Promise<string> {
  const atHand = await apiKey.get();
  const key = typeof atHand === 'string' ? atHand : await apiKey.reread();
  if (typeof key === 'string') return key;
  if (key === undefined) throw new TransientFailure('no-bridge-key', { call });
  throw new TransientFailure('key-rejected', { call, detail: key.fault });
}

/** Settles whether the key, the base URL and the workspace are right. */
async function askNeutrally(line: Line, madeFor: CallKind): Promise<Verdict> {
  const path = `${line.root}/contacts`;
  const request = { kind: 'list', madeFor, method: 'GET', path } as const;
  const verdict = await send(line, { ...request, query: { limit: '1' } });
  if (verdict.kind !== 'ok') return verdict;
  if (!contactListSchema.safeParse(verdict.body).success)
    return {
      kind: 'later',
      failure: failed('unavailable', request, 'not a list of contacts'),
    };
  line.count('list');
  return verdict;
}

/**
 * A refusal of the key says something about this call only if it is repeated although the
 * workspace takes the key.
 */
async function sendTwice(line: Line, request: Request): Promise<Verdict> {
  const verdict = await send(line, request);
  if (verdict.kind !== 'key-refused') return verdict;
  const { madeFor } = request;
  const neutral =
    verdict.status === undefined ? verdict : await askNeutrally(line, madeFor);
  if (neutral.kind === 'key-refused')
    throw new TransientFailure('key-rejected', { call: madeFor, detail: neutral.detail });
  assertOk(neutral, madeFor);
  return send(line, request);
}

/** Why the health check is not answered as it should be, if so. */
async function findOutage(line: Line): Promise<TransientFailure | undefined> {
  try {
    const verdict = await askNeutrally(line, 'list');
    const mayNotList = verdict.kind === 'key-refused' && verdict.status === 403;
    if (!mayNotList) assertOk(verdict, 'list');
    return undefined;
  } catch (failure) {
    if (failure instanceof TransientFailure && failure.call !== undefined) return failure;
    throw failure;
  }
}

/**
 * What it means that a call is refused while the workspace takes the key. 403 says that the key has
 * no access to this. 401 says that the key is wrong, which it is not: it has to come again before
 * it is believed.
 */
function refusalOfKey(
  { status, detail }: { status?: number | undefined; detail: string },
  call: CallKind,
): Result {
  if (status === 403)
    return { kind: 'forbidden', failure: new PermanentFailure('forbidden', { detail }) };
  const reason = status === undefined ? 'key-rejected' : 'denied';
  throw new TransientFailure(reason, { call, detail });
}

/**
 * A key without the right to list is no wrong key.
 * @throws TransientFailure unless the health check went well
 */
function assertOk(neutral: Verdict, call: CallKind): void {
  if (neutral.kind === 'ok') return;
  if (neutral.kind === 'later') throw neutral.failure;
  const isRefused = neutral.kind === 'key-refused';
  const reason = isRefused && neutral.status !== 403 ? 'key-rejected' : 'unavailable';
  const { detail } = isRefused ? neutral : neutral.failure;
  throw new TransientFailure(reason, { call, detail });
}
