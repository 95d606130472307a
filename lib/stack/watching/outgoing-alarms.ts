import { Duration } from 'aws-cdk-lib';
import { limits } from '../../config/limits.ts';
import { sumOfFiveMinutes } from './explained-alarm.ts';
import type { ListedAlarm, Watched } from './listed-alarm.ts';

const daySeconds = 86_400;

/** Whether events reach Bridge, and what becomes of those that do not. */
export function listOutgoingAlarms(watched: Watched): ListedAlarm[] {
  return [
    ...whatNobodyTakes(watched),
    ...whatDeliverDoes(watched),
    ...whatWaits(watched),
    ...whatIsWatched(watched),
    ...whatIsParked(watched),
  ];
}

function whatNobodyTakes({ queues }: Watched): ListedAlarm[] {
  const most = { statistic: 'Maximum' };
  return [
    {
      id: 'DeadLetters',
      kind: 'gauge',
      metric: queues.deadLetters.metricApproximateNumberOfMessagesVisible(most),
      losing:
        'Updates of contacts are stuck, and SQS deletes them ' +
        `${limits.retentionSeconds / daySeconds} days after it gave up on them.`,
      runbook: 'dead-letters',
    },
    ...[...queues.queues].map(
      ([workspace, queue]): ListedAlarm => ({
        id: `EventsWait-${workspace}`,
        kind: 'gauge',
        metric: queue.metricApproximateAgeOfOldestMessage(most),
        threshold: 4 * limits.longestHoldSeconds,
        losing:
          `Nobody takes messages of the workspace ${workspace} from its queue, or too slowly: ` +
          'its contacts are more than an hour behind.',
        runbook: 'events-wait-too-long',
      }),
    ),
  ];
}

/** What waits for Bridge is tried, and heard of, every 15 min, give or take 2. */
const everyTry = { points: 4, reaching: 1 };

function whatDeliverDoes({ deliver, metrics }: Watched): ListedAlarm[] {
  return [
    {
      id: 'DeliverFails',
      metric: deliver.lambda.metricErrors(sumOfFiveMinutes),
      losing:
        'Deliver crashes or runs out of time, so some contacts stay out of date ' +
        'until their events are tried again or parked.',
      runbook: 'deliver-fails',
    },
    {
      id: 'DeliverThrottled',
      metric: deliver.lambda.metricThrottles(sumOfFiveMinutes),
      losing: 'AWS does not start deliver often enough, so contacts fall behind.',
      runbook: 'functions-are-throttled',
    },
    {
      id: 'BridgeKeyRejected',
      metric: metrics.of('RejectedBridgeKeys'),
      ...everyTry,
      losing:
        'No contact of the workspace is updated until its Bridge key works again; ' +
        'its events wait.',
      runbook: 'bridge-rejects-the-key',
    },
  ];
}

/**
 * SQS leaves a message that was received three times or more, and not deleted, out of the age that
 * it reports. So these go by our own clock: what waits for Bridge is received all the time.
 */
function whatWaits({ metrics }: Watched): ListedAlarm[] {
  return [
    {
      id: 'OnHold',
      kind: 'gauge',
      metric: metrics.of('HoldSeconds'),
      threshold: 2 * limits.longestHoldSeconds,
      losing:
        'Bridge has failed or refused a workspace for half an hour or longer: ' +
        'none of its contacts is updated, and its events wait.',
      runbook: 'a-workspace-is-on-hold',
    },
    {
      id: 'EventsWaitTooLong',
      metric: metrics.of('LongestWait'),
      threshold: 4 * limits.longestHoldSeconds,
      ...everyTry,
      losing:
        'Events have been tried for more than an hour, ' +
        'and their contacts are behind what people see in the other systems.',
      runbook: 'events-wait-too-long',
    },
  ];
}

/** What the watch function says, and that it runs. */
function whatIsWatched({ metrics }: Watched): ListedAlarm[] {
  return [
    {
      id: 'FieldsDrift',
      // It is said once in an hour, at any time of it.
      metric: metrics.of('DriftingFields').with({ period: Duration.hours(1) }),
      points: 2,
      reaching: 1,
      losing:
        'A field that most events of a source had is missing now or cannot be used, ' +
        'as when a question of a form was renamed: contacts no longer get it.',
      runbook: 'fields-drift',
    },
    {
      id: 'WatchFails',
      kind: 'heartbeat',
      metric: metrics.of('CompleteWatches'),
      points: 3,
      losing:
        'What waits and what is parked is not counted, ' +
        'so a hold or an event that stays parked sets off no alarm.',
      runbook: 'watch-fails',
    },
  ];
}

/** The alarm that events are parked does not begin anew for more of them: another does. */
function whatIsParked({ metrics }: Watched): ListedAlarm[] {
  const untilAPerson = 'until a person replays or discards the events.';
  return [
    {
      id: 'NewEventsParked',
      kind: 'sign',
      metric: metrics.of('ParkedEvents'),
      losing: `The contacts of the events that were just parked stay as they are ${untilAPerson}`,
      runbook: 'events-are-parked',
    },
    {
      id: 'EventsParked',
      kind: 'gauge',
      metric: metrics.of('ParkedNow'),
      losing: `Events are parked, and their contacts stay as they are ${untilAPerson}`,
      runbook: 'events-are-parked',
    },
    {
      id: 'EventsStayParked',
      kind: 'gauge',
      metric: metrics.of('OldestParked'),
      threshold: daySeconds,
      losing:
        'An event has been parked for a whole day, and its contact stays as it is ' +
        'until a person replays or discards it.',
      runbook: 'events-stay-parked',
    },
  ];
}
