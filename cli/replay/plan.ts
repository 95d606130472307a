import { createAttributeCatalogue } from '../../functions/core/bridge/attribute-catalogue.ts';
import type { DeployedConfig } from '../../functions/core/config/bridge-schema.ts';
import { deliverMessage } from '../../functions/core/deliver/deliver-message.ts';
import type { Surroundings } from '../../functions/core/deliver/delivery.ts';
import { TransientFailure } from '../../functions/core/errors.ts';
import type { Ending, EventRecord } from '../../functions/core/memory/event-record.ts';
import type { Message } from '../../functions/core/message/message.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import { createDryBridge, type PlannedPatch } from './dry-bridge.ts';
import { createDryMemory } from './dry-memory.ts';

/** What replaying events would come to: how each would end, and what would be sent. */
export interface Plan {
  /** What would be put back into the queue, oldest first. */
  messages: Message[];
  /** How many events cannot be replayed, because their payload is not kept any more. */
  payloadsGone: number;
  endings: Ending[];
  patches: PlannedPatch[];
}

/**
 * Delivers events without sending or writing anything, by the code that delivers: Bridge and the
 * ledger are read as they are now, and what an earlier event would change is seen by the later
 * ones.
 * @throws TransientFailure if Bridge or the ledger does not answer
 */
export async function planReplay(
  records: EventRecord[],
  config: DeployedConfig,
  ledger: OpenLedger,
): Promise<Plan> {
  const kept = await ledger.operator.payloadsOf(records);
  const messages = kept.sort(
    (a, b) => a.receivedAt - b.receivedAt || idOf(a).localeCompare(idOf(b)),
  );
  const payloadsGone = records.length - messages.length;
  const dry = createDryBridge(ledger.transport);
  const bridge = ledger.bridgeThrough(dry.transport);
  const catalogue = createAttributeCatalogue(() => bridge.listAttributes(), Date.now);
  const endings: Ending[] = [];
  const surroundings: Surroundings = {
    config,
    memory: createDryMemory(ledger.memory),
    pepper: await ledger.readPepper(),
    openWorkspace: () => ({ bridge, catalogue }),
    enqueue: async () => {},
    report: (settled) => void endings.push(...settled),
    now: Date.now,
    random: Math.random,
    newToken: () => 'plan',
  };
  for (const [index, message] of messages.entries()) {
    const receipt = { message: { ...message, replay: true }, messageId: `plan-${index}` };
    const [putOff] = await deliverMessage({ ...receipt, receiveCount: 1 }, surroundings);
    if (putOff !== undefined)
      throw new TransientFailure(putOff.reason, { detail: putOff.detail });
  }
  return { messages, payloadsGone, endings, patches: dry.patches };
}

function idOf({ events: [event] }: Message): string {
  return event?.id ?? '';
}
