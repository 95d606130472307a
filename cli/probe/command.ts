import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { createAttributeCatalogue } from '../../functions/core/bridge/attribute-catalogue.ts';
import { createBridge } from '../../functions/core/bridge/bridge-calls.ts';
import { TransientFailure } from '../../functions/core/errors.ts';
import { createBridgeTransport } from '../../functions/edges/bridge.ts';
import { UserError } from '../../lib/report.ts';
import { listenForInterruption } from '../terminal/interruption.ts';
import { addCommand, type CommonOptions } from '../terminal/options.ts';
import { printable, type Terminal } from '../terminal/terminal.ts';
import { differences, unrestorable } from './compare-contacts.ts';
import { explain } from './explain.ts';
import { type FoundBridge, findBridge } from './find-bridge.ts';
import { printFindings } from './print-findings.ts';
import { type Probing, runExperiments } from './run-experiments.ts';
import { startTrial, type Trial } from './trial.ts';

interface ProbeOptions extends CommonOptions {
  contact: string;
  workspace?: string;
  stack?: string;
}

export function addProbe(program: Command, terminal: Terminal): void {
  addCommand(
    program,
    'probe',
    'Find out on a test contact what Bridge does where its documentation is silent, ' +
      'and print the settings.',
  )
    .requiredOption(
      '--contact <id>',
      'a test contact of yours in Bridge; it is changed and then restored',
    )
    .option('--workspace <name>', 'its workspace in bridge.yaml, if there are several')
    .option(
      '--stack <name>',
      'through a deployed stack, such as Bridgehook-prod, with its key; ' +
        'local (default) is this machine',
    )
    .addHelpText(
      'after',
      '\nThe contact should have a first and a last name, an email, an owner, values in two\n' +
        'attributes, and two options chosen in a CLOSED one. Nobody should change it meanwhile.\n' +
        'With BRIDGE_API_KEY and BRIDGE_BASE_URL in the environment it talks to the real API.',
    )
    .action((options: ProbeOptions) => probe(options, terminal));
}

async function probe(
  { contact: id, json, ...options }: ProbeOptions,
  terminal: Terminal,
): Promise<void> {
  const found = await findBridge(terminal, options);
  using interruption = listenForInterruption(() =>
    terminal.stderr.write(
      'Stopping, and restoring the contact. Once more ends at once, without that.\n',
    ),
  );
  const trial = await openTrial(id, found, terminal, interruption.signal);
  const probing = await runExperiments(trial);
  if (trial.wasWritten() || probing.failure === undefined) printFindings(terminal, probing, json);
  await finish(trial, probing, found, terminal);
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads what there is, changing nothing. */
async function openTrial(
  id: string,
  found: FoundBridge,
  terminal: Terminal,
  interrupted: AbortSignal,
): Promise<Trial> {
  if (!uuid.test(id))
    throw new UserError(
      `${printable(id)} is not the id of a contact, which is a UUID. Nothing was changed.`,
    );
  const { baseUrl, workspace, workspaceId, apiKey, delivery } = found;
  const key = async () => apiKey;
  const transport = createBridgeTransport({ baseUrl, timeoutSeconds: delivery.requestTimeout });
  const bridge = createBridge(transport, workspaceId, { get: key, reread: key });
  const catalogue = createAttributeCatalogue(() => bridge.listAttributes(), terminal.now);
  const original = await orExplain(found, () => bridge.getContact(id));
  if (original === undefined)
    throw new UserError(`The workspace ${workspace} has no contact ${id}. Nothing was changed.`);
  const definitions = await orExplain(found, () => catalogue.allFor(original));
  const lost = unrestorable(original, definitions);
  if (lost.length > 0)
    throw new UserError(
      'The contact has what could not be given back to it, because it is archived or shares its ' +
        `name: ${lost.map(printable).join(', ')}. Take another one. Nothing was changed.`,
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
 * Restores the contact and says how that went. Throws a UserError unless everything is as it was
 * and nothing was cut short.
 */
async function finish(
  trial: Trial,
  { failure }: Probing,
  found: FoundBridge,
  terminal: Terminal,
): Promise<void> {
  if (failure instanceof TransientFailure && failure.reason === 'ambiguous') {
    terminal.stderr.write(
      'Bridge may still do what it did not answer: ' +
        `waiting ${found.delivery.settle} s before restoring.\n`,
    );
    await sleep(found.delivery.settle * 1000);
  }
  const state = trial.wasWritten()
    ? await restore(trial, found)
    : { ok: true, say: 'Nothing was changed.' };
  if (failure !== undefined) throw new UserError(`${explain(failure, found)} ${state.say}`);
  if (!state.ok) throw new UserError(state.say);
  terminal.stderr.write(`${state.say}\n`);
}

async function restore(trial: Trial, found: FoundBridge): Promise<{ ok: boolean; say: string }> {
  try {
    const left = await trial.restore();
    if (left.length === 0) return { ok: true, say: 'The contact is as it was.' };
    return {
      ok: false,
      say: `Not restored: ${left.map(printable).join(', ')}. Put them right in Bridge.`,
    };
  } catch (failure) {
    const paths = differences({ id: trial.original.id }, trial.original).map(printable).join(', ');
    return {
      ok: false,
      say: `The contact could not be restored: ${explain(failure, found)} Look at its ${paths}.`,
    };
  }
}
