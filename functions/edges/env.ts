import * as z from 'zod/mini';
import { parseJson } from '../core/json.ts';

const jsonRecord = z.pipe(
  z.pipe(z.string(), z.transform(parseJson)),
  z.record(z.string(), z.string()),
);

const queueVariables = {
  /** JSON `{ "<workspace>": "<queue URL>" }`; of many, all but the first are names beside it. */
  QUEUE_URLS: jsonRecord,
};

/**
 * What the receive function reads from its environment. `lib` writes it, `readEnv` reads it. Made
 * when it is asked for, so that a bundle holds its own alone.
 */
export const receiveEnvSchema = () =>
  z.object({
    /**
     * Name or ARN of the secret with the signing keys: JSON `{ "<key name>": { "current": "…",
     * "previous": "…" } }`.
     */
    SIGNING_KEYS_SECRET: z.string().check(z.minLength(1)),
    /** Name or ARN of the generated secret that keys every HMAC. */
    PEPPER_SECRET: z.string().check(z.minLength(1)),
    ...queueVariables,
    /** Of the ledger, for counts of what is left out. An update can bring it a little later. */
    TABLE_NAME: z.optional(z.string()),
    /**
     * Scheme and host under which senders reach the hooks, no trailing slash; what signed URLs are
     * made of.
     */
    PUBLIC_URL: z.url(),
  });
export type ReceiveEnv = z.input<ReturnType<typeof receiveEnvSchema>>;

/** What the deliver function reads from its environment. */
export const deliverEnvSchema = () =>
  z.object({
    /**
     * Name or ARN of the secret with the Bridge API keys: JSON `{ "<workspace>": { "current": "…" }
     * }`.
     */
    BRIDGE_KEYS_SECRET: z.string().check(z.minLength(1)),
    /** As the receive function's. */
    PEPPER_SECRET: z.string().check(z.minLength(1)),
    ...queueVariables,
    TABLE_NAME: z.string().check(z.minLength(1)),
    /** Scheme and host of Bridge, no trailing slash. */
    BRIDGE_BASE_URL: z.url(),
  });
export type DeliverEnv = z.input<ReturnType<typeof deliverEnvSchema>>;

/** What the watch function reads from its environment. */
export const watchEnvSchema = () =>
  z.object({
    ...queueVariables,
    TABLE_NAME: z.string().check(z.minLength(1)),
  });
export type WatchEnv = z.input<ReturnType<typeof watchEnvSchema>>;

/**
 * Reads and checks the environment.
 * @throws Error with the names of the wrong variables, never their values
 */
export function readEnv<S extends z.ZodMiniType>(
  schema: S,
  env: Record<string, string | undefined>,
): z.output<S> {
  const result = schema.safeParse(env);
  if (result.success) return result.data;
  const names = [...new Set(result.error.issues.map((issue) => String(issue.path[0])))];
  throw new Error(`The environment is incomplete or malformed: ${names.join(', ')}`);
}
