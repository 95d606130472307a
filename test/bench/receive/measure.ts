import type { OutgoingMessage } from '../../../functions/core/message/message.ts';
import type { HookEvent } from '../../../functions/edges/receive/stages.ts';
import { cpuOf, playRounds, ratiosOf } from '../rounds.ts';
import { createReceive, post, receiveByHand, source, split } from './sides.ts';

const rounds = 31;
const growthRounds = 21;

// In a process of its own: vitest reads each import through an object, which costs the product.
await assertSameMessage();
const ratios = { ...(await besideHand()), ...(await growth()) };
process.stdout.write(`${JSON.stringify(ratios)}\n`);

/**
 * The processor time of a request, of so many, which are made before the time is taken. The system
 * counts in ticks of some ms: it has to be many.
 */
function side(
  receive: (event: HookEvent) => Promise<unknown>,
  requests: number,
  form?: Parameters<typeof post>[0],
) {
  return async () => {
    const events = Array.from({ length: requests }, () => post(form));
    const took = await cpuOf(async () => {
      for (const event of events) await receive(event);
    });
    return took / requests;
  };
}

/** @throws Error if the product queues another message than the one written by hand */
async function assertSameMessage(): Promise<void> {
  const receive = createReceive();
  const event = post();
  const withoutTime = ([message]: OutgoingMessage[]) =>
    message && { ...message, body: message.body.replace(/"enqueuedAt":\d+/, '') };
  const [ours, byHand] = [await receive(event), await receiveByHand(event)].map(
    withoutTime,
  );
  if (sorted(ours?.body) !== sorted(byHand?.body) || ours?.dedup !== byHand?.dedup)
    throw new Error(`not the same message:\n${ours?.body}\n${byHand?.body}`);
}

async function besideHand() {
  const played = await playRounds(
    { ours: side(createReceive(), 400), byHand: side(receiveByHand, 1_200) },
    rounds,
  );
  return { 'receive hand': ratiosOf(played, 'ours', 'byHand') };
}

/** Receive grows with nothing but what it is given. */
async function growth() {
  const receive = createReceive([source, split]);
  const others = Array.from({ length: 500 }, (_, index) => ({
    ...source,
    name: `s${index}`,
  }));
  const amongMany = createReceive([...others, source]);
  const played = await playRounds(
    {
      plain: side(receive, 300),
      amongMany: side(amongMany, 300),
      single: side(receive, 300, { name: 'split', events: 1, kilobytes: 0.3 }),
      pack: side(receive, 8, { name: 'split', events: 100, kilobytes: 0.3 }),
      small: side(receive, 300, { kilobytes: 1 }),
      large: side(receive, 20, { kilobytes: 100 }),
    },
    growthRounds,
  );
  return {
    'growth sources': ratiosOf(played, 'amongMany', 'plain'),
    'growth batch': ratiosOf(played, 'pack', 'single').map((ratio) => ratio / 100),
    'growth payload': ratiosOf(played, 'large', 'small').map((ratio) => ratio / 100),
  };
}

/** The members of a JSON text, whatever their order. */
function sorted(text = ''): string {
  return [...text].toSorted().join('');
}
