import { printable } from '../../lib/printable.ts';
import type { Operations } from '../../local/console/operations.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { inUtc } from '../terminal/utc.ts';

/**
 * The same operations; each that shows values is told in a line: when, what, no values.
 * @param json the lines are JSON, with the time in ms since 1970
 */
export function logReveals(
  operations: Operations,
  { stdout, now }: Pick<Terminal, 'stdout' | 'now'>,
  json = false,
): Operations {
  const line = (what: string) =>
    json
      ? JSON.stringify({ message: 'values shown', at: now(), what })
      : `${inUtc(now())}  values shown  ${printable(what)}`;
  const tell = (reveal: boolean, what: string) =>
    reveal && stdout.write(`${line(what)}\n`);
  return {
    ...operations,
    request(key, reveal, event) {
      tell(reveal, `request ${key}`);
      return operations.request(key, reveal, event);
    },
    event(id, reveal) {
      tell(reveal, `event ${id}`);
      return operations.event(id, reveal);
    },
    plan(ids, reveal) {
      tell(reveal, `plan of ${ids.join(' ')}`);
      return operations.plan(ids, reveal);
    },
  };
}
