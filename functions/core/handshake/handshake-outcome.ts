/** The answer to a handshake. Header names in lower case. */
export interface GivenAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/**
 * What a request is: an event (`none`), or a handshake that is answered, refused, or cannot be
 * answered now because a key of ours is missing. What answers is loaded apart from the rest,
 * so it throws no error of its own.
 */
export type HandshakeOutcome =
  | { kind: 'none' }
  | { kind: 'answered'; answer: GivenAnswer }
  | {
      kind: 'refused';
      status: number;
      error: 'malformed-handshake' | 'wrong-token';
      message: string;
      detail?: string;
    }
  | { kind: 'no-key'; detail: string };
