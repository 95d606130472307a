import type {
  EventMethod,
  Handshake,
  HandshakeMethod,
} from '../config/handshake-schema.ts';

/** The methods a handshake comes by. */
export function methodsOf({ method }: Pick<Handshake, 'method'>): HandshakeMethod[] {
  return [method].flat();
}

/** Every method that a source answers, those of events first. */
export function takenMethods({
  methods,
  handshake,
}: {
  methods: EventMethod[];
  handshake: Handshake[];
}): HandshakeMethod[] {
  return [...new Set([...methods, ...handshake.flatMap(methodsOf)])];
}

/** Whether the sender proves this handshake as it proves its events. */
export function isSigned({ signed, token }: Pick<Handshake, 'signed' | 'token'>): boolean {
  return signed ?? token === undefined;
}
