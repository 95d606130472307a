import { parseArgs } from 'node:util';
import { readDocumentedAnswers } from './documented-answers.ts';
import { describeFigures } from './figures.ts';
import { judge } from './judge.ts';
import { play, playAlone } from './play.ts';
import { describeRequest, makeRequest } from './requests.ts';

// Many requests against the bundle of receive: npm run fuzz -- --requests 100000 --seed 1
// One of them, by its number, with what came of it: npm run fuzz -- --seed 1 --replay 4711
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    replay: { type: 'string' },
  },
});
const seed = Number(values.seed ?? Date.now() % 2 ** 31);

process.exitCode = await (values.replay === undefined
  ? fuzz(Number(values.requests))
  : replay(Number(values.replay)));

/** Gives the exit code. */
async function fuzz(requests: number): Promise<number> {
  const startedAt = performance.now();
  const { figures, findings } = await play({
    seed,
    requests,
    onProgress: (done) => {
      if (done % 5_000 === 0) process.stderr.write(`${done} requests\n`);
    },
    onFinding: ({ number, complaints }) =>
      process.stdout.write(`${number ?? 'all'}: ${complaints.join('; ')}\n`),
  });
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  process.stdout.write(
    `${describeFigures(figures)}\nseed ${seed}, ${seconds} s, ${findings.length} findings\n`,
  );
  return findings.length === 0 && figures.requests > 0 ? 0 : 1;
}

async function replay(number: number): Promise<number> {
  const request = makeRequest(seed, number);
  process.stdout.write(`${describeRequest(request)}\n\n`);
  const played = await playAlone(request);
  if (played.kind === 'lost') {
    process.stdout.write(`${played.why}\n`);
    return 1;
  }
  const { answer, entries } = played.observation;
  const complaints = judge(request, played.observation, readDocumentedAnswers());
  process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
  for (const { body } of entries)
    process.stdout.write(`queued: ${body.slice(0, 2_000)}\n`);
  process.stdout.write(`${complaints.join('; ') || 'as documented'}\n`);
  return complaints.length === 0 ? 0 : 1;
}
