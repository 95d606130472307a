import { expect } from 'vitest';
import type { BridgeAnswer } from '../../../../functions/core/bridge/bridge-answer.ts';
import type { Outcome } from '../../../../functions/core/memory/event-record.ts';
import { receivedAt } from '../../../support/build-source.ts';
import { startSending } from './sending.ts';

export const unanswered: BridgeAnswer = { kind: 'ambiguous', code: 'timeout' };
export const older = { id: 'older', at: receivedAt - 2_000 };
export const middle = { id: 'middle', at: receivedAt - 1_000 };
export const newer = { id: 'newer', at: receivedAt };

type Sending = ReturnType<typeof startSending>;

/** The doubts of the contact, as `<field>@<event>`. */
export const doubts = ({ contact }: Sending) =>
  (contact('ana')?.doubts ?? [])
    .map(({ field, clock }) => `${field}@${clock.eventId}`)
    .sort();

/** Bridge has been sent what `middle` writes, and nobody knows whether it was applied. */
export async function leaveInDoubt(
  fields: Parameters<Sending['sendOne']>[0] = { firstName: 'Middle' },
  options: Parameters<typeof startSending>[1] = {},
) {
  const run = startSending({ firstName: 'Ana' }, options);
  run.bridge.fault('patch', unanswered, true);
  await expect(run.sendOne(fields, middle)).rejects.toMatchObject({
    reason: 'ambiguous',
  });
  run.wait(33);
  return run;
}

/** The record of `middle`, that ended so. */
export const ended = (outcome: Outcome) => ({
  id: 'middle',
  source: 'test-source',
  workspace: 'main',
  receivedAt,
  attempts: [],
  outcome,
});
