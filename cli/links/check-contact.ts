import { setTimeout as delay } from 'node:timers/promises';
import {
  type Bridge,
  createBridge,
  RefusedByBridge,
} from '../../functions/core/bridge/bridge-calls.ts';
import { PermanentFailure, TransientFailure } from '../../functions/core/errors.ts';
import { createBridgeTransport } from '../../functions/edges/bridge.ts';
import type { OpenLedger } from '../place/open-ledger.ts';
import type { WorkspaceScope } from '../place/scope.ts';

/** What is wrong with a contact, and what to do; nothing if it exists. Throws TransientFailure. */
export type CheckContact = (contactId: string) => Promise<string | undefined>;

/** Asks Bridge for contacts, once for each. */
export function createContactCheck(ledger: OpenLedger, scope: WorkspaceScope): CheckContact {
  const baseUrl = ledger.bridgeUrl ?? scope.baseUrl;
  const bridge = createBridge(
    createBridgeTransport({ baseUrl, timeoutSeconds: scope.timeoutSeconds }),
    scope.workspaceId,
    ledger.apiKey,
  );
  const asked = new Map<string, Promise<string | undefined>>();
  return (contactId) => {
    const answer = asked.get(contactId) ?? check(bridge, contactId, scope.workspace);
    asked.set(contactId, answer);
    return answer;
  };
}

async function check(
  bridge: Bridge,
  contactId: string,
  workspace: string,
): Promise<string | undefined> {
  try {
    const contact = await patiently(() => bridge.getContact(contactId));
    if (contact !== undefined) return undefined;
    return `is of no contact in the workspace ${workspace}. Is it of another workspace, or deleted?`;
  } catch (failure) {
    if (failure instanceof RefusedByBridge) return `is refused by Bridge (${failure.detail}).`;
    if (failure instanceof PermanentFailure)
      return `is of a contact that the key may not see (${failure.detail}).`;
    throw failure;
  }
}

const maxTries = 5;
const longestPauseSeconds = 30;

/** Tries again what may only be busy. A key that is not accepted does not get better by itself. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (failure) {
      const isBusy =
        failure instanceof TransientFailure &&
        ['unavailable', 'rate-limited', 'ambiguous'].includes(failure.reason);
      if (!isBusy || attempt >= maxTries) throw failure;
      await delay(
        1000 * Math.min(longestPauseSeconds, failure.retryAfterSeconds ?? 0.25 * 2 ** attempt),
      );
    }
  }
}
