import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBody } from '../../../../functions/core/body/read-body.ts';
import type { BodySettings } from '../../../../functions/core/config/body-schema.ts';
import { Rejection } from '../../../../functions/core/errors.ts';
import { parseJsonBody } from '../../../../functions/edges/parse-json-body.ts';

function read(
  body: string | Buffer,
  contentType = 'text/xml',
  more: Partial<BodySettings> = {},
): Promise<unknown> {
  const headers = { 'content-type': contentType };
  return readBody(
    { headers, body: Buffer.from(body) },
    { body: 'xml', ...more },
    parseJsonBody,
  );
}

const xsi = 'http://www.w3.org/2001/XMLSchema-instance';

test('an outbound message of SOAP is read', async () => {
  const path =
    '../../../fixtures/providers/payloads/salesforce-outbound-message.contact.xml';

  const value = await read(
    readFileSync(new URL(path, import.meta.url)),
    'text/xml; charset=utf-8',
  );

  expect(value).toMatchObject({
    Envelope: {
      Body: {
        notifications: {
          OrganizationId: '00D5g000004XyZaEAK',
          SessionId: null,
          Notification: [
            {
              Id: '04l5g00000LnC5BAAV',
              sObject: { LastName: 'Martín & Co', MobilePhone: '+34 600 111 222' },
            },
            { sObject: { FirstName: 'John', MobilePhone: null } },
          ],
        },
      },
    },
  });
});

describe('XML becomes a value', () => {
  test.each<[string, string, unknown]>([
    [
      'texts stay texts',
      '<a><n>+34600111222</n><z>007</z><b>true</b></a>',
      { n: '+34600111222', z: '007', b: 'true' },
    ],
    [
      'an element without anything is an empty text',
      '<a><b/><c></c></a>',
      { b: '', c: '' },
    ],
    [
      'elements of one name are a list, wherever they stand',
      '<a><b>1</b><c>2</c><b>3</b></a>',
      { b: ['1', '3'], c: '2' },
    ],
    [
      'prefixes are left out',
      '<x:a xmlns:x="u"><x:b y:c="1">t</x:b></x:a>',
      { b: { '@c': '1', '#text': 't' } },
    ],
    [
      'attributes are @name, beside #text',
      '<a id="5"><b cur="EUR">9</b></a>',
      { '@id': '5', b: { '@cur': 'EUR', '#text': '9' } },
    ],
    [
      'xsi:type says nothing',
      `<a xmlns:xsi="${xsi}"><b xsi:type="xsd:string">x</b></a>`,
      { b: 'x' },
    ],
    [
      'xsi:nil is null',
      `<a xmlns:xsi="${xsi}"><b xsi:nil="true"/><c xsi:nil="1"></c><d xsi:nil="false">x</d></a>`,
      { b: null, c: null, d: 'x' },
    ],
    ['by whatever prefix', `<a xmlns:i="${xsi}"><b i:nil="true"/></a>`, { b: null }],
    [
      'nil of its own is data',
      '<a><b nil="true">x</b></a>',
      { b: { '@nil': 'true', '#text': 'x' } },
    ],
    [
      'the five entities and characters by number are read',
      '<a><b>&lt;&gt;&amp;&quot;&apos;&#237;&#x1F44B;</b></a>',
      { b: '<>&"\'í👋' },
    ],
    ['CDATA is text', '<a><b>x<![CDATA[<i>&amp;</i>]]>y</b></a>', { b: 'x<i>&amp;</i>y' }],
    [
      'comments and instructions say nothing',
      '<?xml version="1.0"?><!-- c --><a><?p i?><b>1<!-- 2 -->3</b></a>',
      { b: '13' },
    ],
    [
      'text around elements is #text',
      '<a>one<b>2</b>three</a>',
      { b: '2', '#text': 'onethree' },
    ],
  ])('%s', async (_, text, value) => {
    expect(await read(text)).toEqual({ a: value });
  });

  test('whatever text an element holds comes out', async () => {
    const text = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 50 })
      .filter((one) => /^[\t\n\x20-\ud7ff\ue000-\ufffd]*$/.test(one));
    const escaped = (one: string) =>
      one.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);

    await fc.assert(
      fc.asyncProperty(text, async (own) => {
        expect(await read(`<a><b>${escaped(own)}</b></a>`)).toEqual({ a: { b: own } });
      }),
      { numRuns: 200 },
    );
  });
});

test('it is in the charset of the content type, else as it declares, else in UTF-8', async () => {
  const declared = '<?xml version="1.0" encoding="ISO-8859-1"?><a>Lucía</a>';

  expect(await read(Buffer.from(declared, 'latin1'))).toEqual({ a: 'Lucía' });
  expect(await read(declared, 'text/xml; charset=utf-8')).toEqual({ a: 'Lucía' });
  expect(await read(`\ufeff${declared}`)).toEqual({ a: 'Lucía' });
  expect(await read('<a>Lucía</a>')).toEqual({ a: 'Lucía' });
  await expect(read(Buffer.from('<a>Lucía</a>', 'latin1'))).rejects.toThrow(
    /not text in utf-8/,
  );
});

const laughs = `<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "${'&l;'.repeat(10)}">]><a>&m;</a>`;

describe('what is dangerous or broken is refused', () => {
  test.each([
    ['a document type', '<!DOCTYPE a><a>CANARY</a>', /document type/],
    ['entities that multiply', laughs, /document type/],
    [
      'an external entity',
      '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
      /document type/,
    ],
    [
      'an external subset',
      '<!DOCTYPE a SYSTEM "http://CANARY.example/a.dtd"><a/>',
      /document type/,
    ],
    ['an entity that nobody declared', '<a>&CANARY;</a>', /well-formed/],
    ['an entity of HTML', '<a>&nbsp;</a>', /well-formed/],
    ['a character that there is none', '<a>&#x110000;CANARY</a>', /well-formed/],
    ['an ampersand alone', '<a>CANARY & more</a>', /well-formed/],
    ['an element without its end', '<a><b>CANARY</a>', /well-formed/],
    ['an end without its element', '<a></a></b>', /well-formed/],
    ['two roots', '<a/><b>CANARY</b>', /well-formed/],
    ['text beside the root', '<a/>CANARY', /well-formed/],
    ['a document that is cut', '<a><b>CANARY', /well-formed/],
    ['a document type without its end', '<!DOCTYPE CANARY', /well-formed/],
    ['nothing', '<!-- CANARY -->', /well-formed/],
    ['an attribute without quotes', '<a b=CANARY/>', /well-formed/],
    [
      'an attribute that hides a method',
      '<a hasOwnProperty="x" b="CANARY" b="1"',
      /well-formed/,
    ],
    ['nesting', `${'<a>'.repeat(10_000)}${'</a>'.repeat(10_000)}`, /deeper than 100/],
    ['very many elements', `<a>${'<b/>'.repeat(100_001)}</a>`, /more than 100000/],
    [
      'an element named __proto__',
      '<a><__proto__><x>CANARY</x></__proto__></a>',
      /__proto__/,
    ],
  ])('%s', async (_, text, message) => {
    const failed = read(text);

    await expect(failed).rejects.toThrow(
      expect.objectContaining({
        status: 400,
        error: 'malformed-body',
        message: expect.stringMatching(message),
      }),
    );
    await expect(failed).rejects.toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('CANARY') }),
    );
  });

  test('whatever the text is, it is read or refused', async () => {
    const pieces = fc.constantFrom(
      ...[
        '<a>',
        '</a>',
        '<b ',
        'x="1"',
        '/>',
        '>',
        '<',
        '&',
        '&amp;',
        ';',
        '"',
        ']]>',
        '--',
      ],
      ...[
        '<!--',
        '-->',
        '<![CDATA[',
        '<?xml',
        '?>',
        '<!DOCTYPE',
        '[',
        ']',
        '<!ENTITY',
        'a:b',
      ],
      ...['__proto__', 'hasOwnProperty', 'xmlns:a="', '\u{1f44b}', '\ufffe', ' '],
    );

    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { maxLength: 30 }), async (all) => {
        const end = await read(`<a>${all.join('')}</a>`).catch(
          (failure: unknown) => failure,
        );

        if (end instanceof Error) expect(end).toBeInstanceOf(Rejection);
        else expect(Object.keys(end as object)).toHaveLength(1);
      }),
      { numRuns: 1_000 },
    );
  });
});
