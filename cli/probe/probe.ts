import { setTimeout as sleep } from 'node:timers/promises';
import { createAttributeCatalogue } from '../../functions/core/bridge/attribute-catalogue.ts';
import { createBridge } from '../../functions/core/bridge/bridge-calls.ts';
import { TransientFailure } from '../../functions/core/errors.ts';
import { createBridgeTransport } from '../../functions/edges/bridge.ts';
import { printable } from '../../lib/printable.ts';
import { UserError } from '../../lib/report.ts';
import { type PlaceOptions, readContactId } from '../place/place-options.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { differences, unrestorable } from './compare-contacts.ts';
import { explain } from './explain.ts';
import { type FoundBridge, findBridge } from './find-bridge.ts';
import { printFindings } from './print-findings.ts';
import { type Probing, runExperiments } from './run-experiments.ts';
import { startTrial, type Trial } from './trial.ts';

export interface ProbeOptions extends PlaceOptions {
  contact: string;
}

/**
 * Runs the experiments on a contact, prints what they found, and restores the contact.
 * @throws UserError unless the contact is as it was and nothing was cut short
 */
export async function probe(options: ProbeOptions, terminal: Terminal): Promise<void> {
  const contactId = readContactId(options.contact);
  const found = await findBridge(terminal, options);
  using interruption = listenForInterruption(() =>
    terminal.stderr.write(
      'Stopping, and restoring the contact. A second Ctrl-C ends at once, without that.\n',
    ),
  );
  const trial = await openTrial(contactId, found, terminal, interruption.signal);
  const probing = await runExperiments(trial);
  if (trial.wasWritten() || probing.failure === undefined)
    printFindings(terminal, probing, options.json);
  await finish(trial, probing, found, terminal);
}

/** Reads what there is, changing nothing. */
async function openTrial(
  contactId: string,
  found: FoundBridge,
  terminal: Terminal,
  interrupted: AbortSignal,
): Promise<Trial> {
  const { baseUrl, timeoutSeconds, workspace, workspaceId, apiKey } = found;
  const key = async () => apiKey;
  const transport = createBridgeTransport({ baseUrl, timeoutSeconds });
  const bridge = createBridge(transport, workspaceId, { get: key, reread: key });
  const catalogue = createAttributeCatalogue(() => bridge.listAttributes(), terminal.now);
  const original = await orExplain(found, () => bridge.getContact(contactId));
  if (original === undefined)
    throw new UserError(
      `The workspace ${workspace} has no contact ${contactId}. Nothing was changed.`,
    );
  const definitions = await orExplain(found, () => catalogue.allFor(original));
  const lost = unrestorable(original, definitions);
  if (lost.length > 0)
    throw new UserError(
      'The contact has what could not be given back to it, because it is archived or shares its ' +
        `name: ${lost.map(printable).join(', ')}. Take another contact. Nothing was changed.`,
    );
  return startTrial({ original, bridge, catalogue, definitions, interrupted });
}

async function orExplain<T>(found: FoundBridge, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (failure) {
    throw new UserError(`${explain(failure, found)} Nothing was changed.`);
  }
}

/**
 * Restores the contact and says how that went.
 * @throws UserError unless everything is as it was and nothing was cut short
 */
async function finish(
  trial: Trial,
  { failure }: Probing,
  found: FoundBridge,
  terminal: Terminal,
): Promise<void> {
  if (failure instanceof TransientFailure && failure.reason === 'ambiguous')
    await letSettle(found, terminal);
  const state = trial.wasWritten()
    ? await restore(trial, found)
    : { ok: true, sentence: 'Nothing was changed.' };
  if (failure !== undefined)
    throw new UserError(`${explain(failure, found)} ${state.sentence}`);
  if (!state.ok) throw new UserError(state.sentence);
  terminal.stderr.write(`${state.sentence}\n`);
}

async function letSettle({ delivery }: FoundBridge, terminal: Terminal): Promise<void> {
  terminal.stderr.write(
    'Bridge can still apply what it did not answer: ' +
      `waiting ${delivery.settle} s before restoring.\n`,
  );
  await sleep(delivery.settle * 1000);
}

async function restore(
  trial: Trial,
  found: FoundBridge,
): Promise<{ ok: boolean; sentence: string }> {
  try {
    const left = await trial.restore();
    if (left.length === 0) return { ok: true, sentence: 'The contact is as it was.' };
    const paths = left.map(printable).join(', ');
    return { ok: false, sentence: `Not restored: ${paths}. Put them right in Bridge.` };
  } catch (failure) {
    const paths = differences({ id: trial.original.id }, trial.original)
      .map(printable)
      .join(', ');
    const why = explain(failure, found);
    return {
      ok: false,
      sentence: `The contact could not be restored: ${why} Look at its ${paths}.`,
    };
  }
}
