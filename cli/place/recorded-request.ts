import { UserError } from '../../lib/report.ts';
import { commandSchema } from '../../local/console/api/changes.ts';
import {
  requestViewSchema,
  type TestCase,
  testCaseSchema,
} from '../../local/console/api/event.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { openConsoleApi } from './console-api.ts';
import type { StackOptions } from './place-options.ts';

/** A request that the instance on this machine still has. */
export interface RecordedRequest {
  /** The command that sends it again, signed now. */
  curl(): Promise<string>;
  /** Keeps it as a sample of its source. */
  keep(name: string): Promise<TestCase>;
}

/**
 * Finds a request by the key that `timeline` prints.
 * @throws UserError if nothing runs here, or the request is not known or came to another source
 */
export async function openRecorded(
  { source, request }: Record<'source' | 'request', string>,
  options: StackOptions,
  terminal: Terminal,
): Promise<RecordedRequest> {
  const ask = await openConsoleApi(options, terminal);
  const path = `/requests/${encodeURIComponent(request)}`;
  const { row } = requestViewSchema.parse(await (await ask(path)).json());
  if (row.source !== source)
    throw new UserError(
      row.source === ''
        ? `The request came to no source, so not to ${source} either.`
        : `The request came to ${row.source}, not to ${source}.`,
    );
  return {
    async curl() {
      return commandSchema.parse(await (await ask(`${path}/curl`)).json()).command;
    },
    async keep(name) {
      const response = await ask(`${path}/test-case`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ name }),
      });
      return testCaseSchema.parse(await response.json());
    },
  };
}
