import {
  CloudWatchLogsClient,
  type FilteredLogEvent,
  paginateFilterLogEvents,
} from '@aws-sdk/client-cloudwatch-logs';
import type { LogLine } from '../../local/console/timeline/facts/log-line.ts';
import { askAws } from '../place/stack.ts';

/** A log group, and the function that writes to it. */
export interface LogGroup {
  functionName: string;
  logGroupName: string;
}

/** The lines of the functions of a deployed stack. */
export interface LogLines {
  /**
   * Reads what was written in a time, page by page, oldest first, and hands over each line.
   * @param from ms since 1970; `to` too, which is not part of it
   * @returns whether all of it was read: no more than `maxLines` are
   * @throws UserError for what AWS refuses
   */
  read(
    span: { from: number; to: number; maxLines: number },
    take: (line: LogLine) => void,
  ): Promise<boolean>;
  close(): void;
}

/**
 * Reads the log groups of functions. No filter pattern: what is meant is decided here, where the
 * lines are understood. Throttled calls are made again, more and more slowly.
 */
export function openLogLines(groups: readonly LogGroup[]): LogLines {
  const client = new CloudWatchLogsClient({ retryMode: 'adaptive', maxAttempts: 8 });

  async function readGroup(
    { functionName, logGroupName }: LogGroup,
    { from, to, maxLines }: { from: number; to: number; maxLines: number },
    take: (line: LogLine) => void,
  ): Promise<boolean> {
    let count = 0;
    const pages = paginateFilterLogEvents(
      { client },
      { logGroupName, startTime: from, endTime: to - 1 },
    );
    for await (const { events = [] } of pages) {
      for (const event of events) if (isWhole(event)) take(toLine(event, functionName));
      count += events.length;
      if (count >= maxLines) return false;
    }
    return true;
  }

  return {
    async read(span, take) {
      const read = await Promise.all(
        groups.map((group) =>
          askAws(`The log group ${group.logGroupName}`, () =>
            readGroup(group, span, take),
          ),
        ),
      );
      return read.every((isAll) => isAll);
    },
    close: () => client.destroy(),
  };
}

type WholeEvent = FilteredLogEvent & { message: string; timestamp: number };

function isWhole(event: FilteredLogEvent): event is WholeEvent {
  return event.message !== undefined && event.timestamp !== undefined;
}

function toLine({ message, timestamp }: WholeEvent, functionName: string): LogLine {
  return { at: timestamp, text: message.trimEnd(), functionName };
}
