import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { lookAround } from '../../../cli/console/around.ts';
import { localTimeline } from '../../../cli/console/local-timeline.ts';
import { createOperations } from '../../../cli/console/operations.ts';
import type { ConsoleScope, ConsoleViews } from '../../../cli/console/setup.ts';
import type { Operations } from '../../../local/console/operations.ts';
import { readRunFile } from '../../../local/start/run-file.ts';
import type { LinksProject } from '../links-project.ts';

const noViews: ConsoleViews = {
  request: async () => Promise.reject(new Error('Not asked for here.')),
  event: async () => Promise.reject(new Error('Not asked for here.')),
};

/** The operations of a console for what runs for a project. */
export function operationsOf(
  { dir, running }: LinksProject,
  { views = noViews, ...changed }: Partial<ConsoleScope & { views: ConsoleViews }> = {},
): Operations {
  const folder = join(dir, '.bridgehook');
  const instance = readRunFile(join(folder, 'run.json'));
  if (instance === undefined) throw new Error('Nothing runs.');
  const { simulator, timeline } = running;
  const nowhere = new Writable({ write: (_, __, done) => done() });
  const around = lookAround({
    options: { config: 'config' },
    terminal: {
      cwd: dir,
      env: {},
      stdin: Readable.from([]),
      stdout: nowhere,
      stderr: nowhere,
      now: Date.now,
    },
    mayWrite: true,
    timeline: localTimeline(timeline),
    local: { instance, simulator, keysFile: join(folder, 'keys.json'), folder },
    ...changed,
  });
  return createOperations(around, views);
}
