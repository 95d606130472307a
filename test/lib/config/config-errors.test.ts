import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readConfiguration } from '../../../lib/config/configuration.ts';
import { formatProblems } from '../../../lib/config/problems/config-problem.ts';

const dirs: string[] = [];
afterAll(async () => {
  for (const dir of dirs) await rm(dir, { recursive: true });
});

const bridge = 'workspaces:\n  main:\n    id: b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1234\n';
/** Eight lines; the map begins on the ninth. */
const head =
  'workspace: main\nverify:\n  kind: none\n  because: only a test, nobody calls it\ncontact:\n  match:\n    - email\nmap:\n';
const sound = {
  'bridge.yaml': bridge,
  'sources/form.samples/case.json':
    '{"email": "ana@example.com", "first": "Ana", "1.3": "x"}',
  'sources/form.samples/case.expected.json': '{"email": "ana@example.com"}',
  'sources/form.yaml': `${head}  email: email\n`,
};

async function read(files: Record<string, string | undefined>) {
  const dir = await mkdtemp(join(tmpdir(), 'bridgehook-config-'));
  dirs.push(dir);
  for (const [name, text] of Object.entries({ ...sound, ...files })) {
    if (text === undefined) continue;
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), text);
  }
  const configuration = await readConfiguration(dir);
  const places = configuration.problems.map(
    ({ file, line, column, what }) =>
      `${file.slice(dir.length + 1)}:${line}:${column} ${what}`,
  );
  return {
    ...configuration,
    places,
    cures: configuration.problems.map(({ cure }) => cure),
  };
}

/** A map after `email: email`: its own lines begin on line 10. */
const withMap = (lines: string) => ({
  'sources/form.yaml': `${head}  email: email\n${lines}`,
});

describe('G11: mistakes are shown with file, line and column, and what to write instead', () => {
  test('a sound configuration has none', async () => {
    const { problems, sources } = await read({});

    expect(problems).toEqual([]);
    expect(
      sources.map(({ source, samplesPassed }) => [source.name, samplesPassed]),
    ).toEqual([['form', 1]]);
  });

  test('G4 two names for one workspace of Bridge, in whatever capitals, are refused', async () => {
    const again = '  sales:\n    id: B6CF1C4A-2b1e-4e63-8f3e-0f9d1a2a1234\n';
    const { places, cures } = await read({ 'bridge.yaml': `${bridge}${again}` });

    expect(places).toEqual(['bridge.yaml:5:9 workspaces.sales.id is the id of main too']);
    expect(cures).toEqual([
      'give each workspace of Bridge one name, and let sources share it',
    ]);
  });

  test('a URL that is none is one problem, with an example of its own', async () => {
    const { places, cures } = await read({
      'bridge.yaml': `${bridge}baseUrl: bridge\npublicUrl: hooks\n`,
    });

    expect(places).toEqual([
      'bridge.yaml:4:10 baseUrl is not a URL',
      'bridge.yaml:5:12 publicUrl is not a URL',
    ]);
    expect(cures).toEqual([
      expect.stringContaining('https://api-connect-us.bridge.new'),
      expect.stringContaining('https://hooks.example.com'),
    ]);
  });

  test('those of all files come at once, in the order of the files', async () => {
    const { places } = await read({
      'bridge.yaml':
        'workspaces:\n  main:\n    id: nope\ndelivery:\n  maxEventAge: 3 dayz\n',
      'sources/form.yaml': `${head}  emial: email\n`,
      'sources/other.yaml': 'workspace: main\n',
      'sources/Bad_Name.yaml': 'x: 1\n',
      'sources/b.yml': 'x: 1\n',
      'sources/folder.yaml/inside.txt': 'x',
    });

    expect([...places].sort()).toEqual([
      'bridge.yaml:3:9 workspaces.main.id is not a workspace id',
      'bridge.yaml:5:16 delivery.maxEventAge is not a length of time',
      'sources/Bad_Name.yaml:1:1 Bad_Name.yaml is not a name for a source',
      'sources/b.yml:1:1 b.yml is not a name for a source',
      'sources/folder.yaml:1:1 is a folder',
      'sources/form.yaml:9:3 map.emial is not a key that exists here',
      'sources/other.yaml:1:1 contact is missing',
      'sources/other.yaml:1:1 map is missing',
    ]);
  });

  test.each([
    [
      'a typo in a field',
      '  fistName: a\n',
      'sources/form.yaml:10:3 map.fistName is not a key that exists here',
      'write firstName',
    ],
    [
      'a typo in a policy',
      '  owner:\n    from: a\n    whenempty: skip\n',
      'sources/form.yaml:12:5 map.owner.whenempty is not a key that exists here',
      'write whenEmpty',
    ],
    [
      'a typo in from',
      '  owner:\n    form: a\n',
      'sources/form.yaml:11:5 map.owner.form is not a key that exists here',
      'write from',
    ],
    [
      'a missing from',
      '  owner:\n    default: a\n',
      'sources/form.yaml:11:5 map.owner.from is missing',
      'add from:',
    ],
    [
      'a word that is like no key',
      '  address: a\n',
      'sources/form.yaml:10:3 map.address is not a key that exists here',
      'remove it; the keys here are firstName, lastName, fullName, email, languageCode, ' +
        'cellphone, owner, customAttributes',
    ],
    [
      'a number',
      '  firstName: 1.3\n',
      'sources/form.yaml:10:14 map.firstName is a number, but an expression is text',
      "for a key named 1.3 write: '`1.3`'",
    ],
    [
      'a quoted number',
      "  firstName: '1.3'\n",
      'sources/form.yaml:10:15 map.firstName: is the number 1.3, the same for every event',
      "for a key named 1.3 write '`1.3`' with the quotes and backticks",
    ],
    [
      'null',
      '  firstName:\n',
      'sources/form.yaml:10:13 map.firstName is empty',
      'write an expression or remove the line',
    ],
    [
      'an empty text',
      '  firstName: ""\n',
      'sources/form.yaml:10:14 map.firstName is empty',
      'write an expression or remove the line',
    ],
    [
      'true',
      '  firstName: true\n',
      'sources/form.yaml:10:14 map.firstName is a boolean, but an expression is text',
      'write a path or a condition, such as type = "x"; in quotes it is true for every event',
    ],
    [
      'a number in from',
      '  owner:\n    from: 7\n',
      'sources/form.yaml:11:11 map.owner.from is a number, but an expression is text',
      "for a key named 7 write: '`7`'",
    ],
    [
      'a policy that does not exist',
      '  owner:\n    from: a\n    whenEmpty: erase\n',
      'sources/form.yaml:12:16 map.owner.whenEmpty has to be "skip", "clear"',
      'write skip or clear',
    ],
    [
      'an anchor',
      '  lastName: &a first\n',
      'sources/form.yaml:10:16 has an anchor (&)',
      "write the value itself; or, if it is an expression, lastName: '&a first'",
    ],
    [
      'an alias',
      '  lastName: &a first\n  firstName: *a\n',
      'sources/form.yaml:11:14 is an alias (*)',
      "write the value itself; or, if it is an expression, firstName: '*a'",
    ],
    [
      'an expression that begins like an alias',
      '  firstName: *.first\n',
      'sources/form.yaml:10:14 is an alias (*)',
      "write the value itself; or, if it is an expression, firstName: '*.first'",
    ],
    [
      'a tag',
      '  firstName: !!str first\n',
      'sources/form.yaml:10:20 has a tag (tag:yaml.org,2002:str)',
      'write the value itself',
    ],
    [
      'a name that would vanish',
      '  customAttributes:\n    __proto__: a\n',
      'sources/form.yaml:11:5 is a name that cannot be used',
      'write another name',
    ],
    [
      'a broken expression',
      '  firstName: a.b[\n',
      'sources/form.yaml:10:17 map.firstName: is not a JSONata expression: Expected "]" before end of expression',
      undefined,
    ],
    [
      'arithmetic on names',
      '  firstName: first-name\n',
      'sources/form.yaml:10:19 map.firstName: computes first - name',
      undefined,
    ],
    [
      'the same in quotes',
      "  firstName: 'first-name'\n",
      'sources/form.yaml:10:20 map.firstName: computes first - name',
      undefined,
    ],
    [
      'an entry nothing resolves',
      '  firstName: frist\n',
      'sources/form.yaml:10:14 map.firstName: no sample has a value for firstName',
      undefined,
    ],
  ])('%s', async (_, lines, place, cure) => {
    const { places, cures } = await read(withMap(lines));

    expect(places).toContain(place);
    if (cure !== undefined) expect(cures[places.indexOf(place)]).toBe(cure);
  });

  test.each([
    ['map:\n  phone: a', 'map.phone', 'write cellphone'],
    ['map:\n  Phone number: a', 'map.Phone number', 'write cellphone'],
    ['map:\n  name: a', 'map.name', 'write fullName'],
    ['map:\n  surname: a', 'map.surname', 'write lastName'],
    ['map:\n  last_name: a', 'map.last_name', 'write lastName'],
    ['map:\n  Apellidos: a', 'map.Apellidos', 'write lastName'],
    ['map:\n  family name: a', 'map.family name', 'write lastName'],
    ['map:\n  first_name: a', 'map.first_name', 'write firstName'],
    ['map:\n  given-name: a', 'map.given-name', 'write firstName'],
    ['map:\n  nombre: a', 'map.nombre', 'write firstName'],
    ['map:\n  mobile: a', 'map.mobile', 'write cellphone'],
    ['map:\n  tel: a', 'map.tel', 'write cellphone'],
    ['map:\n  Teléfono: a', 'map.Teléfono', 'write cellphone'],
    ['map:\n  mail: a', 'map.mail', 'write email'],
    ['map:\n  correo electrónico: a', 'map.correo electrónico', 'write email'],
    ['map:\n  locale: a', 'map.locale', 'write languageCode'],
    ['map:\n  idioma: a', 'map.idioma', 'write languageCode'],
    ['map:\n  custom_fields: a', 'map.custom_fields', 'write customAttributes'],
    [
      'map:\n  company_name: a',
      'map.company_name',
      /^remove it; the keys here are firstName, /,
    ],
    [
      'map:\n  constructor: a',
      'map.constructor',
      /^remove it; the keys here are firstName, /,
    ],
    ['contact:\n  match:\n    - tel: a', 'contact.match.0.tel', 'write cellphone'],
    ['contact:\n  name: a', 'contact.name', /^remove it; the keys here are id, /],
    ['map:\n  language: a', 'map.language', 'write languageCode'],
    ['map:\n  email_address: a', 'map.email_address', 'write email'],
    ['map:\n  attributes: a', 'map.attributes', 'write customAttributes'],
    ['map:\n  lastname: a', 'map.lastname', 'write lastName'],
    ['verify:\n  kind: none\n  becuase: x', 'verify.becuase', 'write because'],
    [
      'verify:\n  kind: none\n  in: x',
      'verify.in',
      'remove it; the keys here are kind, because',
    ],
    [
      'verify:\n  kind: none\n  name: x',
      'verify.name',
      'remove it; the keys here are kind, because',
    ],
    ['verify:\n  kind: sharedSecret\n  nmae: x', 'verify.nmae', 'write name'],
    [
      'response:\n  template: x',
      'response.template',
      /^remove it; the keys here are status, contentType, body, errorBody, deadline/,
    ],
    ['contact:\n  matches: x', 'contact.matches', 'write match'],
    ['contact:\n  merge:\n    form: x', 'contact.merge.form', 'write from'],
    [
      'defaults:\n  region: x',
      'defaults.region',
      /^remove it; the keys here are country, /,
    ],
    ['mapping:\n  email: x', 'mapping', 'write map'],
  ])('a key is suggested only where it can stand: %j', async (block, key, cure) => {
    const { problems } = await read({ 'sources/form.yaml': `${block}\n` });
    const found = problems.find(
      ({ what }) => what === `${key} is not a key that exists here`,
    );

    expect(found?.cure).toMatch(cure instanceof RegExp ? cure : new RegExp(`^${cure}$`));
  });

  test.each([
    [
      'verify:\n  kind: hmac',
      'verify.kind has to be "mac", "asymmetric", "jwt", "sharedSecret", "none"',
      'write mac, with algorithm: hmac-sha256, hmac-sha1 or hmac-sha512',
    ],
    [
      'verify:\n  kind: HMAC_SHA256',
      'verify.kind has to be "mac", "asymmetric", "jwt", "sharedSecret", "none"',
      'write mac, with algorithm: hmac-sha256',
    ],
    [
      'verify:\n  kind: webhook',
      'verify.kind has to be "mac", "asymmetric", "jwt", "sharedSecret", "none"',
      'write mac, asymmetric, jwt, sharedSecret or none',
    ],
    [
      'verify:\n  kind: sharedSecret\n  in: bearer',
      'verify.in has to be "header", "query", "basic", "body"',
      "write header, with name: Authorization and prefix: 'Bearer '",
    ],
    [
      'verify:\n  kind: mac\n  timestamp:\n    header: X-Time\n    unit: seconds',
      'verify.timestamp.unit has to be "s", "ms", "iso8601"',
      'write s',
    ],
    [
      'verify:\n  kind: mac\n  timestamp: X-Time',
      'verify.timestamp has to be a block of keys',
      'write where it stands in a block of its own: ' +
        'header: X-Time, pair: X-Time, query: X-Time or field: X-Time',
    ],
    [
      'handshake:\n  challenge: token',
      'handshake.challenge has to be a block of keys',
      'write where it stands in a block of its own: ' +
        'header: token, query: token or field: token',
    ],
    [
      'verify:\n  kind: mac\n  format: pairs',
      'verify.format has to be a block of keys',
      'write its keys below it: kind, prefix, separator, signature',
    ],
    [
      'verify:\n  because: x',
      'verify.kind is missing',
      'add kind: mac, asymmetric, jwt, sharedSecret or none',
    ],
    [
      'verify: mac',
      'verify has to be a block of keys',
      /^write its keys below it: kind, algorithm/,
    ],
    ['events:\n  id: event_id', 'events.id has to be a list', 'write a list: [event_id]'],
    [
      'events:\n  id: $headers.`x-id`',
      'events.id has to be a list',
      "write a list: ['$headers.`x-id`']",
    ],
    [
      'events:\n  id: "a[\'b\']"',
      'events.id has to be a list',
      "write a list: ['a[''b'']']",
    ],
    [
      'contact:\n  match: email',
      'contact.match has to be a list',
      'write a list: [email]',
    ],
    [
      'events: id',
      'events has to be a block of keys',
      /^write its keys below it: split, filter, type, knownTypes, id/,
    ],
    [
      'skipUnchanged: yes',
      'skipUnchanged has to be true or false',
      'write true or false, without quotes',
    ],
    [
      "response:\n  status: '200'",
      'response.status has to be a number',
      'write a number, without quotes',
    ],
    ['workspace: 7', 'workspace has to be text', 'put it in quotes'],
    [
      'verify:\n  kind: mac\n  header: X_Hub_Signature',
      'verify.header is not a header name',
      'write letters, digits and hyphens, such as X-Hub-Signature',
    ],
    ['body: yaml', 'body is no kind of body', 'write json, form, multipart, xml or query'],
    [
      'body:\n  kind: form\n  json: [a b]',
      'body.json.0 is not a plain path',
      'write names with dots between them, such as data.answers',
    ],
    [
      'limits:\n  request: 64 kB',
      'limits.request is not a size',
      'write a number and B, KiB or MiB, for example: 64 KiB',
    ],
    [
      'limits:\n  event: 1 MiB',
      'limits.event is out of bounds',
      'write a size from 1 KiB to 200 KiB',
    ],
  ])('the cure is what has to be written: %j', async (block, what, cure) => {
    const { problems } = await read({ 'sources/form.yaml': `${block}\n` });
    const found = problems.find((problem) => problem.what === what);

    if (cure instanceof RegExp) expect(found?.cure).toMatch(cure);
    else expect(found?.cure).toBe(cure);
  });

  test.each([
    [
      'events:\n  time: [at]',
      'events.time is a list, but an expression is text',
      'write it alone: at',
    ],
    [
      'events:\n  time:\n    - sent\n    - at',
      'events.time is a list, but an expression is text',
      'write one expression; the first that has a value is $first(sent, at)',
    ],
    [
      'events:\n  filter: true',
      'events.filter is a boolean, but an expression is text',
      'write a path or a condition, such as type = "x"; in quotes it is true for every event',
    ],
    ['events:\n  type:', 'events.type is empty', 'write an expression or remove the line'],
    [
      'events:\n  id: [7]',
      'events.id.0 is a number, but an expression is text',
      "for a key named 7 write: '`7`'",
    ],
    [
      'events:\n  time:\n    from: at',
      'events.time is a block of keys, but an expression is text',
      'write it alone: at',
    ],
    [
      'events:\n  time:\n    from: at\n    zone: UTC',
      'events.time is a block of keys, but an expression is text',
      'write one expression',
    ],
    [
      'map:\n  email: [mail, other]',
      'map.email is a list, but an expression is text',
      'write one expression; the first that has a value is $first(mail, other)',
    ],
    [
      'map:\n  email: [a, 1]',
      'map.email is a list, but an expression is text',
      'write one expression',
    ],
  ])('where an expression is expected, it says so: %j', async (block, what, cure) => {
    const { problems } = await read({ 'sources/form.yaml': `${block}\n` });

    expect(problems.find((problem) => problem.what === what)?.cure).toBe(cure);
  });

  test.each([
    [
      '  customAttributes:\n    Plan: {frm: x}\n',
      'map.customAttributes.Plan.frm',
      'write from',
    ],
    [
      '  customAttributes:\n    Plan:\n      value: x\n',
      'map.customAttributes.Plan.value',
      'write from',
    ],
    [
      '  customAttributes:\n    Plan: {form: x, default: y}\n',
      'map.customAttributes.Plan.form',
      'write from',
    ],
    [
      '  customAttributes:\n    Plan: {from: email, defualt: y}\n',
      'map.customAttributes.Plan.defualt',
      'write default',
    ],
    ['  owner:\n    fromm: email\n', 'map.owner.fromm', 'write from'],
  ])('a misspelt key is one problem: %j', async (lines, key, cure) => {
    const { problems } = await read(withMap(lines));

    expect(problems.map((problem) => [problem.what, problem.cure])).toEqual([
      [`${key} is not a key that exists here`, cure],
    ]);
  });

  test('a key that is missing beside one that is something else is two', async () => {
    const { places } = await read(withMap('  owner: {overwrit: false}\n'));

    expect(places).toEqual([
      'sources/form.yaml:10:10 map.owner.from is missing',
      'sources/form.yaml:10:11 map.owner.overwrit is not a key that exists here',
    ]);
  });

  test.each([
    ["'{{last_name}}'", 'map.lastName: is a template, not an expression'],
    ['{{last_name}}', 'is a template in brackets, not an expression'],
    ['{{ last_name }}', 'is a template in brackets, not an expression'],
    [`'$\{last_name}'`, 'map.lastName: is a template, not an expression'],
    ["'{last_name}'", 'map.lastName: is a template, not an expression'],
    ["'%last_name%'", 'map.lastName: is a template, not an expression'],
    ["'<last_name>'", 'map.lastName: is a template, not an expression'],
    ["'*|last_name|*'", 'map.lastName: is a template, not an expression'],
    ['<last_name>', 'map.lastName: is a template, not an expression'],
    ['%last_name%', 'is a template, not an expression'],
    ['*|last_name|*', 'is a template, not an expression'],
    ['[[last_name]]', 'is a template in brackets, not an expression'],
    ['{last_name}', 'is a template in brackets, not an expression'],
    ['{{{last_name}}}', 'is a template in brackets, not an expression'],
    ["'{{{ last_name }}}'", 'map.lastName: is a template, not an expression'],
    ["'<%= last_name %>'", 'map.lastName: is a template, not an expression'],
    [`'$\{{ last_name }}'`, 'map.lastName: is a template, not an expression'],
    ["'%%last_name%%'", 'map.lastName: is a template, not an expression'],
    ["'<<last_name>>'", 'map.lastName: is a template, not an expression'],
    ["'{{ last_name | capitalize }}'", 'map.lastName: is a template, not an expression'],
  ])('a template of another product is known as one: %s', async (text, what) => {
    const { problems } = await read(withMap(`  lastName: ${text}\n`));

    expect(problems.map((problem) => [problem.what, problem.cure])).toEqual([
      [what, 'write the path of the value: last_name'],
    ]);
  });

  test.each([
    ["'{{contact.last-name}}'", 'contact.`last-name` with the backticks'],
    ["'%last-name%'", "'`last-name`' with the quotes and backticks"],
    ["'{{ teléfono }}'", "'`teléfono`' with the quotes and backticks"],
  ])('the path of a template is written as it has to be: %s', async (text, path) => {
    const { cures } = await read(withMap(`  lastName: ${text}\n`));

    expect(cures).toEqual([`write the path of the value: ${path}`]);
  });

  test.each([
    ['  firstName: first]\n', '10:19 map.firstName: is not a JSONata expression'],
    ["  firstName: '$first]'\n", '10:21 map.firstName: is not a JSONata expression'],
    ['  firstName: {from: }\n', '10:21 map.firstName.from is empty'],
    ['  customAttributes: {Plan: }\n', '10:28 map.customAttributes.Plan is empty'],
  ])('what only looks like a template is read as it stands: %j', async (lines, place) => {
    const { places } = await read(withMap(lines));

    expect(places).toEqual([expect.stringContaining(`sources/form.yaml:${place}`)]);
  });

  test.each([
    ['  firstName: "Form " & first', `firstName: '"Form " & first'`],
    ['  firstName: first ? "a" : "b"', `firstName: 'first ? "a" : "b"'`],
    ['  firstName: `1.3`', "firstName: '`1.3`'"],
    ["  firstName: [first]['x']", "firstName: '[first][''x'']'"],
    ['  firstName: {"a": first}.a', `firstName: '{"a": first}.a'`],
  ])(
    'YAML that is broken by an expression is printed as it has to be written: %s',
    async (line, corrected) => {
      const broken = await read(withMap(`${line}\n`));
      const repaired = await read(withMap(`  ${corrected}\n`));

      expect(broken.places[0]).toMatch(/^sources\/form\.yaml:10:\d+ is not YAML: /);
      expect(broken.cures[0]).toBe(corrected);
      expect(repaired.places.filter((place) => place.includes('not YAML'))).toEqual([]);
    },
  );

  test('a key that stands twice and a tab say what they are', async () => {
    const twice = await read(withMap('  email: other\n'));
    const tab = await read({ 'sources/form.yaml': `${head}\temail: email\n` });

    expect([twice.places[0], twice.cures[0]]).toEqual([
      'sources/form.yaml:10:3 is not YAML: Map keys must be unique',
      'remove one of the two, or join them',
    ]);
    expect(tab.cures[0]).toBe('indent with blanks');
  });

  test('problems are printed for people', async () => {
    const { problems } = await read(withMap('  fistName: a\n'));

    expect(formatProblems(problems)).toMatch(
      /form\.yaml:10:3 {2}map\.fistName is not a key that exists here\n {4}→ write firstName$/,
    );
  });
});

describe('G8, G11: a source that anyone could call', () => {
  const open = 'workspace: main\ncontact:\n  match:\n    - email\nmap:\n  email: email\n';

  test('without verify and provider is refused', async () => {
    const { places } = await read({ 'sources/form.yaml': open });

    expect(places).toEqual([
      'sources/form.yaml:1:1 nothing says how the sender is proved: anyone who finds the URL could change contacts',
    ]);
  });

  test('has to say why, in more than a word', async () => {
    const { places } = await read({
      'sources/form.yaml': `verify:\n  kind: none\n  because: x\n${open}`,
    });

    expect(places).toEqual([
      expect.stringMatching(/^sources\/form\.yaml:3:12 verify\.because /),
    ]);
  });

  test('is found too where the block verifies nothing', async () => {
    const block =
      'verify:\n  kind: mac\n  algorithm: sha256\n  encoding: hex\n  header: X-Signature\n';

    expect((await read({ 'sources/form.yaml': block + open })).places).toEqual([
      'sources/form.yaml:2:3 verify.signedContent: is hashed without a key, so anyone could sign',
    ]);
  });
});

describe('G11: names that do not exist', () => {
  test('an unknown workspace and an unknown provider are shown with those that exist', async () => {
    const workspace = await read({
      'sources/form.yaml': sound['sources/form.yaml'].replace('main', 'mian'),
    });
    const provider = await read({
      'sources/form.yaml': `provider: typefrom\n${sound['sources/form.yaml']}`,
    });

    expect([workspace.places, workspace.cures]).toEqual([
      [
        'sources/form.yaml:1:12 workspace: names the workspace mian, which bridge.yaml does not have',
      ],
      ['write one of: main'],
    ]);
    expect(provider.places).toEqual([
      'sources/form.yaml:1:11 provider typefrom does not exist',
    ]);
    expect(provider.cures[0]).toContain('typeform');
  });

  test('a prototype property is no provider', async () => {
    const { places } = await read({
      'sources/form.yaml': `provider: constructor\n${sound['sources/form.yaml']}`,
    });

    expect(places).toEqual(['sources/form.yaml:1:11 provider constructor does not exist']);
  });
});

describe('G11: samples', () => {
  test('one that no longer matches is shown at its file, with what it gives now', async () => {
    const { places, cures } = await read({
      'sources/form.samples/case.expected.json': '{"email": "eva@example.com"}',
    });

    expect(places).toEqual([
      'sources/form.samples/case.json:1:1 no longer gives what case.expected.json says (different: email)',
    ]);
    expect(cures[0]).toContain('"email": "ana@example.com"');
  });

  test('a source without samples, a sample without its expected file, and one that is no body are shown', async () => {
    const { places } = await read({
      'sources/bare.yaml': sound['sources/form.yaml'],
      'sources/form.samples/new.json': '{"email": "eva@example.com"}',
      'sources/form.samples/broken.json': '{',
    });

    expect(places).toEqual([
      'sources/bare.yaml:1:1 has no sample, so nothing shows that its map works',
      'sources/form.samples/broken.json:1:1 is answered with 400: The body is not JSON, or has a name such as __proto__ in it',
      'sources/form.samples/new.json:1:1 has no expected file',
    ]);
  });

  test.each([
    [
      'sources/form.samples/other.expected.json',
      '{}',
      'has no sample beside it',
      'add other.json (the body as it was sent)',
    ],
    [
      'sources/old.samples/case.json',
      '{}',
      'holds samples of a source that is not there',
      'old.yaml, or remove the folder',
    ],
    ['sources/form.samples/deep/case.json', '{}', 'is a folder', 'put its samples beside'],
    [
      'sources/form.samples/new.http',
      'POST /hooks/form HTTP/1.1\n{}',
      'has no blank line after its headers',
      'write one between',
    ],
    [
      'sources/form.samples/case.expected.json',
      '{',
      'is not JSON',
      'the command check shows',
    ],
  ])('%s is shown at its place', async (path, text, what, cure) => {
    const file = path.replace(/(deep|old.samples)\/case.json$/, '$1');
    const { problems } = await read({ [path]: text });

    expect(problems).toEqual([
      expect.objectContaining({
        file: expect.stringMatching(new RegExp(`/${file}$`)),
        what,
        cure: expect.stringContaining(cure),
      }),
    ]);
  });

  test('a whole request in an .http file shows its headers and query to the map', async () => {
    const { places } = await read({
      'sources/form.samples/case.json': undefined,
      'sources/form.samples/case.http':
        'POST /hooks/form?utm=ads HTTP/1.1\r\nX-Name: Ana\r\n\r\n{"email": "ana@example.com"}',
      'sources/form.samples/case.expected.json':
        '{"email": "ana@example.com", "firstName": "Ana", "lastName": "ads"}',
      ...withMap('  firstName: $headers.`x-name`\n  lastName: $query.utm\n'),
    });

    expect(places).toEqual([]);
  });
});

test('the configuration of this repository is sound (G11)', async () => {
  const { problems, sources } = await readConfiguration(
    new URL('../../../config', import.meta.url).pathname,
  );

  expect(formatProblems(problems)).toBe('');
  expect(sources.every(({ samplesPassed }) => samplesPassed > 0)).toBe(true);
});

describe('G11: one mistake does not hide another', () => {
  test('a file that says no verification and has an unknown key shows its wrong expressions too', async () => {
    const unverified = head.replace(/verify:\n.*\n.*\n/, '');
    const withoutVerify = await read({
      'sources/form.yaml': `${unverified}  email: e-mail\n`,
    });
    const withTypo = await read({
      'sources/form.yaml': `${head}  emial: email\n  email: e-mail\n`,
    });

    expect(withoutVerify.places).toEqual([
      'sources/form.yaml:1:1 nothing says how the sender is proved: anyone who finds the URL could change contacts',
      expect.stringContaining('map.email: computes e - mail'),
    ]);
    expect(withTypo.places).toEqual([
      'sources/form.yaml:9:3 map.emial is not a key that exists here',
      expect.stringContaining('map.email: computes e - mail'),
    ]);
  });

  test('a path outside the map that no sample has is found: event id, time, contact and country', async () => {
    const source = `${head.replace('  match:\n', '  id: bridge_idd\n  match:\n')}  email: email\nevents:\n  id:\n    - evnt_id\n  time: occured\ndefaults:\n  country: Spain\n`;

    const { places, cures } = await read({ 'sources/form.yaml': source });

    expect(places).toEqual([
      'sources/form.yaml:6:7 contact.id: no sample has a value for bridge_idd',
      'sources/form.yaml:13:7 events.id.0: no sample has a value for evnt_id',
      'sources/form.yaml:14:9 events.time: no sample has a value for occured',
      'sources/form.yaml:16:12 defaults.country: no sample has a value for Spain',
    ]);
    expect(cures.at(-1)).toContain('write a code such as US or ES');
  });
});

test('G11: a sample file that cannot be read is named itself, without its content', async () => {
  const expected = await read({ 'sources/form.samples/case.expected.json': '{canary' });
  const body = await read({ 'sources/form.samples/case.json': '{canary' });

  expect(expected.places).toEqual([
    expect.stringMatching(
      /^sources\/form\.samples\/case\.expected\.json:1:1 .*is not JSON$/,
    ),
  ]);
  expect(body.places).toEqual([
    'sources/form.samples/case.json:1:1 is answered with 400: The body is not JSON, or has a name such as __proto__ in it',
  ]);
  expect([...expected.places, ...expected.cures, ...body.cures].join()).not.toContain(
    'canary',
  );
});
