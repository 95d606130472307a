import {
  CloudFormationClient,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CloudWatchLogsClient,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  openDeployedTimeline,
  timelineOf,
} from '../../../cli/timeline/deployed-timeline.ts';
import type { LogLines } from '../../../cli/timeline/log-lines.ts';
import { UserError } from '../../../lib/report.ts';
import type { TimelineRow } from '../../../local/console/api/timeline.ts';
import type { LogLine } from '../../../local/console/timeline/facts/log-line.ts';
import { accepted, filter, settled } from '../../local/console/timeline/lines.ts';
import { emptyDirectory, runCommand } from '../run-command.ts';

const logs = mockClient(CloudWatchLogsClient);
const cloudFormation = mockClient(CloudFormationClient);
const hour = 3_600_000;
const now = Date.UTC(2026, 0, 2);

function present(outputs: Record<string, string>): void {
  const Outputs = Object.entries(outputs).map(([OutputKey, OutputValue]) => ({
    OutputKey,
    OutputValue,
  }));
  const stack = {
    StackName: 'Bridgehook-prod',
    CreationTime: new Date(0),
    StackStatus: 'CREATE_COMPLETE' as const,
    Outputs,
  };
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [stack] });
}

beforeEach(() => {
  logs.reset();
  cloudFormation.reset();
  present({ ReceiveLogs: 'receive-logs', DeliverLogs: 'deliver-logs' });
});

/** Plays log groups: events in pages of one. */
function play(groups: Record<string, LogLine[]>): void {
  logs.on(FilterLogEventsCommand).callsFake((input: FilterLogEventsCommandInput) => {
    const {
      logGroupName = '',
      startTime = 0,
      endTime = Infinity,
      nextToken = '0',
    } = input;
    const found = (groups[logGroupName] ?? []).filter(
      ({ at }) => at >= startTime && at <= endTime,
    );
    const place = Number(nextToken);
    const [line] = found.slice(place);
    return {
      events:
        line === undefined ? [] : [{ timestamp: line.at, message: `${line.text}\n` }],
      nextToken: place + 1 < found.length ? String(place + 1) : undefined,
    };
  });
}

const inputs = () =>
  logs.commandCalls(FilterLogEventsCommand).map(({ args }) => args[0].input);

describe('the logs of a stack', () => {
  test('both groups are read, page by page, without a pattern, as far back as is asked for', async () => {
    play({
      'receive-logs': [
        accepted(now - 30 * hour, { requestId: 'request-0', eventIds: [] }),
        accepted(now - 5 * hour),
      ],
      'deliver-logs': [
        settled(now - 5 * hour + 1),
        settled(now - hour, { outcome: 'stale' }),
      ],
    });
    const timeline = await openDeployedTimeline('Bridgehook-prod', () => now);

    const ofDay = await timeline.timeline(filter());
    const ofAll = await timeline.timeline(filter({ since: now - 48 * hour }));
    timeline.close();

    expect(ofDay.rows).toMatchObject([
      { key: 'request-1', at: now - 5 * hour, events: [{ state: 'stale', endings: 2 }] },
    ]);
    expect(ofAll.rows.map(({ key }) => key)).toEqual(['request-1', 'request-0']);
    expect(inputs().every((input) => !('filterPattern' in input))).toBe(true);
    expect(ofDay.notes.join()).toContain('Read since 2026-01-01 00:00:00 UTC');
    expect(Math.min(...inputs().map(({ startTime = 0 }) => startTime))).toBe(
      now - 48 * hour,
    );
  });

  test('what is older than a day is read where only its end is said', async () => {
    play({
      'receive-logs': [accepted(now - 80 * hour)],
      'deliver-logs': [],
    });
    const timeline = await openDeployedTimeline('Bridgehook-prod', () => now);

    const { rows } = await timeline.timeline(filter({ until: now - 72 * hour }));
    timeline.close();

    expect(rows).toMatchObject([{ key: 'request-1' }]);
  });

  test('the command prints them, and what is known of them', async () => {
    play({
      'receive-logs': [accepted(now - hour)],
      'deliver-logs': [settled(now - 1000)],
    });
    const argv = ['timeline', '--stack', 'Bridgehook-prod', '--source', 'form'];

    const run = await runCommand(argv, { cwd: emptyDirectory(), now });

    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout.split('\n')).toEqual([
      '2026-01-01 23:00:00  form  accepted 1  request-1',
      expect.stringMatching(/^ {2}event-1 {2}delivered {2}firstName {2}→ contact /),
      '1 request.',
      "Read since 2026-01-01 00:00:00 UTC, from the functions' logs.",
      '',
    ]);
  });

  test('what AWS refuses is said in its words', async () => {
    const error = new Error('User is not authorized to perform: logs:FilterLogEvents');
    error.name = 'AccessDeniedException';
    logs.on(FilterLogEventsCommand).rejects(error);
    const timeline = await openDeployedTimeline('Bridgehook-prod', () => now);

    await expect(timeline.timeline(filter())).rejects.toThrow(
      /^The log group receive-logs could not be used \(AccessDeniedException: User is not/,
    );
    timeline.close();
  });

  test('a stack that was deployed before says what to do', async () => {
    present({});

    await expect(openDeployedTimeline('Bridgehook-prod', () => now)).rejects.toThrow(
      'The stack Bridgehook-prod has no output ReceiveLogs.',
    );
  });

  test('a person is found by the id of the contact, and by nothing else', async () => {
    play({
      'receive-logs': [accepted(now - hour)],
      'deliver-logs': [settled(now - hour)],
    });
    const timeline = await openDeployedTimeline('Bridgehook-prod', () => now);
    const ask = (person: string) => timeline.timeline(filter({ person }));

    const found = await ask('4e362e2b-67b2-4a7e-a9df-e9ecf9141be8');

    expect(found.total).toBe(1);
    await expect(ask('jane@example.com')).rejects.toThrow(
      "write Bridge's id of the contact",
    );
    timeline.close();
  });
});

/** Lines from memory, and what was read of them. */
function linesOf(all: LogLine[]): LogLines & { spans: [from: number, to: number][] } {
  const spans: [number, number][] = [];
  return {
    spans,
    async read({ from, to, maxLines }, take) {
      spans.push([from, to]);
      const found = all.filter(({ at }) => at >= from && at < to);
      for (const line of found.slice(0, maxLines)) take(line);
      return found.length <= maxLines;
    },
    close() {},
  };
}

describe('reading', () => {
  test('nothing is read twice but the last minute, in which lines can be late', async () => {
    let time = now;
    const lines = linesOf([accepted(now - 10 * hour), settled(now - 3000)]);
    const timeline = timelineOf(lines, { now: () => time, pause: async () => {} });
    await timeline.timeline(filter());
    const before = lines.spans.length;

    time += 10 * 60_000;
    const { rows } = await timeline.timeline(filter());

    expect(rows).toMatchObject([
      { at: now - 10 * hour, events: [{ state: 'delivered' }] },
    ]);
    expect(lines.spans.slice(before)).toEqual([[now - 60_000, time + 60_000]]);
  });

  test('of too many lines the newest are read, and it is said', async () => {
    const many = Array.from({ length: 60_000 }, (_, number) =>
      accepted(now - 2 * hour + 100 * number, { requestId: `r-${number}`, eventIds: [] }),
    );
    const timeline = timelineOf(linesOf(many), { now: () => now, pause: async () => {} });

    const { rows, notes, total } = await timeline.timeline(filter());

    expect(rows[0]?.key).toBe('r-59999');
    expect(total).toBe(10_000);
    expect(notes.join()).toMatch(/were let go of/);
  });

  test('while somebody follows, it is read again and again; then no more', async () => {
    const all: LogLine[] = [accepted(now - 3000)];
    const lines = linesOf(all);
    const pauses: number[] = [];
    const ended = new AbortController();
    const changed: TimelineRow[] = [];
    const { promise: isEnded, resolve: end } = Promise.withResolvers<void>();
    const timeline = timelineOf(lines, {
      now: () => now,
      async pause(milliseconds) {
        pauses.push(milliseconds);
        if (pauses.length === 1) all.push(settled(now - 1000));
        if (pauses.length === 3) ended.abort();
        if (pauses.length === 3) end();
      },
    });
    await timeline.timeline(filter());
    const before = lines.spans.length;

    timeline.follow(undefined, (row) => changed.push(row), ended.signal);
    await isEnded;

    expect(changed.map(({ events }) => events[0]?.state)).toEqual(['delivered']);
    expect(lines.spans.length - before).toBe(3);
    expect(pauses).toEqual([3000, 3000, 3000]);
  });

  test('where that fails, it is tried less often, and who follows is told until it goes well', async () => {
    const ended = new AbortController();
    const pauses: number[] = [];
    const { promise: isEnded, resolve: end } = Promise.withResolvers<void>();
    const lines = linesOf([accepted(now - 3000)]);
    const broken: LogLines = {
      ...lines,
      read: (span, take) =>
        isFollowing && pauses.length < 5
          ? Promise.reject(new UserError('The log group is gone.'))
          : lines.read(span, take),
    };
    let isFollowing = false;
    const told: (readonly string[])[] = [];
    const timeline = timelineOf(broken, {
      now: () => now,
      async pause(milliseconds) {
        pauses.push(milliseconds);
        if (pauses.length < 6) return;
        ended.abort();
        end();
      },
    });
    await timeline.timeline(filter());
    isFollowing = true;

    timeline.follow(
      undefined,
      () => {},
      ended.signal,
      (lines) => told.push(lines),
    );
    await isEnded;

    expect(told).toEqual([['The log group is gone.'], []]);
    expect(pauses).toEqual([6000, 12_000, 24_000, 48_000, 60_000, 3000]);
    expect((await timeline.timeline(filter())).total).toBe(1);
  });
});
