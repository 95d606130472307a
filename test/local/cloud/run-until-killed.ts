// Runs the fixture with the state directory given, posts two messages of one group, and is killed
// while the first is being delivered.
// Prints the process id of the worker that delivers it.
import { fileURLToPath } from 'node:url';
import { memorySecrets } from '../../../local/cloud/aws/secrets.ts';
import { virtualClock } from '../../../local/cloud/clock.ts';
import { startLocalApp } from '../../../local/cloud/run.ts';

const app = await startLocalApp({
  assembly: fileURLToPath(new URL('../../fixtures/assembly', import.meta.url)),
  port: 0,
  clock: virtualClock(Date.UTC(2031, 0, 1)),
  stateDir: process.argv[2] ?? '',
  secrets: memorySecrets(),
  onLog: ({ parsed }) => delivering.resolve(parsed?.pid),
});
const delivering = Promise.withResolvers<unknown>();
const messages = [
  { group: 'a', name: 'a1', script: ['hang', 'ok'] },
  { group: 'a', name: 'a2' },
];
await fetch(`${app.url}/hooks/form`, {
  method: 'POST',
  body: JSON.stringify({ messages }),
});
process.stdout.write(`${await delivering.promise}\n`, () =>
  process.kill(process.pid, 'SIGKILL'),
);
