import type { IncomingMessage, ServerResponse } from 'node:http';
import { hostOf, serveLoopback } from '../cloud/loopback.ts';
import { showContact } from './api/answer-api.ts';
import { type Bridge, type BridgeOptions, openBridge } from './bridge.ts';
import { type Behaviour, behaviourSchema } from './contacts/behaviour.ts';
import { emptyContact } from './contacts/contact.ts';
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
import { type OnAnswer, type Serving, serve } from './serve.ts';

export interface BridgeSimulatorOptions
  extends Omit<BridgeOptions, 'behaviour'>,
    Partial<Behaviour> {
  /** UUIDs of the workspaces there are; any other gets 403. */
  workspaces: string[];
  /** The keys that clients may use; `any`: whatever they send, unless it is nothing. */
  apiKeys: string[] | 'any';
  /** 0, the default, takes a free one. */
  port?: number;
  /** Hosts that lead here from outside this machine; the control routes are not open to them. */
  publicHosts?: readonly string[] | undefined;
  /** Called with each request to the API once it is answered. */
  onAnswer?: OnAnswer | undefined;
}

export interface BridgeSimulator extends Control {
  /** Scheme, host and port, no trailing slash. */
  url: string;
  setApiKeys(keys: string[]): void;
  /** Cuts every connection and frees the port. */
  stop(): Promise<void>;
}

/**
 * Starts a Bridge on 127.0.0.1 that behaves as openapi.json says, and misbehaves on demand.
 * @throws Error when the port is taken, ControlInputError for a behaviour that there is not
 */
export async function startBridgeSimulator(
  options: BridgeSimulatorOptions,
): Promise<BridgeSimulator> {
  const { workspaces, port = 0, publicHosts = [], onAnswer = () => {} } = options;
  const bridge = openBridge({
    ...options,
    attributes: readAttributes(options.attributes ?? []),
    behaviour: readBehaviour(behaviourIn(options)),
  });
  const faults = createFaultQueue();
  const requests: LoggedRequest[] = [];
  let { apiKeys } = options;
  const control = createControl(bridge, faults, requests, workspaces);
  const stopping = new AbortController();
  const serving: Serving = {
    bridge,
    control,
    faults,
    workspaces,
    isKeyAccepted: (key) => isAmong(apiKeys, key),
    isOfHere: (host) => !publicHosts.includes(hostOf(`http://${host}`) ?? ''),
    log: (request) => requests.push(request),
    onAnswer,
    stopping: stopping.signal,
  };
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    void serve(serving, request, response);
  const server = await serveLoopback(port, answer, { hosts: publicHosts });
  return {
    ...control,
    url: server.url,
    setApiKeys: (keys) => {
      apiKeys = [...keys];
    },
    stop: () => {
      stopping.abort();
      return server.close();
    },
  };
}

function isAmong(apiKeys: string[] | 'any', key: unknown): boolean {
  if (typeof key !== 'string' || key === '') return false;
  return apiKeys === 'any' || apiKeys.includes(key);
}

function behaviourIn(options: BridgeSimulatorOptions): Record<string, unknown> {
  const named = Object.entries(options).filter(([name]) => name in behaviourSchema.shape);
  return Object.fromEntries(named);
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
      const [only, ...others] = workspaces;
      const { workspaceId = others.length === 0 ? only : undefined, ...fields } =
        readContactSeed(seed);
      if (workspaceId === undefined || !workspaces.includes(workspaceId))
        throw new ControlInputError(`workspaceId must be one of ${workspaces.join(', ')}`);
      const given = Object.entries(fields).filter(([, value]) => value !== undefined);
      const contact = {
        ...emptyContact(readContactId(id), workspaceId, bridge.now()),
        ...Object.fromEntries(given),
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
