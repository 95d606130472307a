import { expect, test } from 'vitest';
import { putIntoBody } from '../../../../functions/core/body/put-into-body.ts';
import { readBody } from '../../../../functions/core/body/read-body.ts';
import type { BodySettings } from '../../../../functions/core/config/body-schema.ts';
import { parseJsonBody } from '../../../../functions/edges/parse-json-body.ts';

const part = (head: string, content: string) => `--b\r\n${head}\r\n\r\n${content}\r\n`;
const named = (name: string) => `Content-Disposition: form-data; name="${name}"`;
const multipart = (...parts: string[]) => ({
  headers: { 'content-type': 'multipart/form-data; boundary=b' },
  body: Buffer.from(`${parts.join('')}--b--\r\n`, 'latin1'),
});
const xml = (text: string | Buffer, type = 'text/xml') => ({
  headers: { 'content-type': type },
  body: Buffer.from(text),
});
const ofMultipart: BodySettings = { body: 'multipart' };
const ofXml: BodySettings = { body: 'xml' };
const value = 'k<e>&ñ "y"';

async function putAndRead(
  request: { headers: Record<string, string>; body: Buffer },
  path: string,
  source: BodySettings,
) {
  const written = putIntoBody(request, { path, value }, source);
  return await readBody(written, source, parseJsonBody);
}

test.each([
  ['adds a part', multipart(part(named('id'), '1')), 'key', { id: '1', key: value }],
  [
    'replaces one',
    multipart(part(named('key'), 'old'), part(named('id'), '1')),
    'key',
    { key: value, id: '1' },
  ],
  [
    'leaves one of two',
    multipart(part(named('key'), 'a'), part(named('key'), 'b')),
    'key',
    { key: value },
  ],
  [
    'nests as a form does',
    multipart(part(named('auth[id]'), '1')),
    'auth.key',
    { auth: { id: '1', key: value } },
  ],
  [
    'keeps another charset',
    multipart(part(`${named('n')}\r\nContent-Type: text/plain; charset=latin1`, 'é')),
    'key',
    { n: 'é', key: value },
  ],
  [
    'empties files, and keeps their names',
    multipart(part(`${named('f')}; filename="a.pdf"`, '\xff\x00')),
    'key',
    { f: { name: 'a.pdf', type: '', size: 0 }, key: value },
  ],
])('multipart: it %s', async (_, request, path, expected) => {
  expect(await putAndRead(request, path, ofMultipart)).toEqual(expected);
});

test.each([
  [
    'replaces a text',
    xml('<a><key>old</key><id>1</id></a>'),
    'a.key',
    { a: { key: value, id: '1' } },
  ],
  [
    'finds it behind a prefix and attributes',
    xml('<x:a xmlns:x="u"><x:b><x:key t="1">old</x:key></x:b></x:a>'),
    'a.b.key',
    { a: { b: { key: { '@t': '1', '#text': value } } } },
  ],
  [
    'no longer declares another charset',
    xml(
      Buffer.from(
        '<?xml version="1.0" encoding="ISO-8859-1"?><a><key>x</key><n>é</n></a>',
        'latin1',
      ),
    ),
    'a.key',
    { a: { key: value, n: 'é' } },
  ],
])('XML: it %s', async (_, request, path, expected) => {
  expect(await putAndRead(request, path, ofXml)).toEqual(expected);
});

test.each<[string, Parameters<typeof putIntoBody>[0], string, BodySettings]>([
  ['XML without the element', xml('<a><b>CANARY</b></a>'), 'a.key', ofXml],
  [
    'an element with others inside',
    xml('<a><key><b>CANARY</b></key></a>'),
    'a.key',
    ofXml,
  ],
  [
    'an element that is elsewhere',
    xml('<a><b></b><c><key>CANARY</key></c></a>'),
    'a.b.key',
    ofXml,
  ],
  [
    'multipart without a boundary',
    { headers: {}, body: Buffer.from('CANARY') },
    'key',
    ofMultipart,
  ],
  ['what is no multipart', multipart(), 'key', { ...ofMultipart, jsonFields: ['key'] }],
  [
    'JSON inside a field',
    multipart(part(named('raw'), '{}')),
    'raw.key',
    { ...ofMultipart, jsonFields: ['raw'] },
  ],
])('%s has no place for a key', (_, request, path, source) => {
  const body = request.body.length > 10 ? request : { ...request, body: Buffer.from('') };

  expect(() => putIntoBody(body, { path, value }, source)).toThrow(
    expect.objectContaining({
      name: 'UnfitBodyError',
      message: expect.not.stringContaining('CANARY'),
    }),
  );
});
