import { describe, expect, test } from 'vitest';
import { buildEvent, buildMessage } from '../support/build-source.ts';
import { isDocumented, readDocumentedAnswers } from './documented-answers.ts';
import { describeFigures, figuresOf, judgeMemory, type Sample } from './figures.ts';
import { canaryMark } from './json-text.ts';
import { judge, type Observation } from './judge.ts';
import { makeRequest } from './requests.ts';
import { signingKeys, sources } from './sources.ts';

const documented = readDocumentedAnswers();
const canary = `${canaryMark}17`;
const secret = signingKeys['query-secret']?.current ?? '';

const { posting } = makeRequest(1, 1);
const request = { posting: { ...posting, path: '/hooks/mac-hex' } };

const accepted = { accepted: 1, ignored: 0, requestId: 'one' };
const refused = {
  error: 'malformed-body',
  message: 'The body is not the JSON it says it is.',
};

const queued = (event: unknown) => ({
  body: JSON.stringify(buildMessage([buildEvent({ id: 'one', body: event })])),
  groupId: 'group',
  deduplicationId: 'dedup',
});

function observed(answer: Partial<Observation['answer']>, entries = [queued({ canary })]) {
  const right = {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: accepted,
    lines: ['{"level":"info"}'],
    milliseconds: 5,
  };
  return judge(request, { answer: { ...right, ...answer }, entries }, documented);
}

describe('the judge', () => {
  test('finds nothing in an answer that is documented', () => {
    expect(observed({})).toEqual([]);
    expect(observed({ status: 400, body: refused }, [])).toEqual([]);
  });

  test.each<[what: string, finding: string, answer: Partial<Observation['answer']>]>([
    ['another status', '201 (success) is not documented', { status: 201 }],
    [
      'another code',
      '400 odd is not documented',
      { status: 400, body: { ...refused, error: 'odd' } },
    ],
    ['a code under another status', '422 malformed-body', { status: 422, body: refused }],
    ['an answer with more', 'not one of the two', { body: { ...accepted, more: 1 } }],
    ['what API Gateway says of a crash', 'not one of the two', { status: 500, body: '' }],
    ['another content type', 'content type', { headers: {} }],
    ['a bug', 'a bug', { status: 503, body: { error: 'internal-error', message: 'x' } }],
    ['a warning of Node', 'not JSON', { lines: ['(node:1) Warning: x'] }],
    [
      'a canary in a line of the log',
      'payload is in the log',
      { lines: [`{"a":"${canary}"}`] },
    ],
    ['one in another case', 'payload is in the log', { lines: [canary.toLowerCase()] }],
    [
      'one between zeros',
      'payload is in the log',
      { lines: [[...canary].join('\\u0000')] },
    ],
    [
      'a canary in the answer',
      'in the answer',
      { body: { ...accepted, requestId: canary } },
    ],
    ['a canary in a header', 'in the answer', { headers: { 'x-a': canary } }],
    ['a secret in the log', 'a secret is in the log', { lines: [secret] }],
    ['a secret in the answer', 'a secret is in the answer', { body: secret }],
    ['a late answer', '5001 ms, and the sender waits 5000 ms', { milliseconds: 5_001 }],
    ['more accepted than there is', '', { body: { ...accepted, accepted: 0 } }],
  ])('notices %s', (_, finding, answer) => {
    expect(observed(answer).join('; ')).toContain(finding);
    expect(observed(answer)).not.toEqual([]);
  });

  test.each<[what: string, finding: string, entries: Observation['entries']]>([
    [
      'a canary in a group id',
      'an id or attribute of SQS',
      [{ ...queued({}), groupId: canary }],
    ],
    [
      'a canary in a dedup id',
      'an id or attribute of SQS',
      [{ ...queued({}), deduplicationId: canary }],
    ],
    [
      'a canary in an attribute',
      'attribute of SQS',
      [{ ...queued({}), attributes: { canary } }],
    ],
    ['a secret in the queue', 'a secret is in the queue', [queued({ key: secret })]],
    ['what is not in the queue', 'none is queued', []],
    ['what is no message', 'cannot be read', [{ ...queued({}), body: '{}' }]],
  ])('notices %s', (_, finding, entries) => {
    expect(observed({}, entries).join('; ')).toContain(finding);
  });

  test('notices what is queued although it was refused, and not beside one too large', () => {
    const tooLarge = { error: 'event-too-large', message: 'One is.', paths: ['[0]'] };

    expect(observed({ status: 400, body: refused }).join()).toContain(
      '1 events are queued',
    );
    expect(observed({ status: 413, body: tooLarge })).toEqual([]);
  });
});

describe('the documented answers', () => {
  const { response } = sources[0];

  test('are the table of the page, with the settings of a source in it', () => {
    const other = { ...response, status: 202, busyStatus: 429, unverifiedStatus: 429 };

    expect(isDocumented(documented, other, 202, undefined)).toBe(true);
    expect(isDocumented(documented, other, 200, undefined)).toBe(false);
    expect(isDocumented(documented, other, 429, 'busy')).toBe(true);
    expect(isDocumented(documented, other, 503, 'busy')).toBe(false);
    expect(isDocumented(documented, other, 429, 'wrong-signature')).toBe(true);
  });

  test('grow by a row of that table', () => {
    const table = [
      '| status | `error` | means |',
      '| --- | --- | --- |',
      '| 418 | `tea` | x |',
      '',
    ];

    const [tea] = readDocumentedAnswers(table.join('\n'));

    expect(tea).toEqual({ status: '418', errors: ['tea'] });
    expect(() => readDocumentedAnswers('# Another page')).toThrow('no table');
  });
});

describe('the figures', () => {
  const sample = (index: number, heapMb: number): Sample => ({
    answer: index % 2 === 0 ? '200' : '400 malformed-body',
    milliseconds: index,
    rssBytes: 2 ** 20 * 100,
    heapBytes: 2 ** 20 * heapMb,
  });
  const samples = (heapMb: (index: number) => number) =>
    Array.from({ length: 10_000 }, (_, index) => sample(index, heapMb(index)));

  test('count answers, and say how long they took', () => {
    const text = describeFigures(
      figuresOf(
        samples(() => 50),
        3,
      ),
    );

    expect(text).toContain('5000  400 malformed-body');
    expect(text).toContain('3  no answer\n10003 requests');
    expect(text).toContain('p50 5000.0 ms, p99 9900 ms, max 9999 ms; RSS 100 MB');
  });

  test('show a heap that goes on growing, and not one that is collected', () => {
    expect(judgeMemory(samples((index) => 50 + (index % 100)))).toEqual([]);
    expect(judgeMemory(samples((index) => 50 + index / 50))).toEqual([
      expect.stringContaining('goes on growing'),
    ]);
  });

  test('show a process that has more memory than the function', () => {
    const huge = { ...sample(0, 50), rssBytes: 2 ** 20 * 513 };

    expect(judgeMemory([huge])).toEqual(['513 MB, and the function has 512 MB']);
  });
});
