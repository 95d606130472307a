import type { BridgeOperations } from '../../local/console/operations.ts';
import { byWorkspace } from '../simulator/contacts.ts';
import { describeFault, faultNamed } from '../simulator/faults.ts';
import type { Around } from './around.ts';

/** The simulator of this machine: what it holds, and how it misbehaves. */
export function createBridgeOperations(around: Around): BridgeOperations | undefined {
  const simulator = around.local?.simulator;
  if (simulator === undefined) return undefined;
  return {
    async view() {
      const { bridge } = await around.configuration();
      return {
        workspaces: byWorkspace(simulator.contacts(), bridge.workspaces),
        faults: simulator
          .faults()
          .map((waiting) => ({ words: describeFault(waiting), left: waiting.left })),
        notes: [],
      };
    },
    async setFault({ fault, times }) {
      around.assertMayWrite();
      simulator.addFault(faultNamed(fault, times));
    },
    async endFaults() {
      around.assertMayWrite();
      simulator.clearFaults();
    },
  };
}
