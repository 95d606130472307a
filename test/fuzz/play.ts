import type { Substitute } from '../support/deployed-bundle.ts';
import { FunctionEnded } from '../support/deployed-function.ts';
import {
  type DeployedReceive,
  startDeployedReceive,
} from '../support/deployed-receive.ts';
import { readDocumentedAnswers } from './documented-answers.ts';
import { type Figures, figuresOf, judgeMemory, type Sample } from './figures.ts';
import { judge, judgeTime, type Observation } from './judge.ts';
import { type FuzzRequest, makeRequest } from './requests.ts';
import { signingKeys, sources } from './sources.ts';

export interface Finding {
  /** Of the request; none where it is about all of them. */
  number: number | undefined;
  complaints: string[];
}

export interface FuzzReport {
  figures: Figures;
  findings: Finding[];
}

interface PlayOptions {
  seed: number;
  requests: number;
  substitute?: Substitute | undefined;
  onProgress?(done: number): void;
  onFinding?(finding: Finding): void;
}

/** What came of a request that was answered, or that it was not. */
type Played =
  | { kind: 'answered'; observation: Observation; sample: Sample }
  | { kind: 'lost'; isOutOfTime: boolean; why: string };

const start = (substitute: Substitute | undefined) =>
  startDeployedReceive({ sources, keys: signingKeys, substitute });

/** Plays requests against the bundle of receive, one after another. */
export async function play({
  seed,
  requests,
  substitute,
  onProgress = () => {},
  onFinding = () => {},
}: PlayOptions): Promise<FuzzReport> {
  const documented = readDocumentedAnswers();
  const samples: Sample[] = [];
  const findings: Finding[] = [];
  const note = (number: number | undefined, complaints: string[]) => {
    if (complaints.length === 0) return;
    findings.push({ number, complaints });
    onFinding({ number, complaints });
  };
  let receive = await start(substitute);
  for (let number = 0; number < requests; number += 1) {
    const request = makeRequest(seed, number);
    const first = await playOne(receive, request);
    if (first.kind === 'lost') {
      await receive.stop();
      receive = await start(substitute);
    }
    const played = isLate(request, first) ? await playAlone(request, substitute) : first;
    if (played.kind === 'answered') {
      samples.push(played.sample);
      note(number, judge(request, played.observation, documented));
    } else note(number, [played.why]);
    onProgress(number + 1);
  }
  await receive.stop();
  note(undefined, judgeMemory(samples));
  return { figures: figuresOf(samples, requests - samples.length), findings };
}

/** Plays one request in a function of its own: what came of it. */
export async function playAlone(
  request: FuzzRequest,
  substitute?: Substitute,
): Promise<Played> {
  const receive = await start(substitute);
  try {
    return await playOne(receive, request);
  } finally {
    await receive.stop();
  }
}

/** What is late counts when it is late again: a machine can be busy with something else. */
function isLate(request: FuzzRequest, played: Played): boolean {
  if (played.kind === 'lost') return played.isOutOfTime;
  return judgeTime(request, played.observation.answer).length > 0;
}

async function playOne(
  receive: DeployedReceive,
  { posting }: FuzzRequest,
): Promise<Played> {
  receive.clear();
  try {
    const answer = await receive.post(posting);
    const { status, body, milliseconds, rssBytes, heapBytes } = answer;
    const sample = { answer: nameOf(status, body), milliseconds, rssBytes, heapBytes };
    return {
      kind: 'answered',
      observation: { answer, entries: receive.entries() },
      sample,
    };
  } catch (failure) {
    if (!(failure instanceof FunctionEnded)) throw failure;
    return { kind: 'lost', isOutOfTime: failure.isOutOfTime, why: failure.message };
  }
}

function nameOf(status: number, body: unknown): string {
  const { error } = (body ?? {}) as { error?: unknown };
  return typeof error === 'string' ? `${status} ${error}` : String(status);
}
