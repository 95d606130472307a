import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import { temporaryDir } from '../../support/temporary-dir.ts';

const bridge = 'workspaces:\n  main:\n    id: b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1234\n';
const head =
  'workspace: main\nverify:\n  kind: none\n  because: only a test, nobody calls it\ncontact:\n  match:\n    - email\n';
const multipart =
  '--b\r\nContent-Disposition: form-data; name="raw"\r\n\r\n{"email":"ana@example.com"}\r\n--b--\r\n';
const http = `POST /hooks/form HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n${multipart}`;
const xml = '<?xml version="1.0"?><a><email>ana@example.com</email></a>';

/** The problems of a source with one sample. */
async function check(body: string, map: string, sample: string, text: string) {
  const dir = temporaryDir('sample-bodies');
  const files = {
    'bridge.yaml': bridge,
    'sources/form.yaml': `${head}${body}map:\n  email: ${map}\n`,
    [`sources/form.samples/${sample}`]: text,
    'sources/form.samples/case.expected.json': '{"email": "ana@example.com"}',
  };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  const { problems } = await readConfiguration(dir);
  return problems.map(({ what, cure }) => `${what}: ${cure}`);
}

const ofMultipart = 'body:\n  kind: multipart\n  json:\n    - raw\n';

describe('a sample can be', () => {
  test.each([
    ['a multipart request', ofMultipart, 'raw.email', 'case.http', http],
    [
      'a multipart body, whose first line is its boundary',
      ofMultipart,
      'raw.email',
      'case.txt',
      multipart,
    ],
    ['an XML body', 'body: xml\n', 'a.email', 'case.xml', xml],
  ])('%s', async (_, body, map, sample, text) => {
    expect(await check(body, map, sample, text)).toEqual([]);
  });
});

describe('check says what a sample is', () => {
  test.each([
    ['multipart', '', 'case.http', http],
    ['multipart', 'body: form\n', 'case.txt', multipart],
    ['xml', '', 'case.xml', xml],
    ['form', 'body: xml\n', 'case.txt', 'email=ana%40example.com'],
    ['json', 'body: multipart\n', 'case.json', '{"email": "ana@example.com"}'],
  ])('%s', async (kind, body, sample, text) => {
    const [problem] = await check(body, 'email', sample, text);

    expect(problem).toContain(`write body: ${kind} in the source`);
  });

  test('and where JSON in a field is broken', async () => {
    const [problem] = await check(
      ofMultipart,
      'raw.email',
      'case.txt',
      multipart.replace('"}', 'CANARY'),
    );

    expect(problem).toContain('has no JSON in the field raw');
    expect(problem).not.toContain('CANARY');
  });
});
