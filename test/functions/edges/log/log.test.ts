import { expect, test } from 'vitest';
import { describeBug } from '../../../../functions/edges/log/log.ts';

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('a bug is described by its name and where it came from', () => {
  const bug = thrownBy(() => (undefined as unknown as { foo: string }).foo);

  expect(describeBug(bug)).toMatch(/^TypeError at .*log\.test\.ts:\d+:\d+\)? at /);
});

test('a bug is described with what caused it', () => {
  const cause = new RangeError('inner');
  const bug = new Error('outer', { cause });

  expect(describeBug(bug)).toMatch(
    /^Error at .* because of RangeError at .*log\.test\.ts/,
  );
});

test.each([
  ['on one line', 'canary@example.com'],
  [
    'on lines that look like frames',
    'first\n    at canary (canary.ts:1:1)\n    at canary',
  ],
  ['that was changed later', 'before'],
])('a message that quotes a payload %s is not described (G10)', (_, message) => {
  const bug = new Error(message, {
    cause: new SyntaxError(`Unexpected token: ${message}`),
  });
  if (message === 'before') bug.message = 'canary, but not in the stack';

  expect(describeBug(bug)).not.toContain('canary');
  expect(describeBug(bug)).not.toContain('before');
});

test('what is thrown without being an error is described by its type', () => {
  expect(describeBug('canary')).toBe('string');
});
