/**
 * What has passed since some moment, in ms; never goes back. Not `performance.now()`: asking for
 * `performance` loads nine modules of Node, 2 ms of processor in a first call.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1_000_000;
}
