import { buildApp } from './bridgehook-app.ts';
import { reportOf } from './report.ts';

try {
  (await buildApp()).synth();
} catch (error) {
  const { lines, exitCode } = reportOf(error);
  for (const line of lines) process.stderr.write(`${line}\n`);
  // Not `exitCode`: the App synthesises what there is when the process comes to its end.
  process.exit(exitCode);
}
