import { setTimeout as sleep } from 'node:timers/promises';
import type { AttributeCatalogue } from '../../functions/core/bridge/attribute-catalogue.ts';
import type { AttributeDefinition, Contact } from '../../functions/core/bridge/bridge-answer.ts';
import { type Bridge, RefusedByBridge } from '../../functions/core/bridge/bridge-calls.ts';
import { attributeOf } from '../../functions/core/bridge/custom-attributes.ts';
import { type Behaviour, behaviourSchema } from '../../functions/core/config/bridge-schema.ts';
import { PermanentFailure, TransientFailure } from '../../functions/core/errors.ts';
import { scalarFields } from '../../functions/core/map/patch.ts';
import type { FieldWrite } from '../../functions/core/memory/clock.ts';
import { toPatchBody } from '../../functions/core/write/event-writes.ts';
import { type Entry, writeFields } from '../../functions/core/write/write-fields.ts';
import { differences } from './compare-contacts.ts';

/** A contact that things are tried on. */
export interface Trial {
  /** As it was found. */
  readonly original: Contact;
  /** The active attributes of the workspace. */
  readonly definitions: AttributeDefinition[];
  /** What was found out so far; what follows is written accordingly. */
  readonly knows: Partial<Behaviour>;
  /** What a PATCH has to hold so that these writes do no other harm. */
  bodyOf(writes: FieldWrite[]): Promise<Record<string, unknown>>;
  /** Sends a PATCH and reads the contact. Throws an Interruption when people want to stop. */
  attempt(body: Record<string, unknown>): Promise<Contact | 'refused'>;
  /** Whether a PATCH was sent at all. */
  wasWritten(): boolean;
  /** Gives the contact back what it had. @returns the paths at which it still differs */
  restore(): Promise<string[]>;
}

/** Ctrl-C. */
export class Interruption extends Error {}

/** The contact is gone while it is tried on. */
export class ContactGone extends Error {}

interface TrialInput {
  original: Contact;
  bridge: Bridge;
  catalogue: AttributeCatalogue;
  definitions: AttributeDefinition[];
  interrupted: AbortSignal;
}

export function startTrial({
  original,
  bridge,
  catalogue,
  definitions,
  interrupted,
}: TrialInput): Trial {
  const knows: Partial<Behaviour> = {};
  let wasWritten = false;
  const behaviour = () => behaviourSchema.parse(knows);

  async function read(): Promise<Contact> {
    const contact = await bridge.getContact(original.id);
    if (contact === undefined) throw new ContactGone();
    return contact;
  }

  async function write(entries: Entry[]): Promise<void> {
    await writeFields(entries, {
      contactId: original.id,
      mode: { replay: false, skipUnchanged: true },
      behaviour: behaviour(),
      bridge,
      catalogue,
      patch: (body) => bridge.patchContact(original.id, body),
      onSettled: () => {},
    });
  }

  async function restoreOnce(): Promise<string[]> {
    const paths = differences(original, await read());
    if (paths.length === 0) return [];
    const entries = writesOf(original, definitions);
    await write(entries).catch(async (failure: unknown) => {
      if (!(failure instanceof PermanentFailure)) throw failure;
      for (const entry of entries) await write([entry]).catch(ignorePermanent);
    });
    return differences(original, await read());
  }

  return {
    original,
    definitions,
    knows,
    bodyOf: (writes) => toPatchBody(writes, original, { behaviour: behaviour(), catalogue }),
    async attempt(body) {
      if (interrupted.aborted) throw new Interruption();
      wasWritten = true;
      try {
        if ((await bridge.patchContact(original.id, body)) === undefined) throw new ContactGone();
      } catch (failure) {
        if (failure instanceof RefusedByBridge) return 'refused';
        throw failure;
      }
      return read();
    },
    wasWritten: () => wasWritten,
    restore: () => patiently(restoreOnce),
  };
}

/** Everything a contact has, and emptiness for what it has not: what makes it again what it was. */
function writesOf(contact: Contact, definitions: AttributeDefinition[]): Entry[] {
  const entry = (key: string, write: Omit<FieldWrite, 'overwrite'>): Entry => [
    key,
    { ...write, overwrite: true, clock: [0, 0, 0, key] },
  ];
  const attributes = definitions.map((definition) => {
    const empty =
      definition.category === 'OPEN' ? { definition, content: '' } : { definition, optionIds: [] };
    const field = `customAttributes.${definition.keyName}` as const;
    return entry(field, {
      field,
      value: null,
      attribute: attributeOf(contact, definition) ?? empty,
    });
  });
  const { ownerId } = contact;
  const identifierType = ownerId?.includes('@') ? 'EMAIL' : 'ID';
  return [
    ...scalarFields.map((field) => entry(field, { field, value: contact[field] || null })),
    ...(ownerId
      ? [entry('owner', { field: 'owner', value: { identifier: ownerId, identifierType } })]
      : []),
    ...attributes,
  ];
}

function ignorePermanent(failure: unknown): void {
  if (!(failure instanceof PermanentFailure)) throw failure;
}

const tries = 5;
const longestPauseSeconds = 15;

/** What was changed has to be changed back, so a Bridge that does not answer for a moment is asked again. */
async function patiently<T>(act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await act();
    } catch (failure) {
      if (!(failure instanceof TransientFailure) || attempt === tries) throw failure;
      await sleep(
        Math.min(failure.retryAfterSeconds ?? 2 ** (attempt - 1), longestPauseSeconds) * 1000,
      );
    }
  }
}
