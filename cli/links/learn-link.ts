import { requeueWaiting } from '../../functions/core/deliver/requeue-waiting.ts';
import { TransientFailure } from '../../functions/core/errors.ts';
import {
  type Link,
  type LinkOrigin,
  toLinkKey,
} from '../../functions/core/memory/links.ts';
import type { OpenLedger } from '../place/ledger/open-ledger.ts';
import type { LinkScope } from './link-scope.ts';

/** An id and the contact it is to stand for. */
export interface Wanted {
  externalId: string;
  contactId: string;
}

/** What has to be done for an id to stand for a contact, or was done. */
export interface LinkStep {
  kind: 'new' | 'repointed' | 'unchanged';
  /** The contact it leads to without this. */
  before: string | undefined;
  /** The sender merged the id into another, and this is the other's link. */
  isMerged: boolean;
}

/** Whether a person has to say that this is meant. */
export function isReplacing({ kind }: LinkStep): boolean {
  return kind === 'repointed';
}

/**
 * Looks at what there is.
 * @throws TransientFailure
 */
export async function judgeLink(
  ledger: OpenLedger,
  scope: LinkScope,
  wanted: Wanted,
): Promise<LinkStep> {
  return (await look(ledger, scope, wanted)).step;
}

async function look(
  { memory: { links }, readPepper }: OpenLedger,
  { workspace, system }: LinkScope,
  { externalId, contactId }: Wanted,
) {
  const key = toLinkKey(await readPepper(), workspace, system, externalId);
  const known = await links.readLink(key);
  const isMerged = known.key !== key;
  const kind = kindOf(known, isMerged, contactId);
  return {
    key,
    known,
    step: { kind, before: known.contactId, isMerged } satisfies LinkStep,
  };
}

function kindOf(
  { contactId: before }: Link,
  isMerged: boolean,
  contactId: string,
): LinkStep['kind'] {
  if (before === contactId) return 'unchanged';
  return before === undefined && !isMerged ? 'new' : 'repointed';
}

export interface LearnOptions {
  origin: LinkOrigin;
  /**
   * Whether an id that leads elsewhere, or was merged into another, is re-pointed. It is a link of
   * its own then.
   */
  replace: boolean;
  now(): number;
}

/** What was done; `refused` if the id leads elsewhere and must not be re-pointed. */
export type Learned = { refused: LinkStep } | { step: LinkStep; eventsPutBack: number };

const maxRounds = 3;

/**
 * Links an id to a contact and puts the events back into the queue that waited for it. Doing it
 * again changes nothing.
 * @throws TransientFailure
 */
export async function learnLink(
  ledger: OpenLedger,
  scope: LinkScope,
  wanted: Wanted,
  options: LearnOptions,
): Promise<Learned> {
  for (let round = 1; ; round += 1) {
    try {
      return await learnOnce(ledger, scope, wanted, options);
    } catch (failure) {
      const isOvertaken =
        failure instanceof TransientFailure && failure.reason === 'lease-lost';
      if (!isOvertaken || round >= maxRounds) throw failure;
    }
  }
}

async function learnOnce(
  ledger: OpenLedger,
  scope: LinkScope,
  wanted: Wanted,
  { origin, replace, now }: LearnOptions,
): Promise<Learned> {
  const { key, known, step } = await look(ledger, scope, wanted);
  if (step.kind === 'unchanged')
    return { step, eventsPutBack: await putBack(ledger, known) };
  if (isReplacing(step) && !replace) return { refused: step };
  const { contactId } = wanted;
  const before = step.isMerged ? undefined : step.before;
  const link = {
    workspace: scope.workspace,
    contactId,
    origin,
    at: now(),
    before,
    mayShare: true,
  };
  const learned = await ledger.memory.links.learnLink(key, link);
  if (learned === undefined)
    throw new Error('a link that can share its contact was not learned');
  const own = step.isMerged ? await ownOf(ledger, key, known) : [];
  const moved = await putBack(ledger, { ...known, contactId, waiting: own });
  // They stand on the list of their own id too, which is one of its own again.
  if (own.length > 0) await ledger.memory.links.stopWaiting(known.key, own);
  return { step, eventsPutBack: moved + (await putBack(ledger, learned)) };
}

/** Events of an id that was merged wait on the list of the other as well. */
async function ownOf(
  { memory }: OpenLedger,
  key: string,
  { waiting }: Link,
): Promise<string[]> {
  const records = await memory.events.read(waiting);
  return waiting.filter((id) => records.get(id)?.waitsFor === key);
}

async function putBack({ memory, enqueue }: OpenLedger, link: Link): Promise<number> {
  let events = 0;
  await requeueWaiting(link, {
    memory,
    async enqueue(workspace, messages) {
      await enqueue(workspace, messages);
      for (const message of messages) events += message.events;
    },
  });
  return events;
}
