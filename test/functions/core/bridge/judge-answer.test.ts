import { describe, expect, test } from 'vitest';
import { judgeAnswer } from '../../../../functions/core/bridge/judge-answer.ts';
import type { CallKind } from '../../../../functions/core/errors.ts';

const judged = (answer: Parameters<typeof judgeAnswer>[0], kind: CallKind = 'patch') =>
  judgeAnswer(answer, { kind, madeFor: kind });
const verdictOf = (status: number, kind: CallKind = 'patch', body?: unknown) =>
  judged({ kind: 'answered', status, body }, kind);
const wordFor = (status: number, kind: CallKind) => {
  const verdict = verdictOf(status, kind);
  return verdict.kind === 'later' ? verdict.failure.reason : verdict.kind;
};

describe('what an answer of Bridge means', () => {
  test.each([
    [200, 'ok', 'ok'],
    [201, 'ok', 'ok'],
    [204, 'ok', 'ok'],
    [301, 'unavailable', 'unavailable'],
    [307, 'unavailable', 'unavailable'],
    [400, 'refused', 'refused'],
    [401, 'key-refused', 'key-refused'],
    [403, 'key-refused', 'key-refused'],
    [404, 'missing', 'missing'],
    [408, 'ambiguous', 'unavailable'],
    [409, 'refused', 'refused'],
    [413, 'refused', 'refused'],
    [422, 'refused', 'refused'],
    [425, 'rate-limited', 'rate-limited'],
    [429, 'rate-limited', 'rate-limited'],
  ])('%i to a PATCH is %s, to a GET %s', (status, toPatch, toGet) => {
    expect([wordFor(status, 'patch'), wordFor(status, 'create')]).toEqual([
      toPatch,
      toPatch,
    ]);
    expect([wordFor(status, 'read'), wordFor(status, 'search')]).toEqual([toGet, toGet]);
  });

  test('G4: every 5xx to a write may still be applied; a read has nothing to apply', () => {
    const all5xx = Array.from({ length: 100 }, (_, index) => 500 + index);

    expect(
      new Set(
        all5xx.flatMap((status) => [wordFor(status, 'patch'), wordFor(status, 'create')]),
      ),
    ).toEqual(new Set(['ambiguous']));
    expect(new Set(all5xx.map((status) => wordFor(status, 'read')))).toEqual(
      new Set(['unavailable']),
    );
  });

  test('G5: only 4xx that speak of the content are refused; nothing else parks', () => {
    const refused = Array.from({ length: 500 }, (_, index) => 100 + index).filter(
      (status) => verdictOf(status).kind === 'refused',
    );

    expect(refused).toEqual(
      Array.from({ length: 100 }, (_, index) => 400 + index).filter(
        (status) => ![401, 403, 404, 408, 425, 429].includes(status),
      ),
    );
  });

  test.each([429, 502, 503, 504])('G6: the Retry-After of a %i goes along', (status) => {
    const verdict = judged({ kind: 'answered', status, body: '', retryAfterSeconds: 7 });

    expect(verdict).toMatchObject({ failure: { retryAfterSeconds: 7 } });
  });

  test('what was not sent cannot have been applied; what was perhaps sent may have been', () => {
    const notSent = judged({ kind: 'notSent', code: 'ECONNREFUSED' });
    const patched = judged({ kind: 'ambiguous', code: 'ETIMEDOUT' });
    const got = judged({ kind: 'ambiguous', code: 'ETIMEDOUT' }, 'read');

    expect(notSent).toMatchObject({ failure: { reason: 'unavailable' } });
    expect(patched).toMatchObject({ failure: { reason: 'ambiguous' } });
    expect(got).toMatchObject({ failure: { reason: 'unavailable' } });
  });

  test('a failure names the call that it was made for, and in its detail the one that failed', () => {
    const verdict = judgeAnswer(
      { kind: 'answered', status: 503, body: 'CANARY' },
      { kind: 'read', madeFor: 'patch' },
    );

    expect(verdict).toMatchObject({
      failure: { call: 'patch', detail: 'GET contact: status 503' },
    });
    expect(String(verdict.kind === 'later' && verdict.failure)).not.toContain('CANARY');
  });
});

describe('the words of a refusal', () => {
  const answerTo = (body: unknown) => {
    const verdict = verdictOf(422, 'patch', body);
    return verdict.kind === 'refused' ? verdict.failure.answer : undefined;
  };

  test('are kept, cut to a size', () => {
    expect(answerTo({ message: 'email is invalid' })).toBe(
      '{"message":"email is invalid"}',
    );
    expect(answerTo('x'.repeat(50_000))).toHaveLength(2_000);
    expect(answerTo(undefined)).toBe('');
  });

  test('are a text that can be kept even where the cut goes through a character', () => {
    const answer = answerTo(`${'x'.repeat(1_999)}😀`);

    expect(answer).toHaveLength(2_000);
    expect(answer?.isWellFormed()).toBe(true);
  });
});
