import type { BridgeAnswer } from '../../../../functions/core/bridge/bridge-answer.ts';
import {
  type ApiKey,
  type BridgeCall,
  createBridge,
} from '../../../../functions/core/bridge/bridge-calls.ts';
import { PermanentFailure, TransientFailure } from '../../../../functions/core/errors.ts';

export const ok = (body: unknown = ''): BridgeAnswer => ({
  kind: 'answered',
  status: 200,
  body,
});
export const status = (code: number, retryAfterSeconds?: number): BridgeAnswer => ({
  kind: 'answered',
  status: code,
  body: 'words of Bridge',
  retryAfterSeconds,
});
export const list = (...ids: string[]) => ok({ contacts: ids.map((id) => ({ id })) });

/** A workspace that gives these answers, in their order, to whoever asks. */
export function workspace(
  answers: BridgeAnswer[],
  keys: Awaited<ReturnType<ApiKey['get']>>[] = ['key'],
) {
  const calls: BridgeCall[] = [];
  const [first, ...rest] = keys;
  const api = createBridge(
    async (call) => {
      calls.push(call);
      const answer = answers.shift();
      if (answer === undefined) throw new Error('one call too many');
      return answer;
    },
    'a b/c',
    { get: async () => first, reread: async () => rest[0] ?? first },
  );
  return { api, calls };
}

/** What a call fails with, in the words of the code. */
export async function failureOf(promise: Promise<unknown>) {
  return promise.then(
    () => 'no failure',
    (error: unknown) => {
      if (error instanceof TransientFailure) return `${error.reason} (${error.call})`;
      if (error instanceof PermanentFailure) return `park ${error.reason}`;
      throw error;
    },
  );
}
