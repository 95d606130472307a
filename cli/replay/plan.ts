import { createAttributeCatalogue } from '../../functions/core/bridge/attribute-catalogue.ts';
import { type BridgeTransport, createBridge } from '../../functions/core/bridge/bridge-calls.ts';
import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import { deliverMessage } from '../../functions/core/deliver/deliver-message.ts';
import type { Ending } from '../../functions/core/memory/event-record.ts';
import type { Message } from '../../functions/core/message.ts';
import type { OpenLedger } from '../ledger.ts';
import { createDryBridge, type PlannedPatch } from './dry-bridge.ts';
import { createDryLedger, createDryLinks, noHolds } from './dry-ledger.ts';

/** What replaying events would come to: how each would end, and what would be sent. */
export interface Plan {
  endings: Ending[];
  patches: PlannedPatch[];
}

/**
 * Delivers messages without sending or writing anything, by the code that delivers: Bridge and the ledger are read as they are now, and
 * what an earlier message would change is seen by the later ones.
 * @throws TransientFailure if Bridge or the ledger does not answer
 */
export async function planReplay(
  messages: Message[],
  {
    config,
    ledger,
    transport,
    workspaceId,
  }: {
    config: DeployedConfig;
    ledger: OpenLedger;
    transport: BridgeTransport;
    workspaceId: string;
  },
): Promise<Plan> {
  const dry = createDryBridge(transport);
  const bridge = createBridge(dry.transport, workspaceId, ledger.apiKey);
  const deps = {
    config,
    bridge,
    catalogue: createAttributeCatalogue(() => bridge.listAttributes(), Date.now),
    ledger: createDryLedger(ledger.ledger),
    links: createDryLinks(ledger.links),
    holds: noHolds,
    pepper: ledger.pepper,
    enqueue: async () => {},
    isRepeated: false,
    now: Date.now,
    random: Math.random,
    newToken: () => 'plan',
  };
  const endings: Ending[] = [];
  for (const message of messages)
    await deliverMessage({ ...message, replay: true }, deps, (ending) => endings.push(ending));
  return { endings, patches: dry.patches };
}
