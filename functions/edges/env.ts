import { isRecord, parseJson } from '../core/json.ts';

// By hand: here zod alone would be 20 KB of the bundle of receive, which has no other use for it.

/** Reads the text of a variable; `malformed` for one that cannot be. */
type Reader<T> = (text: string | undefined) => T | typeof malformed;

const malformed = Symbol('malformed');

const text: Reader<string> = (value) => value || malformed;
const optionalText: Reader<string | undefined> = (value) => value;
const url: Reader<string> = (value) =>
  value !== undefined && URL.canParse(value) ? value : malformed;
const textsByName: Reader<Record<string, string>> = (value) => {
  const record = parseJson(value ?? '');
  return isRecord(record) && isOfTexts(record) ? record : malformed;
};

function isOfTexts(record: Record<string, unknown>): record is Record<string, string> {
  return Object.values(record).every((value) => typeof value === 'string');
}

const queueVariables = {
  /** JSON `{ "<workspace>": "<queue URL>" }`; of many, all but the first are names beside it. */
  QUEUE_URLS: textsByName,
};

/** What the receive function reads from its environment. `lib` writes it, `readEnv` reads it. */
export const receiveVariables = {
  /**
   * Name or ARN of the secret with the signing keys: JSON `{ "<key name>": { "current": "…",
   * "previous": "…" } }`.
   */
  SIGNING_KEYS_SECRET: text,
  /** Name or ARN of the generated secret that keys every HMAC. */
  PEPPER_SECRET: text,
  ...queueVariables,
  /** Of the ledger, for counts of what is left out. An update can bring it a little later. */
  TABLE_NAME: optionalText,
  /**
   * Scheme and host under which senders reach the hooks, no trailing slash; what signed URLs are
   * made of.
   */
  PUBLIC_URL: url,
};
export type ReceiveEnv = Written<typeof receiveVariables>;

/** What the deliver function reads from its environment. */
export const deliverVariables = {
  /**
   * Name or ARN of the secret with the Bridge API keys: JSON `{ "<workspace>": { "current": "…" }
   * }`.
   */
  BRIDGE_KEYS_SECRET: text,
  /** As the receive function's. */
  PEPPER_SECRET: text,
  ...queueVariables,
  TABLE_NAME: text,
  /** Scheme and host of Bridge, no trailing slash. */
  BRIDGE_BASE_URL: url,
};
export type DeliverEnv = Written<typeof deliverVariables>;

/** What the watch function reads from its environment. */
export const watchVariables = { ...queueVariables, TABLE_NAME: text };
export type WatchEnv = Written<typeof watchVariables>;

type Variables = Record<string, Reader<unknown>>;
/** An environment as it is written: all of its values are texts. */
type Written<V extends Variables> = { [Name in keyof V]: string };
type ReadOf<V extends Variables> = {
  [Name in keyof V]: Exclude<ReturnType<V[Name]>, typeof malformed>;
};

/**
 * Reads and checks the environment.
 * @throws Error with the names of the wrong variables, never their values
 */
export function readEnv<V extends Variables>(
  variables: V,
  env: Record<string, string | undefined>,
): ReadOf<V> {
  const read = Object.entries(variables).map(
    ([name, reader]) => [name, reader(env[name])] as const,
  );
  const wrong = read.flatMap(([name, value]) => (value === malformed ? [name] : []));
  if (wrong.length > 0)
    throw new Error(`The environment is incomplete or malformed: ${wrong.join(', ')}`);
  return Object.fromEntries(read) as ReadOf<V>;
}
