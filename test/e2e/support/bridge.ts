import { randomBytes } from 'node:crypto';
import { isRecord } from '../../../functions/core/json.ts';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import { toSettings } from '../../../lib/config/settings.ts';
import type { Behaviour } from '../../../local/bridge-simulator/contacts/behaviour.ts';
import type { Contact } from '../../../local/bridge-simulator/contacts/contact.ts';
import type { LoggedRequest } from '../../../local/bridge-simulator/request-log.ts';
import { startSeededSimulator } from '../../../local/bridge-simulator/seeded-simulator.ts';
import type { BridgeSimulator } from '../../../local/bridge-simulator/start-bridge-simulator.ts';
import type { Person } from './person.ts';

/** The Bridge that deployed stacks write to: the simulator, which can be down. */
export interface TestBridge {
  /** Where the functions reach it. */
  url: string;
  /** The key that it takes. */
  key: string;
  /** Makes it take a new key, and no other. */
  changeKey(): void;
  behave(behaviour: Partial<Behaviour>): void;
  /** Nothing listens any more: whoever calls is refused the connection. */
  down(): Promise<void>;
  /** Listens again, at the same address, with the same contacts. */
  up(): Promise<void>;
  /** Makes a contact for the person. */
  know(person: Person): void;
  contact(id: string): Contact | undefined;
  contactWith(email: string): Contact | undefined;
  /** Every request so far, also those from before it was down, oldest first. */
  requests(): LoggedRequest[];
  /** What the contact was sent and Bridge applied, oldest first. */
  patchesOf(contactId: string): Record<string, unknown>[];
}

export interface BridgeOptions {
  configDir: string;
  port: number;
  /** Where the functions reach it, if they do not run on this machine. */
  url: string | undefined;
  cleanup: AsyncDisposableStack;
}

/** A key that nobody could take for a made-up one of the local run. */
export function newKey(): string {
  return randomBytes(24).toString('hex');
}

/** Starts it with what the samples of this configuration need. */
export async function startBridge(options: BridgeOptions): Promise<TestBridge> {
  const configuration = await readConfiguration(options.configDir);
  const settings = toSettings(configuration);
  const contacts = new Map<string, Contact>();
  const logs: (() => LoggedRequest[])[] = [];
  let key = newKey();
  let behaviour: Partial<Behaviour> = {};
  let running = new AsyncDisposableStack();
  options.cleanup.defer(() => running.disposeAsync());

  async function start(port: number): Promise<BridgeSimulator> {
    const started = await startSeededSimulator({
      configuration,
      settings,
      apiKeys: [key],
      now: Date.now,
      simulator: { port, contactsStore: contacts, ...behaviour },
      cleanup: running,
    });
    logs.push(started.requests);
    return started;
  }

  let simulator = await start(options.port);
  const { port } = new URL(simulator.url);
  const requests = () => logs.flatMap((read) => read());

  return {
    url: options.url ?? simulator.url,
    get key() {
      return key;
    },
    changeKey() {
      key = newKey();
      simulator.setApiKeys([key]);
    },
    behave(wanted) {
      behaviour = wanted;
      simulator.setBehaviour(wanted);
    },
    down: () => running.disposeAsync(),
    async up() {
      running = new AsyncDisposableStack();
      simulator = await start(Number(port));
    },
    know({ contactId, email, workspaceId }) {
      simulator.putContact(contactId, { workspaceId, email });
    },
    contact: (id) => simulator.contacts().find((contact) => contact.id === id),
    contactWith: (email) =>
      simulator.contacts().find((contact) => contact.email === email),
    requests,
    patchesOf: (contactId) =>
      requests().flatMap(({ method, path, status, body }) =>
        method === 'PATCH' && path.includes(contactId) && status === 200 && isRecord(body)
          ? [body]
          : [],
      ),
  };
}
