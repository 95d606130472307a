import type { Contact } from '../../../functions/core/bridge/bridge-answer.ts';
import type { Behaviour } from '../../../local/bridge-simulator/contacts/behaviour.ts';
import type { ContactSeed } from '../../../local/bridge-simulator/contacts/contact.ts';
import { createMemoryBridge } from '../../support/memory-bridge.ts';
import { type Answered, ATTRIBUTES, call, NOW, start } from './call-simulator.ts';

export interface DoorOptions extends Partial<Behaviour> {
  now?: () => number;
}

/** A way to one Bridge that knows one workspace and the attributes of `call-simulator.ts`. */
export interface Door {
  call(method: string, path: string, body?: object): Promise<Omit<Answered, 'headers'>>;
  putContact(id: string, seed: ContactSeed): void;
  contacts(): Contact[];
}

async function overHttp(options: DoorOptions): Promise<Door> {
  const simulator = await start(options);
  return {
    call: (method, path, body) => call(simulator, method, path, body),
    putContact: (id, seed) => void simulator.putContact(id, seed),
    contacts: () => simulator.contacts(),
  };
}

async function inMemory({ now = () => NOW, ...behaviour }: DoorOptions): Promise<Door> {
  const bridge = createMemoryBridge({
    behaviour: { attributeList: 'merges', ...behaviour },
    attributes: ATTRIBUTES,
    now,
  });
  return {
    async call(method, whole, body) {
      const [path = '', query] = whole.split('?');
      const answer = await bridge.transport({
        method: method as 'GET',
        path,
        query:
          query === undefined ? undefined : Object.fromEntries(new URLSearchParams(query)),
        body,
        apiKey: 'any',
      } as never);
      if (answer.kind !== 'answered') throw new Error(`the call ended as ${answer.kind}`);
      return {
        status: answer.status,
        body: answer.body === '' ? undefined : answer.body,
      };
    },
    putContact: (id, seed) => bridge.contacts.set({ id, ...seed } as Contact),
    contacts: () => bridge.contacts.values(),
  };
}

/** Every way to the simulated Bridge. What it does is the same through each. */
export const doors: [name: string, open: (options?: DoorOptions) => Promise<Door>][] = [
  ['over HTTP', (options = {}) => overHttp(options)],
  ['in memory', (options = {}) => inMemory(options)],
];
