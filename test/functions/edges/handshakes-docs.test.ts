import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readPage } from '../../docs/markdown.ts';
import { readText } from '../../docs/pages.ts';
import { startHandshakes } from '../../support/handshakes.ts';

/** An example as the page has it: what the source says, what is sent, what comes back. */
interface Example {
  yaml: string;
  request: Message;
  answer: Message;
}

interface Message {
  start: string[];
  headers: Record<string, string>;
  body: string;
}

function message(text: string): Message {
  const [head = '', ...body] = text.trim().split('\n\n');
  const [start = '', ...lines] = head.split('\n');
  const headers = lines.map((line) => line.split(': ') as [string, string]);
  return {
    start: start.split(' '),
    headers: Object.fromEntries(headers),
    body: body.join('\n\n'),
  };
}

/** Each block of HTTP belongs to the YAML before it. */
function examplesOf(page: string): Example[] {
  let yaml = '';
  return readPage(readText(page)).code.flatMap(({ language, text }) => {
    if (language === 'yaml') yaml = text;
    if (language !== 'http') return [];
    const [request = '', answer = ''] = text.split(/^(?=HTTP\/1\.1 )/m);
    return [{ yaml, request: message(request), answer: message(answer) }];
  });
}

function jsonOrText(text: string): unknown {
  return text.startsWith('{') ? JSON.parse(text) : text;
}

function compact(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}

const examples = examplesOf('docs/configuration.md');

test('there is an example for each kind', () => {
  expect(examples.length).toBeGreaterThanOrEqual(10);
});

test.each(examples)(
  '$request.start of docs/configuration.md is answered as it says',
  async ({ yaml, request: { start, headers, body }, answer }) => {
    const [method, target = ''] = start;
    const { handshake } = parse(yaml);
    const isOpen = handshake?.signed === false || handshake?.token !== undefined;
    const source = { map: { email: method === 'GET' ? 'lead.email' : 'email' } };
    const open = { verify: { kind: 'none', because: 'the query of a GET' } } as const;
    const receive = await startHandshakes(
      yaml,
      method === 'GET' ? { ...source, ...open } : source,
    );

    const given = await receive.send({
      method,
      rawQuery: target.split('?')[1],
      headers,
      body,
      isSigned: method !== 'GET' && !isOpen,
    });

    const written = compact(given.body);
    const requestId = /"requestId":"([^"]+)"/.exec(receive.logs().join())?.[1] ?? '';
    expect(String(given.status)).toBe(answer.start[1]);
    expect(given.headers).toMatchObject(answer.headers);
    expect(written.replace(requestId, 'REQUEST-ID')).toBe(
      compact(jsonOrText(answer.body)),
    );
    expect(receive.queued()).toHaveLength(handshake === undefined ? 1 : 0);
  },
);
