import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  defaultLimits,
  malformedBody,
} from '../../../../functions/core/body/body-limits.ts';
import { textReaderOf } from '../../../../functions/core/body/decode-text.ts';
import * as form from '../../../../functions/core/body/kinds/parse-form.ts';
import { Rejection } from '../../../../functions/core/errors.ts';
import { toPlainValue } from '../../../../functions/core/plain-value.ts';

const parseForm = (text: string) => {
  const read = form.parseForm({
    reader: textReaderOf('', Buffer.from(text)),
    contentType: 'application/x-www-form-urlencoded',
    limits: defaultLimits,
    readerOf: textReaderOf,
  });
  if (!read.ok) throw malformedBody(read.what);
  return toPlainValue(read.value) as form.FormObject;
};
const payload = (name: string) =>
  readFileSync(
    new URL(`../../../fixtures/providers/payloads/${name}.txt`, import.meta.url),
    'utf8',
  );

describe('forms as PHP senders write them', () => {
  test.each([
    ['', {}],
    ['a=1&b=2', { a: '1', b: '2' }],
    ['a=1+2%2B3&b=%C3%B1', { a: '1 2+3', b: 'ñ' }],
    ['a[b]=1&a[c]=2', { a: { b: '1', c: '2' } }],
    ['a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
    ['a[]=1&a[]=2', { a: ['1', '2'] }],
    ['a[]=1', { a: ['1'] }],
    ['a[0]=x&a[2]=y', { a: { '0': 'x', '2': 'y' } }],
    ['a[b][]=1&a[b][]=2', { a: { b: ['1', '2'] } }],
    ['a[][b]=1&a[][b]=2', { a: [{ b: '1' }, { b: '2' }] }],
    ['a=1&a=2', { a: ['1', '2'] }],
    ['a=1&b=x&a=2&a=', { a: ['1', '2', ''], b: 'x' }],
    ['a[b]=1&a[b]=2', { a: { b: ['1', '2'] } }],
    ['a[0]=x&a[1]=y', { a: ['x', 'y'] }],
    ['a[1]=y&a[0]=x', { a: ['x', 'y'] }],
    ['a[0]=x', { a: ['x'] }],
    ['a[1]=x', { a: { '1': 'x' } }],
    ['a[00]=x&a[1]=y', { a: { '00': 'x', '1': 'y' } }],
    ['a[0][b]=1&a[0][c]=2&a[1][b]=3', { a: [{ b: '1', c: '2' }, { b: '3' }] }],
    [
      'contact[fields][39]=a&contact[fields][40]=b',
      { contact: { fields: { '39': 'a', '40': 'b' } } },
    ],
    ['a[]=1&a[b]=2', { a: { '0': '1', b: '2' } }],
    ['a[x]=1&a[]=2', { a: { x: '1', '0': '2' } }],
    ['a[x1]=1&a[]=2', { a: { x1: '1', '0': '2' } }],
    ['a[1x]=1&a[]=2', { a: { '1x': '1', '0': '2' } }],
    ['a[12]=1&a[]=2', { a: { '12': '1', '13': '2' } }],
    ['a[b]c[d]=1', { 'a[b]c[d]': '1' }],
    ['a[5]=1&a[]=2', { a: { '5': '1', '6': '2' } }],
    ['a[0]=1&a[0]=2&a[1]=3', { a: [['1', '2'], '3'] }],
    ['0=x&1=y', { '0': 'x', '1': 'y' }],
    ['a[toString]=x&a[toString]=y', { a: { toString: ['x', 'y'] } }],
    ['a=%zz&b=%', { a: '%zz', b: '%' }],
    ['\ufeffa=1', { a: '1' }],
    ['&&a=1&', { a: '1' }],
    ['a', { a: '' }],
    ['a=', { a: '' }],
    ['=x', { '': 'x' }],
    ['a[b=1', { 'a[b': '1' }],
    ['a]b=1', { 'a]b': '1' }],
    ['[a]=1', { '[a]': '1' }],
    ['a[b]c=1', { 'a[b]c': '1' }],
    ['field.1=x&field-2=y', { 'field.1': 'x', 'field-2': 'y' }],
  ])('%s', (text, expected) => {
    expect(parseForm(text)).toEqual(expected);
  });

  test.each([
    '__proto__=1',
    '__proto__[x]=1',
    'a[__proto__]=1',
    'a[b][__proto__][c]=1',
    'a[][__proto__]=1',
  ])('%s is refused and nothing is polluted', (text) => {
    expect(() => parseForm(text)).toThrow(Rejection);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test('names like those of prototype properties are data', () => {
    const form = parseForm('constructor[prototype][x]=1&toString=2&hasOwnProperty[a]=3');

    expect(form).toEqual({
      constructor: { prototype: { x: '1' } },
      toString: '2',
      hasOwnProperty: { a: '3' },
    });
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  test.each([
    'a=1&a[b]=2',
    'a[b]=1&a=2',
    'a[]=1&a=2',
    'a=1&a[]=2',
    'a[b]=1&a[b][c]=2',
    'a[b][c]=1&a[b]=2',
  ])(
    '%s contradicts itself and is refused, so that no value is lost in silence',
    (text) => {
      expect(() => parseForm(text)).toThrow(
        expect.objectContaining({
          status: 400,
          error: 'malformed-body',
          message: 'The body uses one name for a value and for a group.',
        }),
      );
    },
  );

  test('too many fields and too deep a nesting are refused', () => {
    const fields = (count: number) =>
      Array.from({ length: count }, (_, index) => `f${index}=1`).join('&');

    expect(Object.keys(parseForm(fields(5_000)))).toHaveLength(5_000);
    expect(() => parseForm(fields(5_001))).toThrow('The body has more than 5000 fields.');
    expect(() => parseForm(`a${'[b]'.repeat(19)}=1`)).not.toThrow();
    expect(() => parseForm(`a${'[b]'.repeat(20)}=1`)).toThrow(
      'The body nests its fields too deeply.',
    );
  });

  test('a rejection names no value (G10)', () => {
    const secret = 'CANARY';

    for (const text of [
      `a=${secret}&a[b]=1`,
      `__proto__=${secret}`,
      `${secret}[__proto__]=1`,
    ])
      expect(() => parseForm(text)).toThrow(
        expect.objectContaining({
          message: expect.not.stringContaining(secret) as string,
        }),
      );
  });

  test('any text is parsed or refused', () => {
    const part = fc.constantFrom(
      'a',
      'b',
      '[',
      ']',
      '[]',
      '[a]',
      '=',
      '&',
      '%',
      '%5B',
      '%E0%A4',
      '+',
      '\u0000',
      '__proto__',
      '😀',
    );

    fc.assert(
      fc.property(fc.array(part, { maxLength: 15 }), (parts) => {
        try {
          parseForm(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(Rejection);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('forms of providers', () => {
  test('ActiveCampaign numbers its fields: they stay keys', () => {
    expect(parseForm(payload('activecampaign-webhook.update'))).toMatchObject({
      date_time: '2026-01-01T04:00:00-06:00',
      contact: {
        id: '27760',
        first_name: 'Lucía',
        phone: '+34 600 11 12 22',
        fields: { '1': 'ES', '2': '||Futbol||Tenis||' },
      },
    });
    expect(parseForm(payload('activecampaign-automation'))).toMatchObject({
      contact: {
        email: 'lucia.martin@example.com',
        fields: { preferred_language: 'ES' },
      },
      seriesid: '12',
    });
  });

  test('Elementor sends fields by title, or with everything about them', () => {
    expect(parseForm(payload('elementor-form.simple'))).toMatchObject({
      Nombre: 'Lucía',
      Móvil: '+34 600 111 222',
      form_id: '1a2b3c4',
    });
    expect(parseForm(payload('elementor-form.advanced'))).toMatchObject({
      fields: { field_1a2b: { title: 'Móvil', value: '+34 600 111 222' } },
      meta: { time: { value: '10:00 am' } },
    });
  });

  test('Mailchimp nests two levels', () => {
    expect(parseForm(payload('mailchimp-profile'))).toMatchObject({
      fired_at: '2026-01-01 10:00:00',
      data: { merges: { FNAME: 'Lucía', INTERESTS: 'Group1,Group2' } },
    });
    expect(parseForm(payload('mailchimp-upemail'))).toMatchObject({
      data: { old_email: 'lucia.martin@example.com' },
    });
  });

  test('Wufoo sends JSON as the text of a field', () => {
    const form = parseForm(payload('wufoo-entry'));

    expect(form).toMatchObject({
      Field1: 'Lucía',
      EntryId: '42',
      HandshakeKey: 's3cr3t',
    });
    expect(JSON.parse(String(form.FieldStructure))).toHaveProperty('Fields');
  });
});
