import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type Bridge, showContact } from './api/answer-api.ts';
import type { AttributeSeed } from './contacts/attributes.ts';
import { type Behaviour, behaviourSchema } from './contacts/behaviour.ts';
import { emptyContact } from './contacts/contact.ts';
import { type ContactsStore, openContactBook } from './contacts/contact-book.ts';
import {
  type Control,
  ControlInputError,
  readAttributes,
  readBehaviour,
  readContactId,
  readContactSeed,
  readFault,
} from './control.ts';
import { createFaultQueue, type FaultQueue } from './faults.ts';
import type { LoggedRequest } from './request-log.ts';
import { type Serving, serve } from './serve.ts';

export interface BridgeSimulatorOptions extends Partial<Behaviour> {
  /** UUIDs of the workspaces there are; any other gets 403. */
  workspaces: string[];
  apiKeys: string[];
  /** 0, the default, takes a free one. */
  port?: number;
  /** The clock, in ms since 1970. */
  now?: () => number;
  /** Makes the ids of new contacts: UUIDs. */
  newId?: () => string;
  attributes?: AttributeSeed[];
  contactsStore?: ContactsStore | undefined;
  /** Whether a cellphone or email that another contact has gets 409. Default true. */
  areDuplicatesRefused?: boolean;
  /** Under which name the attribute list comes; Bridge's pages show both. */
  attributeListName?: Bridge['attributeListName'];
}

export interface BridgeSimulator extends Control {
  /** Scheme, host and port, no trailing slash. */
  url: string;
  setApiKeys(keys: string[]): void;
  /** Cuts every connection and frees the port. */
  stop(): Promise<void>;
}

/**
 * Starts a Bridge on 127.0.0.1 that behaves as openapi.json says and can be told to misbehave.
 * Rejects when the port is taken.
 */
export async function startBridgeSimulator(
  options: BridgeSimulatorOptions,
): Promise<BridgeSimulator> {
  const { workspaces, port = 0 } = options;
  const bridge = openBridge(options);
  const faults = createFaultQueue();
  const requests: LoggedRequest[] = [];
  let apiKeys = [...options.apiKeys];
  const control = createControl(bridge, faults, requests, workspaces);
  const stopping = new AbortController();
  const serving: Serving = {
    bridge,
    control,
    faults,
    workspaces,
    isKeyAccepted: (key) => typeof key === 'string' && apiKeys.includes(key),
    log: (request) => requests.push(request),
    stopping: stopping.signal,
  };
  const server = createServer(
    { noDelay: true },
    (request, response) => void serve(serving, request, response),
  );
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    ...control,
    url: `http://127.0.0.1:${portOf(server)}`,
    setApiKeys: (keys) => {
      apiKeys = [...keys];
    },
    stop: async () => {
      stopping.abort();
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function openBridge(options: BridgeSimulatorOptions): Bridge {
  const told = Object.entries(options).filter(([name]) => name in behaviourSchema.shape);
  return {
    book: openContactBook(options.contactsStore ?? new Map()),
    definitions: readAttributes(options.attributes ?? []),
    behaviour: readBehaviour(Object.fromEntries(told)),
    areDuplicatesRefused: options.areDuplicatesRefused ?? true,
    attributeListName: options.attributeListName ?? 'customAttributes',
    now: options.now ?? Date.now,
    newId: options.newId ?? randomUUID,
  };
}

function createControl(
  bridge: Bridge,
  faults: FaultQueue,
  requests: LoggedRequest[],
  workspaces: string[],
): Control {
  return {
    requests: () => structuredClone(requests),
    contacts: () =>
      bridge.book.all().map((contact) => structuredClone(showContact(bridge, contact))),
    putContact: (id, seed) => {
      const { workspaceId = workspaces.length === 1 ? workspaces[0] : undefined, ...fields } =
        readContactSeed(seed);
      if (!workspaceId || !workspaces.includes(workspaceId)) {
        throw new ControlInputError(`workspaceId must be one of ${workspaces.join(', ')}`);
      }
      const given = Object.fromEntries(
        Object.entries(fields).filter(([, value]) => value !== undefined),
      );
      const contact = {
        ...emptyContact(readContactId(id), workspaceId, bridge.now()),
        ...given,
      };
      bridge.book.put(contact);
      return structuredClone(showContact(bridge, contact));
    },
    putAttributes: (definitions) => {
      bridge.definitions = readAttributes(definitions);
    },
    setBehaviour: (behaviour) => {
      bridge.behaviour = readBehaviour(behaviour);
    },
    addFault: (fault) => faults.add(readFault(fault)),
    clearFaults: () => faults.clear(),
    reset: () => {
      requests.length = 0;
      bridge.book.clear();
      faults.clear();
    },
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The simulator is not listening on a TCP port');
  return address.port;
}
