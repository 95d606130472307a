import type { AttributeCatalogue } from '../bridge/attribute-catalogue.ts';
import type { Bridge } from '../bridge/bridge-calls.ts';
import type { DeployedConfig } from '../config/bridge-schema.ts';
import type { HoldDeps } from '../hold/pass-hold.ts';
import type { Attempt, EventRecord, Ledger } from '../memory/event-record.ts';
import type { Links } from '../memory/links.ts';
import type { Message } from '../message.ts';
import type { RequeueDeps } from './requeue-waiting.ts';

export interface DeliverDeps extends Pick<RequeueDeps, 'enqueue'>, HoldDeps {
  config: DeployedConfig;
  ledger: Ledger;
  links: Links;
  /** Keys the HMACs of what people are known by. */
  pepper: string;
  bridge: Bridge;
  catalogue: AttributeCatalogue;
  newToken(): string;
  /** Whether the queue has handed the message over before. */
  isRepeated: boolean;
}

/** A delivery under way: the message, what was remembered of its events, and the attempts it has made so far, by event. */
export interface Delivery extends DeliverDeps {
  message: Message;
  records: ReadonlyMap<string, EventRecord>;
  attempts: Map<string, Attempt[]>;
  /** The events that are being delivered right now: they need nobody to put them back. */
  inHand: ReadonlySet<string>;
}
