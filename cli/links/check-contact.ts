import { type Bridge, RefusedByBridge } from '../../functions/core/bridge/bridge-calls.ts';
import { PermanentFailure, type TransientFailure } from '../../functions/core/errors.ts';
import { withRetries } from '../place/ledger/with-retries.ts';

/**
 * What is wrong with a contact, and what to do; nothing if it exists.
 * @throws TransientFailure
 */
export type CheckContact = (contactId: string) => Promise<string | undefined>;

/** Asks Bridge for contacts, once for each. */
export function createContactCheck(bridge: Bridge, workspace: string): CheckContact {
  const asked = new Map<string, Promise<string | undefined>>();
  return (contactId) => {
    const answer = asked.get(contactId) ?? check(bridge, contactId, workspace);
    asked.set(contactId, answer);
    return answer;
  };
}

/** A Bridge that is busy answers later; a key that it rejects does not get better by itself. */
const retries = {
  isWorthRetrying: ({ reason }: TransientFailure) =>
    ['unavailable', 'rate-limited', 'ambiguous'].includes(reason),
  firstPauseSeconds: 0.5,
  longestPauseSeconds: 30,
};

async function check(
  bridge: Bridge,
  contactId: string,
  workspace: string,
): Promise<string | undefined> {
  try {
    const contact = await withRetries(retries, () => bridge.getContact(contactId));
    if (contact !== undefined) return undefined;
    const hint = 'Is it of another workspace, or deleted?';
    return `is of no contact in the workspace ${workspace}. ${hint}`;
  } catch (failure) {
    if (failure instanceof RefusedByBridge)
      return `is refused by Bridge (${failure.detail}).`;
    if (failure instanceof PermanentFailure)
      return `is of a contact that the key cannot read (${failure.detail}).`;
    throw failure;
  }
}
