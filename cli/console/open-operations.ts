import type { Operations } from '../../local/console/operations.ts';
import type { ConsoleRun } from '../../local/start/start-options.ts';
import type { CommonOptions } from '../terminal/options.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { openDeployedTimeline } from '../timeline/deployed-timeline.ts';
import { type Around, lookAround } from './around.ts';
import { localTimeline } from './local-timeline.ts';
import { logReveals } from './log-reveals.ts';
import { createOperations } from './operations.ts';
import { createViews } from './views/views.ts';
import type { ViewsSetup } from './views/views-setup.ts';

/** What a console of a deployed stack is opened with. */
export interface StackConsoleOptions extends CommonOptions {
  stack: string;
  write?: true | undefined;
}

/** All that the console does for the instance that runs in this process. */
export function operationsHere(
  { instance, simulator, timeline, keysFile, folder, clock }: ConsoleRun,
  options: CommonOptions,
  terminal: Terminal,
): Operations {
  const { config } = options;
  const around = lookAround({
    options: { config },
    terminal: { ...terminal, now: clock.now },
    mayWrite: true,
    timeline: localTimeline(timeline),
    local: { instance, simulator, keysFile, folder },
  });
  return createOperations(around, viewsOf(around, timeline));
}

/** The console of a deployed stack. */
export interface StackConsole extends Disposable {
  operations: Operations;
  /** Why nothing may be changed, if so. */
  readOnly: string | undefined;
}

/**
 * All that the console does for a deployed stack. Each value that is shown is told on the terminal.
 * @throws UserError if there is no such stack
 */
export async function openStackConsole(
  { stack, config, write, json }: StackConsoleOptions,
  terminal: Terminal,
): Promise<StackConsole> {
  const timeline = await openDeployedTimeline(stack, terminal.now);
  const around = lookAround({
    options: { stack, config },
    terminal,
    mayWrite: write === true,
    timeline,
    local: undefined,
  });
  const operations = createOperations(around, viewsOf(around, timeline));
  return {
    operations: logReveals(operations, terminal, json),
    readOnly: around.readOnly,
    [Symbol.dispose]: timeline.close,
  };
}

function viewsOf(around: Around, timeline: ViewsSetup['timeline']) {
  const { call, configuration, local, terminal, withAnyLedger } = around;
  return createViews({
    isLocal: local !== undefined,
    recordsCalls: local?.simulator !== undefined,
    call,
    now: terminal.now,
    sources: async () => (await configuration()).sources.map(({ source }) => source),
    withLedger: withAnyLedger,
    timeline,
    readPepper: () => withAnyLedger(({ readPepper }) => readPepper()),
  });
}
