import { expect, test } from 'vitest';
import { jsonConsole, textConsole } from '../../../local/start/console.ts';

const summary = {
  configDir: 'config',
  seconds: 2.34,
  url: 'http://127.0.0.1:3000',
  publicUrl: 'https://tunnel.example',
  sources: [{ source: 'form', url: 'https://tunnel.example/hooks/form' }],
  bridge: { isReal: true, url: 'https://bridge.example' },
  keysFile: 'keys.json',
  awsEndpoint: 'http://127.0.0.1:4000',
  recordings: undefined,
};

function textOf(lines: (Record<string, unknown> | string)[]): string[] {
  const printed: string[] = [];
  const console = textConsole(
    (line) => printed.push(line),
    () => new Date(2026, 0, 1, 9, 5, 7).getTime(),
  );
  for (const line of lines)
    console.log(
      typeof line === 'string'
        ? { functionName: 'Deliver', line }
        : { functionName: 'Deliver', line: JSON.stringify(line), parsed: line },
    );
  return printed;
}

test.each([
  [
    {
      message: 'event settled',
      source: 'form',
      outcome: 'delivered',
      sent: 'email',
      stale: 'firstName',
      contactId: 'c-1',
    },
    '09:05:07  form  delivered  email  (older than what is there: firstName)  → contact c-1',
  ],
  [
    {
      message: 'event settled',
      source: 'form',
      outcome: 'parked',
      reason: 'invalid-value',
      detail: 'email: not-an-email',
      level: 'error',
    },
    '09:05:07  form  parked     invalid-value: email: not-an-email',
  ],
  [
    {
      message: 'event put off',
      source: 'form',
      outcome: 'retry',
      reason: 'unavailable',
      detail: 'unavailable: 503',
      retryAfterSeconds: 7,
    },
    '09:05:07  form  retry      in 7 s (unavailable: 503)',
  ],
  [
    {
      message: 'request refused',
      source: 'form',
      status: 401,
      reason: 'wrong-signature',
    },
    '09:05:07  form  refused    401 wrong-signature',
  ],
  [
    {
      message: 'request refused',
      source: 'form',
      status: 401,
      reason: 'missing-signature',
      detail: 'header x-signature',
    },
    '09:05:07  form  refused    401 missing-signature: header x-signature',
  ],
  [
    {
      message: 'event settled',
      source: 'form',
      outcome: 'ignored',
      reason: 'merge',
      contactId: 'c1',
    },
    '09:05:07  form  merged     → contact c1',
  ],
  [
    { level: 'warn', message: 'event times unreadable', source: 'form', count: 2 },
    '09:05:07  form  warn       events.time of 2 cannot be read, so receipt counts: ' +
      'preview shows what it is; docs/values.md#times shows what is read',
  ],
  [
    { message: 'request put off', source: 'form', status: 503, reason: 'queue' },
    '09:05:07  form  put off    503 queue',
  ],
  [
    { message: 'request accepted', source: 'form', accepted: 0, ignored: 2 },
    '09:05:07  form  ignored    2 left out by events.filter',
  ],
  [
    {
      level: 'warn',
      message: 'event types unknown',
      source: 'form',
      reason: 'unknown-type',
      types: ['contact.moved', 'contact.renamed'],
      count: 3,
    },
    '09:05:07  form  ignored    3 of these: unknown-type contact.moved, contact.renamed',
  ],
  [
    {
      level: 'warn',
      message: 'event types unknown',
      source: 'form',
      types: [],
      count: 1,
    },
    '09:05:07  form  ignored    1 of these: unknown-type',
  ],
  [
    { level: 'error', message: 'bug', source: 'form', detail: 'TypeError at x' },
    '09:05:07  form  error      bug TypeError at x',
  ],
])('%j reads %s', (line, text) => {
  expect(textOf([line])).toEqual([text]);
});

test('what is of no interest, and what may hold a payload, is not printed', () => {
  const crash = `2026-01-01T00:00:00.000Z\tERROR\tInvoke Error\t${JSON.stringify({
    errorType: 'TypeError',
    errorMessage: 'canary is not iterable',
    stack: ['TypeError: canary is not iterable', '    at handler (index.mjs:1:2)'],
  })}`;

  expect(
    textOf([{ level: 'info', message: 'request accepted', ignored: 0 }, 'canary']),
  ).toEqual([]);
  expect(textOf([crash])).toEqual([
    '09:05:07    failed     Deliver: Invoke Error TypeError at handler (index.mjs:1:2)',
  ]);
});

test('the real API and a public URL are said clearly', () => {
  const printed: string[] = [];

  textConsole((line) => printed.push(line), Date.now).ready(summary);

  expect(printed[0]).toBe(
    'Bridgehook is ready on http://127.0.0.1:3000 with the 1 source of config (2.3 s)',
  );
  expect(printed.join('\n')).toContain('THE REAL API at https://bridge.example');
  expect(printed.join('\n')).toContain('Public URL  https://tunnel.example');
});

test('for programs every line is one JSON object', () => {
  const printed: string[] = [];
  const console = jsonConsole((line) => printed.push(line));

  console.ready(summary);
  console.curls([{ source: 'form', sample: 's', command: 'curl' }]);
  console.log({ functionName: 'f', line: 'canary' });
  console.log({
    functionName: 'f',
    line: '',
    parsed: { message: 'event settled', outcome: 'delivered' },
  });
  console.recorded('a.http', { headers: [], query: [], body: [], isBodyLost: false });
  console.strayRequest(404);

  expect(printed.map((line) => JSON.parse(line).message)).toEqual([
    'ready',
    'curl',
    'event settled',
    'request recorded',
    'request refused',
  ]);
});

test('what a recording lacks is told by names alone, and none of them steers the terminal', () => {
  const printed: string[] = [];
  const console = textConsole(
    (line) => printed.push(line),
    () => 0,
  );
  const body = Array.from({ length: 12 }, (_, index) => `b${index}`);

  console.recorded('a.http', {
    headers: ['x-sig'],
    query: ['k\u001b[31m\u202e\n'],
    body,
    isBodyLost: false,
  });
  console.recorded('b.http', { headers: [], query: [], body: [], isBodyLost: true });
  const authorization = {
    headers: ['authorization'],
    query: [],
    body: [],
    isBodyLost: false,
  };
  console.recorded('c.http', authorization);

  const told = printed.map((line) => line.replace(/^\S+ +/, ''));
  expect(told).toEqual([
    'recorded   a.http',
    'removed    header x-sig, query k\\u001b[31m\\u202e\\u000a, ' +
      `${body
        .slice(0, 10)
        .map((name) => `body ${name}`)
        .join(', ')}, 2 more: ` +
      'values that could be secrets; --keep-headers keeps those of headers',
    'recorded   b.http',
    'removed    the whole body: a secret in it could not be taken out for certain',
    'recorded   c.http',
    'removed    header authorization: values that could be secrets',
  ]);
});

test('--keep-headers is warned of at the start', () => {
  const printed: string[] = [];
  const console = textConsole(
    (line) => printed.push(line),
    () => 0,
  );

  console.ready({ ...summary, recordings: { dir: 'recorded', keepHeaders: true } });

  expect(printed.join('\n')).toMatch(/WARNING +recordings keep values of headers/);
});
