import type { Source } from '../../core/config/source-schema.ts';
import { Rejection, TransientFailure } from '../../core/errors.ts';
import type { HandshakeRequest } from '../../core/handshake/answer-handshake.ts';
import type { HandshakeOutcome } from '../../core/handshake/handshake-outcome.ts';
import { methodsOf, takenMethods } from '../../core/handshake/methods.ts';
import type { Answer } from './http.ts';

/**
 * Answers a request that is a handshake; `undefined` for one that can hold events. What answers is
 * loaded for sources that have handshakes, and for no other.
 * @throws Rejection 400 or what the source says for a handshake that is wrong, 405 for a method
 *   that the source does not take; TransientFailure `no-signing-key`; and what the request's own
 *   ways throw
 */
export async function greet(request: HandshakeRequest): Promise<Answer | undefined> {
  const { source, raw } = request;
  if (source.handshake.length > 0) {
    const { answerHandshake } = await import('../../core/handshake/answer-handshake.ts');
    const answer = answerOf(await answerHandshake(request));
    if (answer !== undefined) return answer;
  }
  if (source.methods.some((method) => method === raw.method)) return undefined;
  throw notTaken(source, raw.method);
}

function answerOf(outcome: HandshakeOutcome): Answer | undefined {
  switch (outcome.kind) {
    case 'none':
      return undefined;
    case 'answered': {
      const { status: statusCode, headers, body } = outcome.answer;
      return { statusCode, headers, body };
    }
    case 'refused': {
      const { status, error, message, detail } = outcome;
      throw new Rejection(status, error, message, { detail });
    }
    case 'no-key':
      throw new TransientFailure('no-signing-key', { detail: outcome.detail });
  }
}

/** A method that carries no event here: a handshake that does not fit, or nothing at all. */
function notTaken(source: Source, method: string): Rejection {
  const ofHandshakes = source.handshake.flatMap(methodsOf);
  if (ofHandshakes.some((one) => one === method)) {
    const message = 'The request is not the handshake that this hook answers.';
    return new Rejection(400, 'malformed-handshake', message);
  }
  const allow = takenMethods(source);
  const message = `This hook takes ${allow.join(', ')}.`;
  return new Rejection(405, 'method-not-allowed', message, { allow });
}
