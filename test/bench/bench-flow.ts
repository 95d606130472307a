import { createHash } from 'node:crypto';
import { type Flow, type Posting, startFlow } from '../support/flow.ts';

/** A flow that keeps the bodies of the messages that were put into the queue. */
export interface WatchedFlow {
  flow: Flow;
  /** Those since the last time it was asked. */
  stored(): string[];
}

export const idOf = (contact: number) =>
  `4e362e2b-67b2-4a7e-a9df-${contact.toString(16).padStart(12, '0')}`;

export async function startWatched(contacts: number): Promise<WatchedFlow> {
  let bodies: string[] = [];
  const flow = await startFlow({
    intercept: (_, action, input) => {
      if (action === 'SendMessageBatch')
        bodies.push(
          ...(input.Entries as { MessageBody: string }[]).map(
            ({ MessageBody }) => MessageBody,
          ),
        );
      return undefined;
    },
  });
  putContacts(flow, contacts);
  return {
    flow,
    stored() {
      const before = bodies;
      bodies = [];
      return before;
    },
  };
}

export function putContacts({ bridge }: Flow, contacts: number): void {
  for (let contact = 0; contact < contacts; contact += 1)
    bridge.putContact(idOf(contact), { email: emailOf(contact) });
}

export const emailOf = (contact: number) => `person-${contact}@example.com`;

/** A change that the CRM of the flows reports, which knows Bridge's id; `kilobytes` in all. */
export function change(
  flow: Flow,
  id: string,
  contact: number,
  first: string,
  kilobytes = 0,
): Posting {
  return report(flow, id, { bridgeId: idOf(contact), first }, kilobytes);
}

/**
 * What the CRM of the flows reports, with a note that no map reads, to be of that size. The note is
 * hex digits of a hash, which can be compressed to half; what people write can be to less.
 */
export function report(flow: Flow, id: string, data: object, kilobytes = 0): Posting {
  const timestamp = new Date(flow.clock.now()).toISOString();
  const written = JSON.stringify({ timestamp, data, note: '' }).length;
  const note = hexDigits(id, Math.max(0, kilobytes * 1024 - written));
  return { source: 'crm', id, body: { timestamp, data, note } };
}

function hexDigits(seed: string, length: number): string {
  return createHash('shake256', { outputLength: Math.ceil(length / 2) })
    .update(seed)
    .digest('hex')
    .slice(0, length);
}
