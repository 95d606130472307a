import { describe, expect, test } from 'vitest';
import {
  contactListSchema,
  contactSchema,
  definitionListSchema,
  judgeAnswer,
} from '../../../../functions/core/bridge/bridge-answer.ts';

const verdictOf = (status: number, body: unknown = {}) =>
  judgeAnswer({ kind: 'answered', status, body });

describe('what an answer of Bridge means', () => {
  test.each([
    [200, 'ok'],
    [201, 'ok'],
    [204, 'ok'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
    [404, 'missing'],
    [400, 'refused'],
    [409, 'refused'],
    [413, 'refused'],
    [422, 'refused'],
    [425, 'rate-limited'],
    [429, 'rate-limited'],
    [500, 'unavailable'],
    [503, 'unavailable'],
    [301, 'unavailable'],
    [307, 'unavailable'],
    [408, 'ambiguous'],
    [502, 'ambiguous'],
    [504, 'ambiguous'],
  ])('%i is %s', (status, expected) => {
    const verdict = verdictOf(status);

    expect(verdict.kind === 'later' ? verdict.reason : verdict.kind).toBe(expected);
  });

  test('G5: only 4xx that speak of the content are refused; nothing else parks', () => {
    const refused = Array.from({ length: 500 }, (_, index) => 100 + index).filter(
      (status) => verdictOf(status).kind === 'refused',
    );

    expect(refused.filter((status) => status >= 400)).toEqual(
      Array.from({ length: 100 }, (_, index) => 400 + index).filter(
        (status) => ![401, 403, 404, 408, 425, 429].includes(status),
      ),
    );
    expect(refused.filter((status) => status >= 200 && status < 400)).toEqual([]);
  });

  test('Retry-After goes along', () => {
    const verdicts = [429, 503, 504].map((status) =>
      judgeAnswer({ kind: 'answered', status, body: '', retryAfterSeconds: 7 }),
    );

    expect(
      verdicts.map((verdict) => verdict.kind === 'later' && verdict.retryAfterSeconds),
    ).toEqual([7, 7, 7]);
  });

  test('what was not sent cannot have been applied; what was perhaps sent may have been', () => {
    expect(judgeAnswer({ kind: 'notSent', code: 'ECONNREFUSED' })).toMatchObject({
      kind: 'later',
      reason: 'unavailable',
    });
    expect(judgeAnswer({ kind: 'ambiguous', code: 'timeout' })).toMatchObject({
      kind: 'later',
      reason: 'ambiguous',
    });
  });

  test('the words of a refusal are kept, cut to a size', () => {
    const short = verdictOf(422, { message: 'email is invalid' });
    const long = verdictOf(422, 'x'.repeat(50_000));

    expect(short).toMatchObject({ answer: '{"message":"email is invalid"}' });
    expect(long.kind === 'refused' && long.answer.length).toBe(2_000);
    expect(judgeAnswer({ kind: 'answered', status: 422, body: undefined })).toMatchObject({
      kind: 'refused',
      answer: '',
    });
  });
});

describe('answers are read loosely', () => {
  test('a contact needs only its id, and keeps what it is not known for', () => {
    expect(contactSchema.parse({ id: 'c', firstName: null, other: 1 })).toEqual({
      id: 'c',
      firstName: null,
      other: 1,
    });
    expect(contactSchema.safeParse({ firstName: 'Ana' }).success).toBe(false);
    expect(contactListSchema.safeParse({ contacts: [{ id: 'c' }], cursor: null }).success).toBe(
      true,
    );
  });

  test('both spellings of the list of attributes are understood', () => {
    const definition = { id: 'a', category: 'OPEN', keyName: 'Plan' };

    expect(definitionListSchema.parse({ customAttributes: [definition] })).toEqual([definition]);
    expect(definitionListSchema.parse({ custom_attributes: [definition] })).toEqual([definition]);
    expect(definitionListSchema.safeParse({ attributes: [definition] }).success).toBe(false);
  });
});
