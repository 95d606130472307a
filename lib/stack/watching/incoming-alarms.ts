import { sumOfFiveMinutes } from './explained-alarm.ts';
import type { ListedAlarm, Watched } from './listed-alarm.ts';

/** Whether senders come through, and send what can be read. */
export function listIncomingAlarms(watched: Watched): ListedAlarm[] {
  return [...whatIsRefused(watched), ...whatSendersSend(watched)];
}

function whatIsRefused({ api, receive, metrics }: Watched): ListedAlarm[] {
  return [
    {
      id: 'SendersGet5xx',
      metric: api.api.metricServerError(sumOfFiveMinutes),
      losing:
        'Webhooks are refused and contacts fall behind; ' +
        'a sender that does not retry has lost its event for good.',
      runbook: 'senders-get-5xx',
    },
    {
      id: 'ReceiveFails',
      metric: receive.lambda.metricErrors(sumOfFiveMinutes),
      losing:
        'Receive crashes or runs out of time, ' +
        'so webhooks are refused and a sender that does not retry loses its event.',
      runbook: 'receive-fails',
    },
    {
      id: 'ReceiveThrottled',
      metric: receive.lambda.metricThrottles(sumOfFiveMinutes),
      losing:
        'AWS does not start receive, ' +
        'so webhooks are refused and a sender that does not retry loses its event.',
      runbook: 'functions-are-throttled',
    },
    {
      id: 'SendersThrottled',
      metric: metrics.of('ThrottledRequests'),
      losing:
        'More requests come than the API lets in, and it answers 429; ' +
        'a sender that does not retry has lost its event for good.',
      runbook: 'senders-are-throttled',
    },
  ];
}

/** One report an hour is enough while requests keep showing it. */
const hourly = { kind: 'sign', points: 12, reaching: 1 } as const;

function whatSendersSend({ metrics }: Watched): ListedAlarm[] {
  return [
    {
      id: 'SigningKeyMissing',
      metric: metrics.of('MissingSigningKeys'),
      ...hourly,
      losing:
        'Every webhook of a source is refused, ' +
        'because the key to verify it with is not in the secret.',
      runbook: 'a-signing-key-is-missing',
    },
    {
      id: 'TimesUnreadable',
      metric: metrics.of('UnreadableTimes'),
      ...hourly,
      losing:
        'Events count as having happened when they were received, ' +
        'so an older value that arrives late replaces a newer one.',
      runbook: 'times-cannot-be-read',
    },
  ];
}
