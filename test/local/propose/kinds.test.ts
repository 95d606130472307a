import { describe, expect, test } from 'vitest';
import { runSample } from '../../../functions/core/check/run-sample.ts';
import { readSaved } from '../../../lib/config/samples/saved-request.ts';
import { type Proposal, proposeSource } from '../../../local/propose/propose-source.ts';

/** A request of an unknown sender with a JSON body. */
function requestOf(body: unknown, headers: Record<string, string> = {}) {
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    query: '',
    body: Buffer.from(JSON.stringify(body)),
  };
}

function propose(
  body: unknown,
  { country, headers }: { country?: string; headers?: Record<string, string> } = {},
): Promise<Proposal> {
  const request = requestOf(body, headers);
  return proposeSource({
    request,
    verify: undefined,
    name: 'new-sender',
    workspace: 'main',
    country,
  });
}

async function patchesOf(body: unknown, country?: string) {
  const { source } = await propose(body, country === undefined ? {} : { country });
  if (source === undefined) return undefined;
  const { parsed } = await readSaved(requestOf(body), source);
  return (await runSample(source, parsed)).summaries;
}

const eva = { firstName: 'Eva', lastName: 'Sol', email: 'eva@example.com' };

describe('labels in other languages', () => {
  test.each([
    [
      'Spanish',
      { Nombre: 'Eva', Apellidos: 'Sol', 'Correo electrónico': 'eva@example.com' },
    ],
    ['Portuguese', { Nome: 'Eva', Sobrenome: 'Sol', 'E-mail': 'eva@example.com' }],
    ['French', { Prénom: 'Eva', Nom: 'Sol', Courriel: 'eva@example.com' }],
    ['German', { Vorname: 'Eva', Name: 'Sol', 'E-Mail-Adresse': 'eva@example.com' }],
    ['Italian', { Nome: 'Eva', Cognome: 'Sol', 'Posta elettronica': 'eva@example.com' }],
    ['English', { forename: 'Eva', surname: 'Sol', mail: 'eva@example.com' }],
    ['shouting', { FIRSTNAME: 'Eva', LASTNAME: 'Sol', EMAIL_ADDRESS: 'eva@example.com' }],
    ['one field', { 'Nombre y apellidos': 'Eva Sol', correo: 'eva@example.com' }],
    [
      'a question',
      { 'What is your full name?': 'Eva Sol', 'Your email?': 'eva@example.com' },
    ],
    ['nobody knows what', { a: 'Eva Sol', name: 'Eva Sol', b: 'eva@example.com' }],
  ])('%s', async (_, body) => {
    expect(await patchesOf(body)).toEqual([eva]);
  });
});

describe('pairs', () => {
  const answers = [
    { question: 'First name', answer: 'Eva' },
    { question: 'Last name', answer: 'Sol' },
    { question: 'Email', answer: 'eva@example.com' },
  ];

  test.each([
    ['in a list', { form: 'Signup', answers }],
    ['as the whole body', answers],
    ['nested in a submission', { submission: { id: 4, data: { responses: answers } } }],
    [
      'with a field around their names',
      {
        answers: [
          { field: { id: 'f1', label: 'Vorname' }, value: 'Eva' },
          { field: { id: 'f2', label: 'Nachname' }, value: 'Sol' },
          { field: { id: 'f3', label: 'Mail' }, value: 'eva@example.com' },
        ],
      },
    ],
    [
      'of ids whose labels stand elsewhere',
      {
        fields: [
          { id: 'q1', title: 'First name' },
          { id: 'q2', title: 'Last name' },
          { id: 'q3', title: 'Email' },
        ],
        entry: { q1: 'Eva', q2: 'Sol', q3: 'eva@example.com' },
      },
    ],
    [
      'with lists of values',
      {
        field_data: [
          { name: 'full_name', values: ['Eva Sol'] },
          { name: 'email', values: ['eva@example.com'] },
        ],
      },
    ],
    [
      'as an object of objects',
      {
        fields: {
          a1: { title: 'Nombre', value: 'Eva' },
          a2: { title: 'Apellidos', value: 'Sol' },
          a3: { title: 'Correo', value: 'eva@example.com' },
        },
      },
    ],
  ])('%s', async (_, body) => {
    expect(await patchesOf(body)).toEqual([eva]);
  });

  test('are chosen by what they are called, never by their place', async () => {
    const { yaml } = await propose({ form: 'Signup', answers });

    expect(yaml).toContain('firstName: answers[question="First name"].answer');
    expect(yaml).not.toMatch(/^ {2}\w+: .*\[\d/m);
  });

  test('one in each event are asked for their name', async () => {
    const body = [
      { person_id: 7, field: 'email', value: 'eva@example.com', id: 'e1', at: 1, v: 1 },
      { person_id: 7, field: 'last_name', value: 'Sol', id: 'e2', at: 1, v: 1 },
    ];

    const { yaml } = await propose(body);

    expect(yaml).toContain('split: $');
    expect(yaml).toContain('email: $[field="email"].value');
    expect(yaml).toContain('  externalId: person_id');
    expect(await patchesOf(body)).toEqual([
      { email: 'eva@example.com' },
      { lastName: 'Sol' },
    ]);
  });
});

describe('whose name it is', () => {
  test.each([
    ['an owner beside', { owner: { name: 'Ana Gil', email: 'ana@example.org' } }],
    ['an owner in names', { owner_name: 'Ana Gil', owner_email: 'ana@example.org' }],
    ['a company', { company: { name: 'Sol Ltd', email: 'info@example.org' } }],
    ['the form', { form: { name: 'Contact us' }, formName: 'Contact us' }],
    ['what was before', { previous: { name: 'Eve Sol', email: 'eve@example.org' } }],
    ['an author', { note: { author: { name: 'Ana Gil', email: 'ana@example.org' } } }],
    ['who assigned it', { assigned_to: { name: 'Ana Gil', email: 'ana@example.org' } }],
    ['an event', { event: { name: 'Open day' } }],
    ['a host', { organizer: { name: 'Ana Gil', email: 'ana@example.org' } }],
    ['who received it', { recipient: { name: 'Ana Gil', email: 'ana@example.org' } }],
    ['another address', { secondary_email: 'eve@example.org' }],
  ])('not %s', async (_, others) => {
    const person = { name: 'Eva Sol', email: 'eva@example.com' };

    expect(await patchesOf({ ...others, contact: person })).toEqual([eva]);
    expect(await patchesOf({ contact: person, ...others })).toEqual([eva]);
  });

  test.each(['comercial', 'kundenberater', 'xyz'])(
    'one person, whatever else has an address: of %s nothing is taken',
    async (other) => {
      const fields = [
        { etiqueta: 'Nombre', valor: 'Eva' },
        { etiqueta: 'Apellidos', valor: 'Sol' },
        { etiqueta: 'Correo electrónico', valor: 'eva@example.com' },
        { etiqueta: 'Móvil', valor: '+34 600 111 222' },
      ];
      const rep = { nombre: 'Ana', correo: 'ana@example.org' };
      const whole = [{ ...eva, cellphone: '+34600111222' }];

      expect(await patchesOf({ ficha: { campos: fields, [other]: rep } })).toEqual(whole);
      expect(await patchesOf({ ficha: { [other]: rep, campos: fields } })).toEqual(whole);
    },
  );

  test('an address that only somebody else has is not taken', async () => {
    const agente = { nombre: 'Ana', correo: 'ana@example.org' };
    const cliente = { nombre: 'Eva', apellidos: 'Sol', telefono: '+34 600 111 222' };
    const found = { firstName: 'Eva', lastName: 'Sol', cellphone: '+34600111222' };

    expect(await patchesOf({ agente, cliente })).toEqual([found]);
    expect(await patchesOf({ cliente, agente })).toEqual([found]);
  });

  test('the whole name fills what the parts leave out', async () => {
    const body = { first_name: 'Eva', name: 'Eva Sol', email: 'eva@example.com' };

    expect(await patchesOf(body)).toEqual([eva]);
  });

  test('the primary email, and the mobile before the landline', async () => {
    const body = {
      person: {
        name: 'Eva Sol',
        emails: [
          { address: 'old@example.com', primary: false },
          { address: 'eva@example.com', primary: true },
        ],
        phones: [
          { type: 'work', number: '+34 910 000 111' },
          { type: 'mobile', number: '+34 600 111 222' },
        ],
      },
    };

    expect(await patchesOf(body)).toEqual([{ ...eva, cellphone: '+34600111222' }]);
  });

  test('only new values', async () => {
    const body = {
      changes: { email: { old: 'eve@example.com', new: 'eva@example.com' } },
      before: { name: 'Eve Moon' },
      after: { name: 'Eva Sol' },
    };

    expect(await patchesOf(body)).toEqual([eva]);
  });
});

test('of a list with positions only, the positions', async () => {
  const { source } = await propose({ row: ['x-1', 'eva@example.com', '+34600111222'] });

  expect(source?.map).toEqual({ email: 'row[1]', cellphone: 'row[2]' });
});

describe('phone numbers without a country', () => {
  const body = { email: 'eva@example.com', phone: '600 111 222' };

  test('need one', async () => {
    const proposal = await propose(body);

    expect(proposal.needsCountry).toBe(true);
    expect(proposal.source?.map).toEqual({ email: 'email' });
    expect(proposal.yaml).toContain(
      '# cellphone: phone  # needs country: under defaults:',
    );
  });

  test('take the one that is given', async () => {
    expect(await patchesOf(body, 'ES')).toEqual([
      { email: 'eva@example.com', cellphone: '+34600111222' },
    ]);
  });

  test('take the one that the event says', async () => {
    const { source } = await propose({ ...body, address: { country_code: 'ES' } });

    expect(source?.defaults.country).toBe('address.country_code');
    expect(source?.map.cellphone).toBe('phone');
  });
});

test.each([
  ['a time in seconds', { created: 1767261600, email: 'eva@example.com' }],
  ['an id', { order_number: '600111222', email: 'eva@example.com' }],
  ['an amount', { total: '12.50', email: 'eva@example.com' }],
])('%s is no phone number', async (_, body) => {
  expect((await propose(body, { country: 'ES' })).source?.map).toEqual({
    email: 'email',
  });
});
