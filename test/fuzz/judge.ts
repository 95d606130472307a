import * as z from 'zod';
import { responseSchema } from '../../functions/core/config/request-schema.ts';
import type { Message } from '../../functions/core/message/message.ts';
import { messageSchema } from '../../functions/core/message/message-schema.ts';
import { lookUpSource } from '../../functions/core/receive/find-source.ts';
import { buildConfig } from '../support/build-source.ts';
import type { DeployedAnswer } from '../support/deployed-receive.ts';
import { type DocumentedAnswer, isDocumented } from './documented-answers.ts';
import { canaryMark } from './json-text.ts';
import type { FuzzRequest } from './requests.ts';
import { secretTexts, sources } from './sources.ts';

/** What SQS shows of a message beside its body. */
interface Entry {
  body: string;
  groupId: string;
  deduplicationId: string;
  attributes?: object | undefined;
}

/** What came of one request. */
export interface Observation {
  answer: Pick<DeployedAnswer, 'status' | 'headers' | 'body' | 'lines' | 'milliseconds'>;
  /** What was put into the queue for it. */
  entries: Entry[];
}

const config = buildConfig(...sources);

const successSchema = z.strictObject({
  accepted: z.int().nonnegative(),
  ignored: z.int().nonnegative(),
  requestId: z.string(),
});
const errorSchema = z.strictObject({
  error: z.string(),
  message: z.string(),
  paths: z.array(z.string()).optional(),
});

/**
 * What is wrong with what came of a request, in sentences; empty if all is as documented. A canary
 * or a secret is never quoted.
 */
export function judge(
  { posting }: Pick<FuzzRequest, 'posting'>,
  { answer, entries }: Observation,
  documented: DocumentedAnswer[],
): string[] {
  const settings = settingsOf(posting);
  const success = successSchema.safeParse(answer.body).data;
  const error = errorSchema.safeParse(answer.body).data?.error;
  const messages = entries.map(({ body }) => readMessage(body));
  return [
    ...judgeAnswer(answer, success !== undefined, error, settings, documented),
    ...judgeQueue(messages, success?.accepted, error),
    ...judgeTime({ posting }, answer),
    ...judgeOutputs(answer, entries),
  ];
}

/** Whether the answer came after the sender's deadline, or the function's own. */
export function judgeTime(
  { posting }: Pick<FuzzRequest, 'posting'>,
  { milliseconds }: Pick<DeployedAnswer, 'milliseconds'>,
): string[] {
  const limitMs = settingsOf(posting).deadlineSeconds * 1_000;
  if (milliseconds <= limitMs) return [];
  return [
    `the answer took ${Math.round(milliseconds)} ms, and the sender waits ${limitMs} ms`,
  ];
}

/** How a source answers; for an address without one, how any does by default. */
function settingsOf({ path }: FuzzRequest['posting']) {
  const name = path.split('/').at(-1);
  return lookUpSource(config, name)?.response ?? responseSchema.parse({});
}

function judgeAnswer(
  { status, headers, lines }: Observation['answer'],
  isSuccess: boolean,
  error: string | undefined,
  settings: ReturnType<typeof settingsOf>,
  documented: DocumentedAnswer[],
): string[] {
  const findings: string[] = [];
  if (!isSuccess && error === undefined)
    findings.push(`the body of the answer ${status} is not one of the two documented`);
  else if (!isDocumented(documented, settings, status, error))
    findings.push(`the answer ${status} ${error ?? '(success)'} is not documented`);
  if (error === 'internal-error') findings.push('the answer is internal-error: a bug');
  if (lines.some((line) => !isLogLine(line)))
    findings.push('a line of the log is not JSON');
  if (headers['content-type'] !== 'application/json')
    findings.push('the content type of the answer is not application/json');
  return findings;
}

const logLineSchema = z.looseObject({ level: z.enum(['info', 'warn', 'error']) });

function isLogLine(line: string): boolean {
  return logLineSchema.safeParse(parse(line)).success;
}

/** What is refused leaves nothing in the queue, but for the events beside one that is too large. */
function judgeQueue(
  messages: (Message | undefined)[],
  accepted: number | undefined,
  error: string | undefined,
): string[] {
  const findings: string[] = [];
  if (messages.includes(undefined)) findings.push('a message of the queue cannot be read');
  const count = messages.reduce((sum, message) => sum + (message?.events.length ?? 0), 0);
  const keepsOthers = error === 'event-too-large' || error === 'busy';
  if (error !== undefined && !keepsOthers && messages.length > 0)
    findings.push(`the request was refused with ${error}, and ${count} events are queued`);
  // SQS knows messages again: fewer can be there than were accepted.
  if (accepted !== undefined && count > accepted)
    findings.push(`${accepted} events were accepted, and ${count} are queued`);
  if (accepted !== undefined && accepted > 0 && count === 0)
    findings.push(`${accepted} events were accepted, and none is queued`);
  return findings;
}

function readMessage(body: string): Message | undefined {
  return messageSchema.safeParse(parse(body)).data;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Payload can be in the bodies of the queue, and nowhere else; a secret nowhere at all. */
function judgeOutputs(
  { headers, body, lines }: Observation['answer'],
  entries: Observation['entries'],
): string[] {
  const shown = entries.map(({ groupId, deduplicationId, attributes }) =>
    JSON.stringify([groupId, deduplicationId, attributes]),
  );
  const outputs = {
    'the log': lines.join('\n'),
    'the answer': JSON.stringify([body, headers]),
    'an id or attribute of SQS': shown.join('\n'),
  };
  const findings = Object.entries(outputs).flatMap(([place, text]) => [
    ...(holds(text, [canaryMark]) ? [`a value of the payload is in ${place}`] : []),
    ...(holds(text, secretTexts) ? [`a secret is in ${place}`] : []),
  ]);
  if (entries.some(({ body: queued }) => holds(queued, secretTexts)))
    findings.push('a secret is in the queue');
  return findings;
}

/** In any case of letters, and with zeros between them, as a wrong charset reads them. */
function holds(text: string, marks: string[]): boolean {
  const plain = text.replaceAll('\\u0000', '').replaceAll('\0', '').toLowerCase();
  return marks.some((mark) => plain.includes(mark.toLowerCase()));
}
