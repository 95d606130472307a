import { randomUUID } from 'node:crypto';
import {
  type AttributeDefinition,
  type AttributeSeed,
  attributeDefinitionSchema,
} from './contacts/attributes.ts';
import { type Behaviour, behaviourSchema } from './contacts/behaviour.ts';
import {
  type ContactBook,
  type ContactsStore,
  openContactBook,
} from './contacts/contact-book.ts';

/** The simulated Bridge: what it holds and how it behaves. No server, no network. */
export interface Bridge {
  book: ContactBook;
  definitions: AttributeDefinition[];
  behaviour: Behaviour;
  areDuplicatesRefused: boolean;
  attributeListName: 'customAttributes' | 'custom_attributes';
  now: () => number;
  newId: () => string;
}

export interface BridgeOptions {
  behaviour?: Partial<Behaviour> | undefined;
  attributes?: AttributeSeed[] | undefined;
  contactsStore?: ContactsStore | undefined;
  /** Whether a cellphone or email that another contact has gets 409. Default true. */
  areDuplicatesRefused?: boolean | undefined;
  /** Under which name the attribute list comes; Bridge's pages show both. */
  attributeListName?: Bridge['attributeListName'] | undefined;
  /** The clock, in ms since 1970. Default: the real time. */
  now?: (() => number) | undefined;
  /** Makes the ids of new contacts. Default: UUIDs. */
  newId?: (() => string) | undefined;
}

/** @throws ZodError for a behaviour or an attribute that Bridge could not have */
export function openBridge(options: BridgeOptions): Bridge {
  const { attributes = [], behaviour = {}, contactsStore = new Map() } = options;
  return {
    book: openContactBook(contactsStore),
    definitions: attributes.map((definition) =>
      attributeDefinitionSchema.parse(definition),
    ),
    behaviour: behaviourSchema.parse(behaviour),
    areDuplicatesRefused: options.areDuplicatesRefused ?? true,
    attributeListName: options.attributeListName ?? 'customAttributes',
    now: options.now ?? Date.now,
    newId: options.newId ?? randomUUID,
  };
}
