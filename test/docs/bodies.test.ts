import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readBody } from '../../functions/core/body/read-body.ts';
import { parseJsonBody } from '../../functions/edges/parse-json-body.ts';
import { buildSource } from '../support/build-source.ts';
import { readPage } from './markdown.ts';
import { readText } from './pages.ts';

interface Example {
  settings: string;
  language: string;
  body: string;
  value: string;
}

/** What a source says, a body and what it becomes: three blocks in a row. */
function examples(): Example[] {
  const { code } = readPage(readText('docs/configuration.md'));
  return code.flatMap(({ language, text }, index) => {
    const [body, value] = code.slice(index + 1);
    const isExample =
      language === 'yaml' && /^body:/.test(text) && value?.language === 'json';
    if (!isExample || body === undefined) return [];
    return [
      { settings: text, language: body.language, body: body.text, value: value.text },
    ];
  });
}

const contentTypes: Record<string, string> = {
  form: 'application/x-www-form-urlencoded',
  xml: 'text/xml',
};

/** A body as on the wire: lines of multipart end in CR LF, and its type stands above it. */
function onTheWire({ language, body }: Example) {
  if (language !== 'multipart')
    return {
      headers: { 'content-type': contentTypes[language] ?? '' },
      text: body.trimEnd(),
    };
  const [, type = '', text = ''] = /^Content-Type: (.*)\n\n([\s\S]*)$/.exec(body) ?? [];
  return { headers: { 'content-type': type }, text: text.replaceAll('\n', '\r\n') };
}

describe('the bodies of docs/configuration.md', () => {
  test('are there for every kind but plain JSON', () => {
    expect(examples().map(({ language }) => language)).toEqual([
      'form',
      'multipart',
      'xml',
    ]);
  });

  test.each(examples())('$language is read as the page says', async (example) => {
    const { headers, text } = onTheWire(example);
    const source = buildSource({ body: parse(example.settings).body });

    const value = await readBody(
      { headers, body: Buffer.from(text) },
      source,
      parseJsonBody,
    );

    expect(value).toEqual(JSON.parse(example.value));
  });
});
