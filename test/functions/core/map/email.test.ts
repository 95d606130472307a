import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toEmail } from '../../../../functions/core/map/email.ts';
import { contactSchema } from '../../../../local/bridge-simulator/contacts/contact.ts';

describe('the address that a text is', () => {
  test.each([
    'a@b.co',
    'first.last+tag@sub.example.com',
    "o'neil@example.com",
    'a_b-c@example.co.uk',
    'Ana.Gil@Example.COM',
  ])('%s, as it is', (text) => {
    expect(toEmail(text)).toBe(text);
  });

  test.each([
    ['a name before it', 'Ana Gil <ana@example.com>'],
    ['a name in quotes, with a comma', '"Gil, Ana" <ana@example.com>'],
    ['itself before it', 'ana@example.com <ana@example.com>'],
    ['angle brackets', '<ana@example.com>'],
    ['a full stop behind it', 'ana@example.com.'],
    ['a comma behind it', 'ana@example.com,'],
    ['a semicolon and a blank behind it', 'ana@example.com; '],
    ['a name before it and a semicolon behind it', 'Ana Gil <ana@example.com>;'],
    ['a full stop and a quote behind it', '"ana@example.com."'],
    ['quotes around it', '"ana@example.com"'],
    ['the apostrophe of a spreadsheet', "'ana@example.com"],
    ['blanks of other kinds', '\u00a0ana@example.com\u3000'],
    ['a line break', 'ana@example.com\r\n'],
    ['a zero-width space before it', '\u200bana@example.com'],
    ['a soft hyphen in it', 'ana@exam\u00adple.com'],
    ['marks of direction', '\u202aana@example.com\u202c'],
    ['wide letters', 'ａｎａ＠ｅｘａｍｐｌｅ．ｃｏｍ'],
  ])('%s', (_, text) => {
    expect(toEmail(text)).toBe('ana@example.com');
  });

  test('the longest that fits a line of mail, with its name', () => {
    const inLine = (length: number) => '<ana@example.com>'.padStart(length, 'Ana ');

    expect(toEmail(inLine(998))).toBe('ana@example.com');
    expect(toEmail(inLine(999))).toBeUndefined();
  });

  test.each([
    ['64 characters before the @', `${'a'.repeat(64)}@b.co`],
    ['254 characters', `a@${'b.'.repeat(125)}co`],
    ['a label of 63 characters', `a@${'b'.repeat(63)}.co`],
  ])('as long as it can be: %s', (_, text) => {
    expect(toEmail(text)).toBe(text);
    expect(toEmail(`a${text}`.replace('@b', '@bb'))).toBeUndefined();
  });

  test('a domain with other letters is in its form for computers', () => {
    expect(toEmail('ana@España.example')).toBe('ana@xn--espaa-rta.example');
    expect(toEmail('ana@xn--espaa-rta.example')).toBe('ana@xn--espaa-rta.example');
  });
});

describe('what Bridge would refuse is none', () => {
  test.each([
    '',
    '@',
    '@b.co',
    'a@',
    'a@b',
    'a@b.',
    'a@.b',
    'a@b..co',
    '.a@b.co',
    'a.@b.co',
    'a..b@c.de',
    'a b@c.de',
    'a@b,c.de',
    'a@b@c.de',
    'a@b_c.de',
    'a@-b.de',
    'a@b-.de',
    'a@b.c',
    'a@127.0.0.1',
    'a@[127.0.0.1]',
    'mailto:a@b.co',
    'a@b.co?subject=Hello',
    'https://b.co/a@b.co',
    'a@b.co/',
    'a@b.co:',
    'a@b.co&nbsp',
    '&nbsp;a@b.co',
    'a@españa.es/x',
    'a@b.co/españa',
    'a@xn--ñ.example',
    'a@b.co, c@b.co',
    'a@b.co c@b.co',
    'A <a@b.co>, C <c@b.co>',
    'A <a@b.co>x',
    'c@b.co <a@b.co>',
    'ñandú@b.co',
    'ada²@b.co',
    'ada①@b.co',
    'ﬁona@b.co',
    'ªda@b.co',
    'ada@b².co',
    'ada@ﬁna.co',
    'ada@b.ℂo',
    '𝐚𝐝𝐚@b.co',
    '😀@b.co',
    "a'@b.co",
    'a\ud800@b.co',
    'a@b\udc00.co',
    `${'a'.repeat(65)}@b.co`,
    `a@${'b.'.repeat(126)}co`,
    `a@${'b'.repeat(64)}.co`,
  ])('%j', (text) => {
    expect(toEmail(text)).toBeUndefined();
  });

  // Milliseconds on any machine; hours if the time grew with the square of the length.
  test.each([
    ['many addresses', 'a@'.repeat(2_000_000)],
    ['many dots', `a@${'.'.repeat(4_000_000)}`],
    ['many labels', `a@${'a.'.repeat(2_000_000)}`],
  ])('a hostile text is judged in the time of its length: %s', (_, text) => {
    expect(toEmail(text)).toBeUndefined();
  });

  test('whatever passes, Bridge takes, and it passes again as it is', () => {
    const piece = fc.constantFrom(
      ...[...'aZ9.@@_\'+-<> ",;:/?&=%ñ\u200b\u00a0\ud800ｅ'],
      'ana',
      'example.com',
      '..',
      'mailto:',
      '&nbsp',
    );
    const around = fc.string({ unit: piece, maxLength: 6 });
    const texts = fc.oneof(
      fc.string({ unit: piece, maxLength: 20 }),
      fc
        .tuple(
          around,
          fc.stringMatching(/^[a-z]{1,5}[.+_-][A-Z]{1,5}@[a-z]{1,5}\.com$/),
          around,
        )
        .map(([before, email, behind]) => before + email + behind),
    );
    let passed = 0;

    fc.assert(
      fc.property(texts, (text) => {
        const email = toEmail(text);
        if (email === undefined) return;
        passed += 1;
        expect(contactSchema.shape.email.safeParse(email).success).toBe(true);
        expect(toEmail(email)).toBe(email);
      }),
      { numRuns: 1000 },
    );
    expect(passed).toBeGreaterThan(20);
  });
});
