import { setTimeout as sleep } from 'node:timers/promises';
import type { AttributeCatalogue } from '../../functions/core/bridge/attribute-catalogue.ts';
import type {
  AttributeDefinition,
  Contact,
} from '../../functions/core/bridge/bridge-answer.ts';
import type { Bridge } from '../../functions/core/bridge/bridge-calls.ts';
import {
  type Behaviour,
  behaviourSchema,
} from '../../functions/core/config/bridge-schema.ts';
import type { PermanentFailure } from '../../functions/core/errors.ts';
import { toPatchBody } from '../../functions/core/write/event-writes.ts';
import type { FieldWrite } from '../../functions/core/write/field-write.ts';
import { withRetries } from '../place/ledger/with-retries.ts';
import { differences } from './compare-contacts.ts';
import { restoreContact } from './restore-contact.ts';

/** A contact that things are tried on. */
export interface Trial {
  /** As it was found. */
  readonly original: Contact;
  /** The active attributes of the workspace. */
  readonly definitions: AttributeDefinition[];
  /** What was found out so far; what follows is written accordingly. */
  readonly knows: Partial<Behaviour>;
  /** How long Bridge takes to show what was written to it, in ms; reading waits twice as long. */
  lagMs: number;
  /** What a PATCH has to hold so that these writes do no other harm. */
  bodyOf(writes: FieldWrite[]): Promise<Record<string, unknown>>;
  /**
   * Sends a PATCH.
   * @throws Interruption after Ctrl-C
   * @throws ContactGone
   */
  send(body: Record<string, unknown>): Promise<Sent>;
  /** Sends a PATCH and reads the contact. */
  attempt(body: Record<string, unknown>): Promise<Contact | Refused>;
  read(): Promise<Contact>;
  search(text: string): Promise<Contact[]>;
  wait(ms: number): Promise<void>;
  /** What the PATCHes were answered with that were applied. */
  answers(): ReadonlySet<'the contact' | 'nothing'>;
  /** Whether a PATCH was sent at all. */
  wasWritten(): boolean;
  /** Gives the contact back what it had; the paths at which it still differs. */
  restore(): Promise<string[]>;
}

/** What a PATCH came to; `refusedBecause` holds codes. */
export type Sent = { isApplied: true } | Refused;
interface Refused {
  isApplied: false;
  refusedBecause: string;
}

export function isRefused(answer: Contact | Refused): answer is Refused {
  return 'refusedBecause' in answer;
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

export function startTrial(input: TrialInput): Trial {
  const { original, bridge, catalogue, definitions } = input;
  const sending = startSending(input);
  const knows: Partial<Behaviour> = {};
  // Until it is known, everything goes along: that harms nothing under either answer.
  const behaviour = () => behaviourSchema.parse({ omittedFields: 'cleared', ...knows });
  const how = () => ({ catalogue, behaviour: behaviour() });

  async function read(): Promise<Contact> {
    await sleep(2 * trial.lagMs);
    const contact = await bridge.getContact(original.id);
    if (contact === undefined) throw new ContactGone();
    return contact;
  }

  async function restoreOnce(): Promise<string[]> {
    const current = await read();
    if (differences(original, current).length === 0) return [];
    await restoreContact(original, current, { bridge, definitions, ...how() });
    return differences(original, await read());
  }

  const trial: Trial = {
    original,
    definitions,
    knows,
    lagMs: 0,
    bodyOf: (writes) => toPatchBody(writes, original, { ...how() }),
    ...sending,
    async attempt(body) {
      const sent = await sending.send(body);
      return sent.isApplied ? read() : sent;
    },
    read,
    search: async (text) => (await bridge.searchContacts(text)).contacts,
    wait: (ms) => sleep(ms),
    restore: () => withRetries(restoring, restoreOnce),
  };
  return trial;
}

/** Sends PATCHes, and keeps in mind what was sent and how it was answered. */
function startSending({
  original,
  bridge,
  interrupted,
}: TrialInput): Pick<Trial, 'send' | 'answers' | 'wasWritten'> {
  const answers = new Set<'the contact' | 'nothing'>();
  let wasWritten = false;
  return {
    async send(body) {
      if (interrupted.aborted) throw new Interruption();
      wasWritten = true;
      const answer = await bridge.patchContact(original.id, body);
      if (answer.kind === 'gone') throw new ContactGone();
      if (answer.kind === 'forbidden') throw answer.failure;
      if (answer.kind === 'refused')
        return { isApplied: false, refusedBecause: codesOf(answer.failure) };
      answers.add(answer.shown === undefined ? 'nothing' : 'the contact');
      return { isApplied: true };
    },
    answers: () => answers,
    wasWritten: () => wasWritten,
  };
}

/** The status of a refusal. */
function codesOf({ detail, reason }: PermanentFailure): string {
  return detail?.split(': ').at(-1) ?? reason;
}

/** What was changed has to be changed back, so each failure that can pass is waited out. */
const restoring = {
  isWorthRetrying: () => true,
  firstPauseSeconds: 1,
  longestPauseSeconds: 15,
};
