import { expect, test } from 'vitest';
import {
  type EventRecord,
  withId,
} from '../../../../functions/core/memory/event-record.ts';
import { buildEvent, buildMessage, receivedAt } from '../../../support/build-source.ts';

test('a parked event that moves to an id of its own is replayed under that id', () => {
  const parked: EventRecord = {
    id: 'c',
    source: 'test-source',
    workspace: 'main',
    receivedAt,
    attempts: [],
    outcome: { kind: 'parked', reason: 'no-contact' },
    message: buildMessage([buildEvent({ id: 'c', idFrom: 'content', body: {} })]),
  };

  const moved = withId(parked, `c.${receivedAt}`);

  expect(moved.message?.events.map(({ id }) => id)).toEqual([moved.id]);
});
