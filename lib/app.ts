import { buildApp } from './bridgehook-app.ts';

try {
  (await buildApp()).synth();
} catch (error) {
  const report = reportOf(error);
  if (report === undefined) throw error;
  process.stderr.write(`${report}\n`);
  // Not `exitCode`: the App synthesises what there is when the process comes to its end.
  process.exit(1);
}

/**
 * What to tell people about their own mistakes. Anything else is ours and keeps its stack trace.
 */
function reportOf(error: unknown): string | undefined {
  return error instanceof Error && 'report' in error && typeof error.report === 'string'
    ? error.report
    : undefined;
}
