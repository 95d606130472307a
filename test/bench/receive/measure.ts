import type { OutgoingMessage } from '../../../functions/core/message/message.ts';
import type { HookEvent } from '../../../functions/edges/receive/stages.ts';
import { cpuOf, playRounds, ratiosOf } from '../rounds.ts';
import { createReceive, post, receiveByHand, source, split } from './sides.ts';

const rounds = 21;

/** The processor time of so many requests, which are made before the time is taken. */
function side(
  receive: (event: HookEvent) => Promise<unknown>,
  requests: number,
  form?: Parameters<typeof post>[0],
) {
  return () => {
    const events = Array.from({ length: requests }, () => post(form));
    return cpuOf(async () => {
      for (const event of events) await receive(event);
    });
  };
}

test('receive, all but the calls to AWS, beside one written by hand', async () => {
  const receive = createReceive();
  const event = post();
  const withoutTime = ([message]: OutgoingMessage[]) =>
    message && { ...message, body: message.body.replace(/"enqueuedAt":\d+/, '') };
  const [ours, byHand] = [await receive(event), await receiveByHand(event)].map(
    withoutTime,
  );
  if (sorted(ours?.body) !== sorted(byHand?.body) || ours?.dedup !== byHand?.dedup)
    throw new Error(`not the same message:\n${ours?.body}\n${byHand?.body}`);

  const played = await playRounds(
    { ours: side(receive, 300), byHand: side(receiveByHand, 300) },
    rounds,
  );

  report([
    rowOf(
      'receive, all but AWS, 1.6 KB ÷ written by hand',
      ratiosOf(played, 'ours', 'byHand'),
      4,
    ),
  ]);
});

test('receive grows with nothing but what it is given', async () => {
  const receive = createReceive([source, split]);
  const others = Array.from({ length: 500 }, (_, index) => ({
    ...source,
    name: `s${index}`,
  }));
  const amongMany = createReceive([...others, source]);
  const played = await playRounds(
    {
      plain: side(receive, 200),
      amongMany: side(amongMany, 200),
      single: side(receive, 200, { name: 'split', events: 1, kilobytes: 0.3 }),
      pack: side(receive, 2, { name: 'split', events: 100, kilobytes: 0.3 }),
      small: side(receive, 100, { kilobytes: 1 }),
      large: side(receive, 1, { kilobytes: 100 }),
    },
    rounds,
  );

  report([
    rowOf(
      'receive, among 500 sources ÷ alone',
      ratiosOf(played, 'amongMany', 'plain'),
      1.1,
    ),
    rowOf(
      'receive, 100 events in a request ÷ one, per event',
      ratiosOf(played, 'pack', 'single'),
      1.1,
    ),
    rowOf('receive, 100 KB ÷ 1 KB, per KB', ratiosOf(played, 'large', 'small'), 1.1),
  ]);
});

/** The members of a JSON text, whatever their order. */
function sorted(text = ''): string {
  return [...text].toSorted().join('');
}
