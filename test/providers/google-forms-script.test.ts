import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { readEvents } from '../../functions/core/receive/read-events.ts';
import { verifyRequest } from '../../functions/core/verify/verify-request.ts';
import { providerOf, providersDir } from '../../lib/providers/providers.ts';
import { buildSource, receivedAt } from '../support/build-source.ts';

const script = readFileSync(`${providersDir}/google-forms.gs`, 'utf8');
const sample = readFileSync(`${providersDir}/google-forms.samples/response.json`, 'utf8');
const source = buildSource({}, providerOf('google-forms'));
const url = 'https://hooks.example.com/hooks/google-forms';
const keyOf = (text: string) => `whsec_${Buffer.from(text).toString('base64')}`;
const key = keyOf('fake-key-of-a-form-0123456789');
const weekMs = 7 * 24 * 3_600_000;

interface Sent {
  url: string;
  options: {
    method: string;
    contentType: string;
    headers: Record<string, string>;
    payload: number[];
    followRedirects: boolean;
    muteHttpExceptions: boolean;
  };
}

interface Answers {
  id: string;
  at?: string;
  answers: [title: string, response: unknown][];
}

const lucia: Answers = {
  id: '2_ABaOnue',
  answers: [
    ['Nombre', 'Lucía'],
    ['Apellidos', 'Martín'],
    ['Móvil', '+34 600 111 222'],
    ['Idioma', 'Español'],
  ],
};

/** Bytes as Apps Script has them: from -128 to 127. */
const signedBytes = (bytes: Uint8Array) => [...new Int8Array(bytes)];
const bytesOf = (bytes: number[]) => new Uint8Array(Int8Array.from(bytes).buffer);

function responseOf({ id, at = '2026-01-01T10:00:00.000Z', answers }: Answers) {
  return {
    getId: () => id,
    getTimestamp: () => new Date(at),
    getRespondentEmail: () => 'lucia.martin@example.com',
    getItemResponses: () =>
      answers.map(([title, response]) => ({
        getItem: () => ({ getTitle: () => title }),
        getResponse: () => response,
      })),
  };
}

/** The script in a project of a form, with what Google gives to it. */
function project(settings: Record<string, string> = { HOOK_URL: url, HOOK_KEY: key }) {
  const properties = new Map(Object.entries(settings));
  const responses = new Map<string, ReturnType<typeof responseOf>>();
  const sent: Sent[] = [];
  const hook = { answer: (): number => 200 };
  const clock = { now: receivedAt };
  const triggers: { handler: string; kind: string }[] = [];

  const form = {
    getId: () => '1FAIpQLSd_example',
    getResponse: (id: string) => responses.get(id) ?? null,
  };
  const builder = (handler: string, kind: string) => ({
    create: () => triggers.push({ handler, kind }),
  });
  const context = createContext({
    Date: Object.assign(function FixedDate() {}, { now: () => clock.now }),
    FormApp: { getActiveForm: () => form },
    PropertiesService: {
      getScriptProperties: () => ({
        getKeys: () => [...properties.keys()],
        getProperty: (name: string) => properties.get(name) ?? null,
        setProperty: (name: string, value: string) => properties.set(name, value),
        deleteProperty: (name: string) => properties.delete(name),
      }),
    },
    ScriptApp: {
      getProjectTriggers: () =>
        triggers.map((trigger) => ({
          getHandlerFunction: () => trigger.handler,
          trigger,
        })),
      deleteTrigger: ({ trigger }: { trigger: (typeof triggers)[number] }) =>
        triggers.splice(triggers.indexOf(trigger), 1),
      newTrigger: (handler: string) => ({
        forForm: () => ({ onFormSubmit: () => builder(handler, 'submit') }),
        timeBased: () => ({
          everyMinutes: (minutes: number) => builder(handler, `every ${minutes} min`),
        }),
      }),
    },
    UrlFetchApp: {
      fetch: (to: string, options: Sent['options']) => {
        const status = hook.answer();
        sent.push({ url: to, options });
        return { getResponseCode: () => status };
      },
    },
    Utilities: {
      computeHmacSha256Signature: (text: number[], secret: number[]) =>
        signedBytes(createHmac('sha256', bytesOf(secret)).update(bytesOf(text)).digest()),
      base64Decode: (text: string) => signedBytes(Buffer.from(text, 'base64')),
      base64Encode: (bytes: number[]) => Buffer.from(bytesOf(bytes)).toString('base64'),
      newBlob: (text: string) => ({ getBytes: () => signedBytes(Buffer.from(text)) }),
    },
  });
  runInContext(script, context);
  const run = (call: string): unknown => runInContext(call, context);
  return {
    properties,
    responses,
    sent,
    hook,
    clock,
    triggers,
    install: () => run('install()'),
    sendWaiting: () => run('sendWaiting()'),
    submit: (answers: Answers) => {
      const response = responseOf(answers);
      responses.set(answers.id, response);
      context.event = { source: form, response };
      run('onResponse(event)');
    },
    waiting: () => [...properties.keys()].filter((name) => name.startsWith('waiting ')),
  };
}

function requestOf({ options, url: to }: Sent) {
  const headers = {
    'content-type': options.contentType,
    ...Object.fromEntries(
      Object.entries(options.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
  };
  const body = Buffer.from(Int8Array.from(options.payload).buffer);
  return { method: options.method.toUpperCase(), url: to, headers, query: {}, body };
}

const verdictOf = (
  request: ReturnType<typeof requestOf>,
  current = key,
  now = receivedAt,
) => verifyRequest(request, source.verify, { current }, now).kind;

const messageIdOf = (sent: Sent) => sent.options.headers['webhook-id'];

async function eventOf(sent: Sent) {
  const { body: bytes } = requestOf(sent);
  const body: unknown = JSON.parse(bytes.toString());
  const { events } = await readEvents(
    source,
    { body, headers: {}, query: {}, receivedAt },
    'pepper',
  );
  return events[0] ?? expect.fail('no event');
}

function only<Item>(items: Item[]): Item {
  expect(items).toHaveLength(1);
  return items[0] ?? expect.fail('none');
}

describe('what the script sends', () => {
  test('is the sample, signed as the preset verifies it', () => {
    const form = project();

    form.submit(lucia);

    const sent = only(form.sent);
    const request = requestOf(sent);
    expect(request.body.toString()).toBe(sample.trim());
    expect(request).toMatchObject({ method: 'POST', url });
    expect(sent.options).toMatchObject({
      followRedirects: false,
      muteHttpExceptions: true,
    });
    expect(verdictOf(request)).toBe('verified');
    expect(form.waiting()).toEqual([]);
  });

  test('is refused with one bit flipped, anywhere in it', () => {
    const form = project();
    form.submit(lucia);
    const request = requestOf(only(form.sent));

    for (let at = 0; at < request.body.length; at += 1) {
      const body = Buffer.from(request.body);
      body.writeUInt8(body.readUInt8(at) ^ 1, at);
      expect(verdictOf({ ...request, body })).toBe('refused');
    }
  });

  test('is refused under another message id', () => {
    const form = project();
    form.submit(lucia);
    const request = requestOf(only(form.sent));

    const headers = { ...request.headers, 'webhook-id': 'other' };
    expect(verdictOf({ ...request, headers })).toBe('refused');
  });

  test('is refused with another key, and five minutes later', () => {
    const form = project();
    form.submit(lucia);
    const request = requestOf(only(form.sent));

    expect(verdictOf(request, keyOf('fake-key-of-another-form-0123'))).toBe('refused');
    expect(verdictOf(request, key, receivedAt + 299_000)).toBe('verified');
    expect(verdictOf(request, key, receivedAt + 302_000)).toBe('refused');
  });

  test('is signed over every text and under every key', () => {
    const hex = '0f'.repeat(24); // as openssl prints it, which is Base64 as well
    const keys = [
      keyOf('ñ-fake-key-of-a-form-01234'),
      ` ${key} `,
      hex,
      `whsec_${hex}`,
      key,
    ];
    const texts = ['Ünal 山田 🙂', '"\\\n\u2028', ' ', ...'0123456789abcdef'];

    for (const one of keys)
      for (const text of texts) {
        const form = project({ HOOK_URL: url, HOOK_KEY: one });
        form.submit({ ...lucia, answers: [[text, text]] });
        const request = requestOf(only(form.sent));

        expect(verdictOf(request, one.trim())).toBe('verified');
        expect(JSON.parse(request.body.toString())).toMatchObject({
          namedValues: { [text]: [text] },
        });
      }
  });

  test('has lists for boxes, grids and questions of one title', () => {
    const form = project();

    form.submit({
      id: 'r1',
      answers: [
        ['Sports', ['Tennis', 'Golf']],
        ['Grid', ['A', null, 'B']],
        ['Boxes', [['A', 'B'], null, ['C']]],
        ['Name', 'Ada'],
        ['Name', 'Lovelace'],
        ['Empty', ''],
      ],
    });

    expect(JSON.parse(requestOf(only(form.sent)).body.toString())).toMatchObject({
      namedValues: {
        Sports: ['Tennis', 'Golf'],
        Grid: ['A', 'B'],
        Boxes: ['A', 'B', 'C'],
        Name: ['Ada', 'Lovelace'],
        Empty: [''],
      },
    });
  });
});

describe('what the hook does not take', () => {
  const refusals: [string, () => number][] = [
    ...[401, 429, 500, 503, 302, 202].map((status): [string, () => number] => [
      `an answer of ${status}`,
      () => status,
    ]),
    [
      'no answer',
      () => {
        throw new Error('Address unavailable');
      },
    ],
  ];

  test.each(refusals)(
    'G3: %s: it is sent again later, as the same event',
    async (_, answer) => {
      const form = project();
      form.submit({ ...lucia, id: 'taken' });
      form.hook.answer = answer;

      expect(() => form.submit(lucia)).toThrow();
      expect(() => form.sendWaiting()).toThrow(/^1 of 1 failed/);
      expect(form.waiting()).toEqual([`waiting ${lucia.id}`]);

      form.hook.answer = () => 200;
      form.clock.now += 3 * 24 * 3_600_000;
      form.sendWaiting();
      form.sendWaiting();

      expect(form.waiting()).toEqual([]);
      const last = form.sent.at(-1) ?? expect.fail();
      expect(verdictOf(requestOf(last), key, form.clock.now)).toBe('verified');
      const ofLucia = form.sent.filter(({ options }) =>
        Buffer.from(Int8Array.from(options.payload).buffer).includes(lucia.id),
      );
      const ids = await Promise.all(ofLucia.map(async (sent) => (await eventOf(sent)).id));
      expect(new Set(ids).size).toBe(1);
      expect(new Set(ofLucia.map(messageIdOf)).size).toBe(1);
      expect(ids).not.toContain((await eventOf(form.sent[0] ?? expect.fail())).id);
    },
  );

  test('keeps no other response waiting', () => {
    const form = project();
    form.hook.answer = () => 503;
    for (const id of ['a', 'b', 'c'])
      expect(() => form.submit({ ...lucia, id })).toThrow();
    form.responses.delete('b'); // somebody has deleted it
    form.hook.answer = () => 200;

    expect(() => form.sendWaiting()).toThrow(/^1 of 3 failed/);
    expect(form.waiting()).toEqual(['waiting b']);
  });

  test('is given up after a week', () => {
    const form = project();
    form.hook.answer = () => 503;
    expect(() => form.submit(lucia)).toThrow();

    form.clock.now += weekMs;
    expect(() => form.sendWaiting()).toThrow();
    expect(form.waiting()).toHaveLength(1);

    form.clock.now += 1;
    expect(() => form.sendWaiting()).toThrow();
    expect(form.waiting()).toEqual([]);
    form.sendWaiting();
  });

  test('G10: leaves no answer of the person in properties and failures, and no key', () => {
    const form = project();
    form.hook.answer = () => 500;
    const failures: string[] = [];
    for (const call of [() => form.submit(lucia), form.sendWaiting])
      try {
        call();
      } catch (failure) {
        failures.push(String(failure));
      }

    form.properties.delete('HOOK_KEY');
    const left = JSON.stringify([failures, [...form.properties]]);
    expect(failures).toHaveLength(2);
    for (const said of ['Lucía', 'Martín', 'lucia.martin', '600 111 222', key])
      expect(left).not.toContain(said);
  });
});

test('is signed as Standard Webhooks is', () => {
  expect(source.verify).toEqual(providerOf('standard-webhooks').verify);
});

test('an edited response is an event of its own, with a message id of its own', async () => {
  const form = project();

  form.submit(lucia);
  form.submit({ ...lucia, at: '2026-01-02T08:00:00.000Z' });

  const [first, second] = await Promise.all(form.sent.map(eventOf));
  expect(second?.id).not.toBe(first?.id);
  expect(new Set(form.sent.map(messageIdOf)).size).toBe(2);
  expect(second?.time).toBe(Date.UTC(2026, 0, 2, 8));
});

describe('install', () => {
  const own = [
    { handler: 'onResponse', kind: 'submit' },
    { handler: 'sendWaiting', kind: 'every 10 min' },
  ];

  test('starts two triggers, however often it is run, and leaves others alone', () => {
    const form = project();
    const other = { handler: 'remindMe', kind: 'every 5 min' };
    form.triggers.push(other);

    form.install();
    form.install();

    expect(form.triggers).toEqual([other, ...own]);
  });

  test.each(['HOOK_URL', 'HOOK_KEY'])('says that %s is missing', (name) => {
    const form = project({ HOOK_URL: url, HOOK_KEY: key, [name]: '' });

    expect(() => form.install()).toThrow(`Add the script property ${name}`);
    expect(form.triggers).toEqual([]);
  });
});
