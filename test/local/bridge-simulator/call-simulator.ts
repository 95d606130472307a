import { afterEach } from 'vitest';
import {
  type BridgeSimulator,
  type BridgeSimulatorOptions,
  startBridgeSimulator,
} from '../../../local/bridge-simulator/start-bridge-simulator.ts';
import { workspaceId } from '../../support/bridge-contacts.ts';

export const WORKSPACE = workspaceId;
export const OTHER_WORKSPACE = 'b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a9999';
export const KEY = 'key-canary-1883';
export const NOW = Date.parse('2026-01-02T03:04:05.678Z');
export const ANA = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
export const BEN = '5e362e2b-67b2-4a7e-a9df-e9ecf9141be8';

export const ATTRIBUTES = [
  { id: 'note', category: 'OPEN' as const, keyName: 'Note' },
  {
    id: 'plan',
    category: 'CLOSED' as const,
    keyName: 'Plan',
    isRequired: true,
    closedAttributesValues: [
      { id: 'gold', value: 'Gold' },
      { id: 'tin', value: 'Tin' },
    ],
  },
  {
    id: 'old',
    category: 'OPEN' as const,
    keyName: 'Old',
    deletedAt: '2025-12-31T00:00:00.000Z',
  },
];

const running: BridgeSimulator[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.stop()));
});

/**
 * Starts a simulator that ends with the test: one workspace, one key, a clock that stands still,
 * the attributes above.
 */
export async function start(
  options: Partial<BridgeSimulatorOptions> = {},
): Promise<BridgeSimulator> {
  const defaults = {
    workspaces: [WORKSPACE],
    apiKeys: [KEY],
    now: () => NOW,
    attributes: ATTRIBUTES,
  };
  const simulator = await startBridgeSimulator({ ...defaults, ...options });
  running.push(simulator);
  return simulator;
}

export interface Answered {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: JSON of whatever shape the route under test answers
  body: any;
  headers: Headers;
}

/** One call of any route, with the good key; a body that is not text is sent as JSON. */
export async function call(
  simulator: BridgeSimulator,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  const response = await fetch(simulator.url + path, {
    method,
    headers: {
      'x-api-key': KEY,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined
      ? {}
      : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return {
    status: response.status,
    body: isJson ? JSON.parse(text) : text || undefined,
    headers: response.headers,
  };
}

export const contactsPath = `/bridge/api/v1/workspaces/${WORKSPACE}/contacts`;
export const contactPath = (id: string) => `${contactsPath}/${id}`;
