import { join } from 'node:path';
import type { Configuration } from '../../lib/config/configuration.ts';
import type { Settings } from '../../lib/config/settings.ts';
import { UserError } from '../../lib/report.ts';
import { openJournal } from '../cloud/journal.ts';
import { lockStateDir } from '../cloud/state-dir.ts';
import type { Contact } from './contacts/contact.ts';
import type { ContactsStore } from './contacts/contact-book.ts';
import { seedFromSamples } from './simulator-seed.ts';
import {
  type BridgeSimulator,
  type BridgeSimulatorOptions,
  startBridgeSimulator,
} from './start-bridge-simulator.ts';

export interface SeededSimulatorOptions {
  configuration: Configuration;
  settings: Settings;
  /** Keeps contacts here, if given. */
  stateDir?: string | undefined;
  apiKeys: BridgeSimulatorOptions['apiKeys'];
  now: () => number;
  simulator?: Partial<BridgeSimulatorOptions> | undefined;
  /** Stops it. */
  cleanup: AsyncDisposableStack;
}

/**
 * A Bridge simulator that knows this configuration's workspaces, keys and attributes, and the
 * contacts its samples name by id.
 */
export async function startSeededSimulator(
  options: SeededSimulatorOptions,
): Promise<BridgeSimulator> {
  const { configuration, settings, stateDir, apiKeys, now, cleanup } = options;
  const seed = await seedFromSamples(configuration.sources);
  const simulator = await startBridgeSimulator({
    workspaces: [...new Set(Object.values(settings.workspaces).map(({ id }) => id))],
    apiKeys,
    now,
    attributes: seed.attributes,
    contactsStore:
      stateDir === undefined ? undefined : keepContacts(join(stateDir, 'bridge'), cleanup),
    ...options.simulator,
  });
  cleanup.defer(simulator.stop);
  const known = new Set(simulator.contacts().map(({ id }) => id.toLowerCase()));
  for (const { id, workspace, ...fields } of seed.contacts) {
    const workspaceId = settings.workspaces[workspace]?.id;
    if (workspaceId !== undefined && !known.has(id.toLowerCase()))
      simulator.putContact(id, { workspaceId, ...fields });
  }
  return simulator;
}

/**
 * Contacts on disk. A directory of its own with a lock of its own: the journal must not be opened
 * twice.
 */
function keepContacts(dir: string, cleanup: AsyncDisposableStack): ContactsStore {
  try {
    cleanup.defer(lockStateDir(dir));
  } catch (error) {
    throw new UserError((error as Error).message);
  }
  const journal = openJournal(join(dir, 'contacts.jsonl'));
  cleanup.defer(journal.close);
  return {
    // Nothing else writes to this file.
    entries: () => journal.entries() as Iterable<[string, Contact]>,
    set: journal.set,
    delete: journal.delete,
  };
}
