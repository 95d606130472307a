import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { projectDirectory, runCommand } from './run-command.ts';

test.each([
  ['typeform-signup', 'every-question.json'],
  ['hubspot-workflow', 'phone-emptied.json'],
  ['website-form', 'with-campaign.http'],
])('the preview of %s with %s reads as recorded', async (source, sample) => {
  const file = `config/sources/${source}.samples/${sample}`;

  const { code, stdout, stderr } = await runCommand(['preview', source, file], {
    cwd: projectDirectory(),
  });

  expect(code).toBe(0);
  expect(stderr).toBe('');
  await expect(stdout).toMatchFileSnapshot(`__snapshots__/preview-${source}.txt`);
});

test('what happened to a field is told for every policy', async () => {
  const cwd = projectDirectory();
  const payload = {
    type: 'contact.updated',
    data: { firstName: '', email: 'no email', phoneNumber: '600 111 222' },
  };
  writeFileSync(join(cwd, 'payload.json'), JSON.stringify(payload));

  const { code, stdout } = await runCommand(['preview', 'website-form', 'payload.json'], {
    cwd,
  });

  expect(code).toBe(0);
  expect(stdout).toContain('event: parked, invalid-value (email: not-an-email)');
  expect(stdout).toMatch(/firstName +data\.firstName +"" +skipped: empty/);
  expect(stdout).toMatch(/lastName +data\.lastName +skipped: missing/);
  expect(stdout).toMatch(
    /email +data\.email +no email +invalid: not-an-email; the event is parked/,
  );
  expect(stdout).toMatch(/cellphone +data\.phoneNumber +\+34600111222 +set/);
  expect(stdout).toMatch(
    /Lead source +data\.campaign +skipped: missing; Website if it creates the contact/,
  );
});

test.each([
  ['01/02/2026', 'cannot be read: the time of receipt counts', true],
  [null, 'none: the time of receipt counts', undefined],
  ['2025-12-31 12:00:00 UTC', '2025-12-31T12:00:00.000Z', undefined],
  [
    '2299-01-01T00:00:00Z',
    '2299-01-01T00:00:00.000Z is still to come: the time of receipt counts',
    undefined,
  ],
])(
  'a time that cannot be read is told from one that is not there: %j',
  async (at, line, isUnreadable) => {
    const cwd = projectDirectory();
    const file = join(cwd, 'config/sources/website-form.yaml');
    const source = parse(readFileSync(file, 'utf8'));
    writeFileSync(
      file,
      stringify({ ...source, events: { ...source.events, time: 'at' } }),
    );
    writeFileSync(
      join(cwd, 'payload.json'),
      JSON.stringify({ type: 'contact.updated', at }),
    );

    const argv = ['preview', 'website-form', 'payload.json'];
    const { stdout } = await runCommand(argv, { cwd });
    const json = await runCommand([...argv, '--json'], { cwd });

    expect(stdout).toContain(`  time     ${line}\n`);
    expect(JSON.parse(json.stdout).events[0].isTimeUnreadable).toBe(isUnreadable);
  },
);

test.each([
  ['600 111 222', 'ana@example.com', 'a contact is created'],
  ['n/a', 'ana@example.com', 'parked, no-contact (cellphone: not-a-phone-number)'],
  ['', 'ana@example.com', 'parked, no-contact'],
])(
  'what becomes of somebody new is what deliver would do: phone %j',
  async (phoneNumber, email, end) => {
    const cwd = projectDirectory();
    const payload = {
      type: 'contact.updated',
      data: { firstName: 'Ana', phoneNumber, email },
    };
    writeFileSync(join(cwd, 'payload.json'), JSON.stringify(payload));

    const { stdout } = await runCommand(['preview', 'website-form', 'payload.json'], {
      cwd,
    });

    expect(stdout).toMatch(/^ {2}contact .*; if not found: (.*)$/m);
    expect(/^ {2}contact .*; if not found: (.*)$/m.exec(stdout)?.[1]).toBe(end);
  },
);

test.each([
  ['ana@example.com', 'email'],
  ['', 'email (has no value)'],
  [null, 'email (has no value)'],
  [' \u00a0 ', 'email (has no value)'],
  ['\u200b', 'email (has no value)'],
  [['\ufeff'], 'email (has no value)'],
  [[], 'email (has no value)'],
])('a match key has a value if a person can see one: %j', async (email, key) => {
  const cwd = projectDirectory();
  const payload = { type: 'contact.updated', data: { firstName: 'Ana', email } };
  writeFileSync(join(cwd, 'payload.json'), JSON.stringify(payload));

  const { stdout } = await runCommand(['preview', 'website-form', 'payload.json'], {
    cwd,
  });

  expect(stdout).toContain(`  contact  ${key}, then cellphone (has no value); `);
});

test('events the filter leaves out are counted', async () => {
  const cwd = projectDirectory();
  writeFileSync(join(cwd, 'payload.json'), '{"type":"contact.deleted"}');

  const { code, stdout } = await runCommand(['preview', 'website-form', 'payload.json'], {
    cwd,
  });

  expect(code).toBe(0);
  expect(stdout).toBe('1 event is left out by events.filter\n');
});

test('of those the filter leaves out, types that the source does not know are named', async () => {
  const cwd = projectDirectory();
  const payload = join(cwd, 'payload.json');
  const preview = async (event: object, ...more: string[]) => {
    writeFileSync(payload, JSON.stringify(event));
    const { stdout } = await runCommand(
      ['preview', 'typeform-signup', 'payload.json', ...more],
      { cwd },
    );
    return stdout;
  };
  const unknown = { event_type: 'form_response_v2' };

  expect(await preview(unknown)).toBe(
    '1 event is left out by events.filter\n1 of these: unknown-type form_response_v2\n',
  );
  expect(JSON.parse(await preview(unknown, '--json'))).toMatchObject({
    leftOut: 1,
    unknownTypes: { count: 1, types: ['form_response_v2'] },
  });
  expect(await preview({ event_type: 'Ana Ruiz' })).toContain(
    '1 of these: unknown-type\n',
  );
});

test('headers can come from a file', async () => {
  const cwd = projectDirectory();
  writeFileSync(
    join(cwd, 'payload.json'),
    '{"type":"contact.updated","data":{"firstName":"Ada","phoneNumber":"600 111 222"}}',
  );
  writeFileSync(join(cwd, 'headers.json'), '{"Webhook-Id":"msg_1"}');

  const { stdout } = await runCommand(
    ['preview', 'website-form', 'payload.json', '--headers', 'headers.json', '--json'],
    { cwd },
  );

  const { events } = JSON.parse(stdout);
  expect(events[0]).toMatchObject({
    idFrom: '$headers.`webhook-id`',
    summary: { firstName: 'Ada' },
  });
});

test.each([
  [
    'missing.json',
    undefined,
    'missing.json: there is no such file. Write the path of a JSON file of header names and values.',
  ],
  [
    'list.json',
    '["canary-7"]',
    'list.json: is not a JSON object of header names and values; write it like {"webhook-id": "msg_1"}',
  ],
  [
    'number.json',
    '{"webhook-id": 7777}',
    'number.json: is not a JSON object of header names and values; write it like',
  ],
])('headers that are %s with %s say so, and quote nothing', async (name, text, hint) => {
  const cwd = projectDirectory();
  writeFileSync(join(cwd, 'payload.json'), '{}');
  if (text !== undefined) writeFileSync(join(cwd, name), text);

  const { code, stderr } = await runCommand(
    ['preview', 'website-form', 'payload.json', '--headers', name],
    { cwd },
  );

  expect(code).toBe(1);
  expect(stderr).toContain(hint);
  expect(stderr).not.toMatch(/canary-7|7777/);
});

test('problems of other files do not keep a source from being previewed, its own are shown', async () => {
  const cwd = projectDirectory();
  const sample = 'config/sources/website-form.samples/contact-updated.json';
  writeFileSync(join(cwd, 'config/bridge.yaml'), 'workspaces: {');
  writeFileSync(join(cwd, 'config/sources/typeform-signup.yaml'), 'provider: typefrm');
  const others = await runCommand(['preview', 'website-form', sample], { cwd });
  writeFileSync(
    join(cwd, 'config/sources/website-form.samples/contact-updated.expected.json'),
    '{}',
  );
  const own = await runCommand(['preview', 'website-form', sample], { cwd });

  expect(others).toMatchObject({ code: 0, stderr: '' });
  expect(own.stdout).toContain('a patch of');
  expect(own.stderr).toContain('no longer gives what contact-updated.expected.json says');
  expect(own.stderr).not.toContain('typeform');
});

test.each([
  ['website-frm', 'payload.json', 'Did you mean website-form?'],
  ['website-form', 'nothing.json', 'nothing.json: there is no such file'],
  [
    'website-form',
    'broken.json',
    'broken.json:1:20: is answered with 400: The body is not JSON',
  ],
  [
    'website-form',
    'broken.http',
    'does not begin with a request line; write one first, such as POST',
  ],
])(
  'preview %s %s says what to do, without a word of the payload',
  async (source, file, hint) => {
    const cwd = projectDirectory();
    writeFileSync(join(cwd, 'broken.json'), '{"name":"canary-7" "x":1}');
    writeFileSync(join(cwd, 'broken.http'), 'canary-7\n\n{}');

    const { code, stdout, stderr } = await runCommand(['preview', source, file], { cwd });

    expect(code).toBe(1);
    expect(stderr).toContain(hint);
    expect(stdout + stderr).not.toMatch(/canary-7|\n\s+at /);
  },
);

test('a request of many events shows each, and addresses what stands around them as $request', async () => {
  const cwd = projectDirectory();
  mkdirSync(join(cwd, 'many/sources'), { recursive: true });
  writeFileSync(
    join(cwd, 'many/sources/list.yaml'),
    [
      'workspace: main',
      'verify: { kind: none, because: only a test reads this }',
      'events:',
      '  split: payload.people',
      '  transform: \'$merge([$, {"mail": email}])\'',
      'contact:',
      '  match:',
      '    - email',
      'map:',
      '  email: mail',
    ].join('\n'),
  );
  const people = [
    { email: 'a@example.com', 'full name': 'A: one' },
    { email: 'b@example.com', 'full name': 'B' },
  ];
  writeFileSync(
    join(cwd, 'payload.json'),
    JSON.stringify({ account: 7, payload: { people, 'sent-by': 'x' } }),
  );

  const { stdout } = await runCommand(
    ['preview', 'list', 'payload.json', '--json', '--config', 'many'],
    { cwd },
  );

  const { events } = JSON.parse(stdout);
  expect(events).toHaveLength(2);
  expect(events[1].unused).toEqual([
    { expression: 'email', yaml: 'email', value: 'b@example.com' },
    { expression: '`full name`', yaml: "'`full name`'", value: 'B' },
    { expression: '$request.account', yaml: '$request.account', value: 7 },
    {
      expression: '$request.payload.`sent-by`',
      yaml: '$request.payload.`sent-by`',
      value: 'x',
    },
  ]);
});

test('G10: nothing of a payload steers the terminal, its keys included', async () => {
  const cwd = projectDirectory();
  const hostile = [
    '\u001b[31m',
    '\u001b]8;;x\u0007',
    '\u009b2J',
    '\u202e',
    '\u2066',
    '\u061c',
    '\r',
    '\u007f',
  ];
  const names = hostile.flatMap((text) => [text, `\`${text}`, `it's ${text}`, `"${text}`]);
  const items = names.map((name) => ({ name, [name]: name, [`${name}2`]: [name] }));
  const data = {
    firstName: 'Ada',
    ...Object.fromEntries(names.map((name) => [name, name])),
    items,
  };
  const payload = { type: 'contact.updated', data, text: JSON.stringify(data) };
  writeFileSync(join(cwd, 'payload.json'), JSON.stringify(payload));

  const people = await runCommand(['preview', 'website-form', 'payload.json'], { cwd });
  const programs = await runCommand(
    ['preview', 'website-form', 'payload.json', '--json'],
    {
      cwd,
    },
  );

  const steering = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
  const shown = [people.stdout, people.stderr, programs.stdout]
    .join('')
    .replaceAll('\n', '');
  expect(shown).not.toMatch(steering);
  expect(people.stdout).toContain('\\u202e');
  const { unused } = JSON.parse(programs.stdout).events[0];
  for (const name of names)
    expect(unused).toContainEqual(expect.objectContaining({ value: name }));
  const pasted = [...people.stdout.matchAll(/^ {4}(.+?) {2}# /gm)].map(
    ([, yaml]) => parse(`map:\n  firstName: ${yaml}\n`).map.firstName,
  );
  expect(pasted).toEqual(
    unused.map(({ expression }: { expression: string }) => expression),
  );
});

test('what is inside a text that is JSON is offered with $parse', async () => {
  const cwd = projectDirectory();
  const inner = { person: { 'last name': 'Marín', tags: ['a', 'b'] }, more: '[{"n":1}]' };
  const payload = {
    type: 'contact.updated',
    data: {
      firstName: 'Ada',
      rawRequest: JSON.stringify(inner),
      note: '{not json',
      empty: '{}',
    },
  };
  writeFileSync(join(cwd, 'payload.json'), JSON.stringify(payload));

  const { stdout } = await runCommand(['preview', 'website-form', 'payload.json'], {
    cwd,
  });

  const lines = stdout.split('\n').map((line) => line.trim().replace(/ +#/, ' #'));
  expect(lines).toContain('$parse(data.rawRequest).person.`last name` # "Marín"');
  expect(lines).toContain('$parse(data.rawRequest).person.tags # ["a","b"]');
  expect(lines).toContain('$parse($parse(data.rawRequest).more)[0].n # 1');
  expect(stdout).not.toContain('$parse(data.note)');
  expect(stdout).not.toContain('$parse(data.empty)');
});

test('no more than a hundred leaves of a text are offered, and two texts deep', async () => {
  const cwd = projectDirectory();
  const deep = JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ c: 1 }) }) });
  const wide = JSON.stringify(
    Object.fromEntries(
      Array(300)
        .entries()
        .map(([n]) => [`k${n}`, n]),
    ),
  );
  const payload = { type: 'contact.updated', data: { firstName: 'Ada', deep, wide } };
  writeFileSync(join(cwd, 'payload.json'), JSON.stringify(payload));

  const { stdout } = await runCommand(['preview', 'website-form', 'payload.json'], {
    cwd,
  });

  expect(stdout.match(/\$parse\(data\.wide\)/g)).toHaveLength(100);
  expect(stdout).toContain('$parse($parse(data.deep).a).b');
  expect(stdout).not.toContain('.c ');
});
