import type { Rejection } from '../errors.ts';

/** What receive answers to a request, and what to do about the file that it is saved in. */
export function describeRejection({ status, message, cure: own }: Rejection): {
  what: string;
  cure: string;
} {
  const cures: Record<number, string> = {
    413: 'what a request may hold: docs/configuration.md#limits',
    415: 'how bodies are read: docs/configuration.md#body',
  };
  const cure = own ?? cures[status] ?? 'save the body exactly as the sender sent it';
  return { what: `is answered with ${status}: ${message.replace(/\.$/, '')}`, cure };
}
