import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { memorySecrets } from '../../../local/cloud/aws/secrets.ts';
import { type VirtualClock, virtualClock } from '../../../local/cloud/clock.ts';
import {
  type LocalApp,
  type LocalAppOptions,
  startLocalApp,
} from '../../../local/cloud/run.ts';

export const tinyAssembly = fileURLToPath(
  new URL('../../fixtures/assembly', import.meta.url),
);

/** A message of the fixture: `deliver` does for each receive what the script says. */
interface ScriptedMessage {
  group: string;
  name: string;
  script?: string[];
}

/** What `deliver` logs before each step; `at` is its own clock. */
interface Step {
  name: string;
  step: string;
  count: number;
  at: number;
  group: string;
}

export interface TinyApp extends LocalApp {
  clock: VirtualClock;
  steps: Step[];
  lines: string[];
  post(...messages: ScriptedMessage[]): Promise<Response>;
}

/** Runs the fixture stack on a virtual clock; it stops with the test at the latest. */
export async function startTinyApp(
  options: Partial<LocalAppOptions> = {},
): Promise<TinyApp> {
  const clock = virtualClock(Date.UTC(2031, 0, 1));
  const steps: Step[] = [];
  const lines: string[] = [];
  const app = await startLocalApp({
    assembly: tinyAssembly,
    port: 0,
    clock,
    secrets: memorySecrets(),
    onLog({ line, parsed }) {
      lines.push(line);
      if (parsed) steps.push(parsed as unknown as Step);
    },
    ...options,
  });
  onTestFinished(() => app.stop());
  const post = (...messages: ScriptedMessage[]) =>
    fetch(`${app.url}/hooks/form`, {
      method: 'POST',
      body: JSON.stringify({ messages }),
    });
  return { ...app, clock, steps, lines, post };
}
