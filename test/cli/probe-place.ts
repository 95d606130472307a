import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ContactSeed } from '../../local/bridge-simulator/contacts/contact.ts';
import {
  type BridgeSimulator,
  type BridgeSimulatorOptions,
  startBridgeSimulator,
} from '../../local/bridge-simulator/start-bridge-simulator.ts';
import { writeKeysFile } from '../../local/keys/keys-file.ts';
import { writeRunFile } from '../../local/start/run-file.ts';
import { projectDirectory, runCommand } from './run-command.ts';

const workspace = 'b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1234';
export const ana = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';
export const rep = {
  id: '7e362e2b-67b2-4a7e-a9df-e9ecf9141be8',
  email: 'rep@example.com',
};
export const attributes = [
  { id: 'plan', category: 'OPEN' as const, keyName: 'Plan' },
  {
    id: 'topics',
    category: 'CLOSED' as const,
    keyName: 'Topics',
    closedAttributesValues: ['Golf', 'Chess', 'Tennis'].map((value) => ({
      id: value.toLowerCase(),
      value,
    })),
  },
];
export const whole: ContactSeed = {
  firstName: 'Canary',
  lastName: 'Gil',
  email: 'canary@example.com',
  cellphone: '+34600111222',
  ownerId: rep.id,
  customAttributes: [
    { key: 'Plan', values: ['Canary plan'] },
    { key: 'Topics', values: ['Golf', 'Chess'] },
  ],
};

export interface Place {
  cwd: string;
  simulator: BridgeSimulator;
}

/** A project whose running instance writes to a simulator that has the contact. */
export async function place(
  options: Partial<BridgeSimulatorOptions> = {},
  contact: ContactSeed = whole,
): Promise<Place> {
  const simulator = await startBridgeSimulator({
    workspaces: [workspace],
    apiKeys: ['good-key'],
    attributes,
    owners: [rep],
    ...options,
  });
  onTestFinished(() => simulator.stop());
  simulator.putContact(ana, contact);
  const cwd = projectDirectory();
  mkdirSync(join(cwd, '.bridgehook'));
  writeKeysFile(join(cwd, '.bridgehook/keys.json'), {
    signing: {},
    bridge: { main: { current: 'good-key' } },
  });
  const instance = {
    pid: process.pid,
    url: 'http://127.0.0.1:1',
    publicUrl: 'http://127.0.0.1:1',
    bridgeUrl: simulator.url,
  };
  writeRunFile(join(cwd, '.bridgehook/run.json'), instance);
  return { cwd, simulator };
}

export const probe = ({ cwd }: Pick<Place, 'cwd'>, ...more: string[]) =>
  runCommand(['probe', '--contact', ana, ...more], { cwd });
export const stateOf = ({ simulator }: Place) =>
  simulator.contacts().map(({ updatedAt, ...contact }) => contact);
export const patches = ({ simulator }: Place) =>
  simulator.requests().filter(({ method }) => method === 'PATCH');
