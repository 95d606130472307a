import { TransientFailure } from '../core/errors.ts';

/** Codes of Node's network layer. Its complaints about wrong arguments begin otherwise. */
const networkCode =
  /^(E[A-Z0-9]+$|EAI_|HPE_|CERT_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|ERR_TLS_|ERR_SSL_)/;
const sdkErrors = ['TimeoutError', 'AbortError', 'CredentialsProviderError'];
/** The service says that the request makes no sense, and would say so tomorrow. */
const ourMistakes = ['ValidationException', 'SerializationException'];

type Caller = <T>(call: (options: CallOptions) => Promise<T>) => Promise<T>;

/** As the SDK's `send` takes them. */
interface CallOptions {
  abortSignal?: AbortSignal;
}

/**
 * Makes one call to AWS.
 * @throws TransientFailure `reason`, with its cause, if the service refuses or cannot be reached
 * @throws whatever else goes wrong as it is: a bug
 */
export async function callAws<T>(
  reason: 'ledger' | 'queue' | 'secrets',
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isOfAws(error)) throw error;
    throw new TransientFailure(reason, { detail: nameOf(error), cause: error });
  }
}

/** So long a call is given little time after one that hung, unless another is answered. */
const hungPauseMs = 5_000;
/** Enough for a table that answers: it does within 10 ms. */
const briefMs = 250;

/**
 * Makes calls to one service, as {@link callAws} does. What hung once is not waited for twice: the
 * calls of the next seconds are given up soon, until one is answered.
 * @param now ms since 1970
 */
export function createCaller(reason: 'ledger', now: () => number): Caller {
  let hungAt = -Infinity;
  return async (call) => {
    const isBrief = now() - hungAt < hungPauseMs;
    try {
      const result = await callAws(reason, () =>
        call(isBrief ? { abortSignal: AbortSignal.timeout(briefMs) } : {}),
      );
      hungAt = -Infinity;
      return result;
    } catch (failure) {
      if (failure instanceof TransientFailure && hasHung(failure.cause)) hungAt = now();
      throw failure;
    }
  };
}

function hasHung(error: unknown): boolean {
  return error instanceof Error && error.name === 'TimeoutError';
}

/** Whether the SDK says so: a service's answer, one that cannot be read, or none. */
export function isOfAws(error: unknown): error is Error {
  if (!(error instanceof Error) || ourMistakes.includes(error.name)) return false;
  const isAnswer = '$fault' in error || '$response' in error;
  return (
    isAnswer || sdkErrors.includes(error.name) || networkCode.test(codeOf(error) ?? '')
  );
}

function nameOf(error: Error): string {
  return error.name === 'Error' ? (codeOf(error) ?? error.name) : error.name;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
