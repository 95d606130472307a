import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openDraft } from '../../cli/place/open-draft.ts';
import { presetYaml, requestsOf, samplesOf } from '../../lib/providers/new-source.ts';
import { allProviders, providerNames, providerOf } from '../../lib/providers/providers.ts';
import { isFakeKey } from '../../local/keys/fake-keys.ts';
import { readKeysFile } from '../../local/keys/keys-file.ts';
import { temporaryDir } from '../support/temporary-dir.ts';
import { runAtTerminal } from './person-at-terminal.ts';
import { emptyDirectory, projectDirectory, runCommand } from './run-command.ts';

/** Every file below a directory with its bytes. */
function filesIn(dir: string): Record<string, Buffer> {
  const files = readdirSync(dir, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    files
      .filter((entry) => !entry.isDirectory())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(dir.length + 1), readFileSync(path)]),
  );
}

const add = (cwd: string, ...argv: string[]) => runCommand(['add', ...argv], { cwd });

describe('from an empty directory, with the defaults', () => {
  const cwd = temporaryDir('add');

  test.each(allProviders())(
    '$name is added: its samples, what they come to, and a key; once',
    async (provider) => {
      const { name, about } = provider;

      const { code, stdout, stderr } = await add(cwd, name, '--yes');
      const after = filesIn(cwd);
      const again = await add(cwd, name, '--yes');

      expect([code, stderr]).toEqual([0, '']);
      const folder = `config/sources/${name}.samples`;
      for (const { name: file, bytes } of requestsOf(provider))
        expect(after[`${folder}/${file}`]).toEqual(bytes);
      const samples = Object.entries(after).filter(([file]) => file.startsWith(folder));
      const expected = samplesOf(provider).filter(({ name: file }) =>
        file.endsWith('.expected.json'),
      );
      expect(samples.length).toBe(samplesOf(provider).length);
      for (const { name: file, bytes } of expected)
        expect(JSON.parse(String(after[`${folder}/${file}`]))).toEqual(
          JSON.parse(bytes.toString()),
        );
      const words = stdout.replace(/\s+/g, ' ');
      for (const step of about.setup)
        expect(words).toContain(
          step.trim().replace(/\s+/g, ' ').replaceAll('<source>', name),
        );
      expect(stdout).not.toContain('<source>');
      const source = parse(String(after[`config/sources/${name}.yaml`]));
      expect(stdout.includes('Phone numbers without their country')).toBe(
        source.map.cellphone !== undefined && source.defaults?.country === undefined,
      );
      expect(again).toMatchObject({ code: 1, stdout: '' });
      expect(again.stderr).toMatch(/\.yaml exists already\. Nothing was changed\./);
      expect(filesIn(cwd)).toEqual(after);
    },
  );

  test('and all of them together pass check', async () => {
    const { code, stdout, stderr } = await runCommand(['check', '--json'], { cwd });

    expect([code, stderr]).toEqual([0, '']);
    const { ok, sources } = JSON.parse(stdout);
    expect(ok).toBe(true);
    expect(sources.map(({ name }: { name: string }) => name).sort()).toEqual(
      providerNames,
    );
  });

  test('with nothing left over, and made-up keys only', () => {
    const { signing } = readKeysFile(join(cwd, '.bridgehook/keys.json'));

    expect(readdirSync(join(cwd, 'config')).sort()).toEqual(['bridge.yaml', 'sources']);
    expect(readdirSync(join(cwd, 'config/sources')).sort()).toEqual(
      providerNames.flatMap((name) => [`${name}.samples`, `${name}.yaml`]).sort(),
    );
    expect(Object.values(signing).every(({ current }) => isFakeKey(current))).toBe(true);
  });
});

test('the bridge.yaml of a new configuration is the example of this repository', async () => {
  const cwd = emptyDirectory();

  const { stdout } = await add(cwd, 'typeform', '--yes', '--config', 'new/one');

  const example = readFileSync(
    join(import.meta.dirname, '../../config/bridge.yaml'),
    'utf8',
  );
  expect(readFileSync(join(cwd, 'new/one/bridge.yaml'), 'utf8')).toBe(
    example.replace(/^.*\n/, ''),
  );
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'new/one/bridge.yaml is the example, since there was none: write the id of your workspace',
  );
});

test('what comes next is said, for the same configuration', async () => {
  const cwd = emptyDirectory();

  const { stdout } = await add(cwd, 'typeform', 'sign-up', '--yes', '--config', 'my dir');

  expect(stdout).toContain(
    [
      'Next:',
      "  npx bridgehook check --config 'my dir'",
      "  npm start -- --config 'my dir'",
      "  npx bridgehook send sign-up 'my dir/sources/sign-up.samples/form-response.json'" +
        " --config 'my dir'",
      '',
    ].join('\n'),
  );
  expect(stdout).toContain("npx bridgehook keys set sign-up --config 'my dir'");
  expect(stdout).toContain("npx bridgehook url sign-up --config 'my dir'");
  expect(stdout).toContain('you choose it, for example by openssl rand -hex 24');
});

test('--json gives files, keys and commands', async () => {
  const cwd = emptyDirectory();

  const { stdout } = await add(cwd, 'hubspot-events', 'crm', '--country', 'us', '--json');

  expect(JSON.parse(stdout)).toMatchObject({
    name: 'crm',
    provider: 'hubspot-events',
    workspace: 'main',
    country: 'US',
    bridgeFileIsNew: true,
    keys: [
      {
        name: 'crm',
        from: 'theirs',
        file: '.bridgehook/keys.json',
        command: 'npx bridgehook keys set crm',
      },
    ],
    setup: providerOf('hubspot-events').about.setup,
    url: 'npx bridgehook url crm',
    commands: [
      'npx bridgehook check',
      'npm start',
      expect.stringMatching(/^npx bridgehook send crm config\/sources\/crm\.samples\//),
    ],
  });
  const [file = ''] = JSON.parse(stdout).commands.at(-1).split(' ').slice(4);
  const expected = readFileSync(
    join(cwd, file.replace(/\.\w+$/, '.expected.json')),
    'utf8',
  );
  expect([JSON.parse(expected)].flat()).toContainEqual(
    expect.not.objectContaining({ ignored: expect.anything() }),
  );
  const files: string[] = JSON.parse(stdout).files;
  expect(files).toContain('config/bridge.yaml');
  expect(files.toSorted()).toEqual(
    Object.keys(filesIn(cwd))
      .filter((file) => file.startsWith('config/'))
      .sort(),
  );
});

test.each(['ES', 'NO'])(
  'the country %s is written, and what samples come to is found out with it',
  async (country) => {
    const cwd = emptyDirectory();

    const added = await add(cwd, 'typeform', 'form', '--country', country);
    const check = await runCommand(['check'], { cwd });

    expect([added.code, check.code]).toEqual([0, 0]);
    const source = parse(readFileSync(join(cwd, 'config/sources/form.yaml'), 'utf8'));
    expect(source.defaults.country).toBe(country);
    expect(added.stdout).not.toContain('Phone numbers without their country');
  },
);

const fileOf = (cwd: string, name: string) =>
  parse(readFileSync(join(cwd, `config/sources/${name}.yaml`), 'utf8'));

test('what two automations send are ids of two systems; two sources of one product share theirs', async () => {
  const cwd = emptyDirectory();

  const first = await add(cwd, 'zapier', 'zap-a', '--yes');
  const second = await add(cwd, 'zapier', 'zap-b', '--yes');
  const crm = await add(cwd, 'pipedrive', 'crm', '--yes');
  const twin = await add(cwd, 'pipedrive-v1', 'crm-old', '--yes');
  const other = await add(cwd, 'pipedrive', 'other', '--yes', '--system', 'other-crm');

  const systems = ['zap-a', 'zap-b', 'crm', 'crm-old', 'other'].map(
    (name) => fileOf(cwd, name).system,
  );
  expect(systems).toEqual(['zap-a', 'zap-b', 'pipedrive', 'pipedrive', 'other-crm']);
  const words = (text: string) => text.replace(/\s+/g, ' ');
  const shared = 'An id here is the same person as in';
  expect(words(twin.stdout)).toContain(`${shared} crm.`);
  for (const { stdout } of [first, second, crm, other])
    expect(words(stdout)).not.toContain(shared);
});

test('whose account it is is asked for where the proof does not say it, and written', async () => {
  const cwd = emptyDirectory();

  const asked = await runAtTerminal(
    ['add', 'gohighlevel', 'asked', '--country', 'ES'],
    cwd,
    [['The id of your location?', 'loc-1\r']],
  );
  const given = await add(cwd, 'gohighlevel', 'given', '--yes', '--account', 'loc"2');
  const open = await add(cwd, 'gohighlevel', 'open', '--yes');
  const check = await runCommand(['check'], { cwd });

  expect([asked.code, given.code, open.code, check.code]).toEqual([0, 0, 0, 0]);
  expect(fileOf(cwd, 'asked').verify.require).toBe('locationId = "loc-1"');
  expect(fileOf(cwd, 'given').verify).toEqual({
    ...parse(presetYaml(providerOf('gohighlevel'))).verify,
    require: 'locationId = "loc\\"2"',
  });
  expect(fileOf(cwd, 'open').verify).toBeUndefined();
  expect(open.stdout).toContain('WARNING: every account');
  expect(given.stdout).not.toContain('WARNING');
});

test('a country counts for numbers of which the sender says none', async () => {
  const cwd = emptyDirectory();

  await add(cwd, 'monday', 'board', '--yes', '--country', 'ES');

  expect(fileOf(cwd, 'board').defaults.country).toMatch(/^\$first\(.+, "ES"\)$/);
});

test.each([
  ['typeform', ['--system', 'x'], '--system x: no ids of Typeform are used.'],
  ['pipedrive', ['--system', 'No Name'], '--system No Name is not a name'],
  ['typeform', ['--account', 'x'], '--account x: the proof of Typeform says whose it is.'],
])('%s with %j is a mistake', async (provider, options, complaint) => {
  const cwd = emptyDirectory();

  const { code, stderr } = await add(cwd, provider, '--yes', ...options);

  expect(code).toBe(2);
  expect(stderr).toContain(complaint);
  expect(existsSync(join(cwd, 'config'))).toBe(false);
});

test('in a configuration with a schema, the file says so first; the rest stays as it was', async () => {
  const cwd = projectDirectory();
  const before = filesIn(cwd);

  const { code, stdout } = await add(cwd, 'typeform', '--yes');

  const after = filesIn(cwd);
  expect(code).toBe(0);
  expect(String(after['config/sources/typeform.yaml'])).toMatch(
    /^# yaml-language-server: \$schema=\.\.\/source\.schema\.json\n# Typeform: https:/,
  );
  expect(after).toMatchObject(before);
  expect(stdout).not.toContain('bridge.yaml');
});

test('a key that is there stays', async () => {
  const cwd = emptyDirectory();
  mkdirSync(join(cwd, '.bridgehook'));
  const ring = { signing: { typeform: { current: 'canary-8f3k2j9d0s7' } }, bridge: {} };
  writeFileSync(join(cwd, '.bridgehook/keys.json'), JSON.stringify(ring));

  const { stdout } = await add(cwd, 'typeform', '--yes');

  expect(readKeysFile(join(cwd, '.bridgehook/keys.json'))).toEqual(ring);
  expect(stdout).not.toContain('canary');
});

describe('a person at a terminal', () => {
  const twoWorkspaces =
    'workspaces:\n' +
    '  east:\n    id: b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1235\n' +
    '  west:\n    id: b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1236\n';

  test('is asked for all that is missing, and asked again where an answer cannot be', async () => {
    const cwd = emptyDirectory();
    mkdirSync(join(cwd, 'config'));
    writeFileSync(join(cwd, 'config/bridge.yaml'), twoWorkspaces);
    const backspace = '\u007f';

    const { code, stdout, stderr } = await runAtTerminal(['add'], cwd, [
      ['Which sender?', 'typef\r'],
      ['What is the source called?', '../x\r'],
      ['is not a name', `${backspace.repeat(4)}my-form\r`],
      ['Which workspace', 'wes\r'],
      ['Country of phone numbers', 'zz\r'],
      ['two letters', `${backspace.repeat(2)}es\r`],
    ]);

    expect(code).toBe(0);
    expect(stdout).toContain('Added my-form (Typeform):');
    expect(stderr).toContain('Which sender?');
    const source = parse(readFileSync(join(cwd, 'config/sources/my-form.yaml'), 'utf8'));
    expect(source).toMatchObject({
      provider: 'typeform',
      workspace: 'west',
      defaults: { country: 'ES' },
    });
    expect((await runCommand(['check'], { cwd })).code).toBe(0);
  });

  test('takes the default with Enter, and is not asked what is known', async () => {
    const cwd = emptyDirectory();

    const { code, stderr } = await runAtTerminal(['add', 'typeform'], cwd, [
      ['What is the source called?', '\r'],
      ['Country of phone numbers', '\r'],
    ]);

    expect(code).toBe(0);
    expect(stderr).not.toMatch(/Which sender|Which workspace/);
    expect(existsSync(join(cwd, 'config/sources/typeform.yaml'))).toBe(true);
  });

  test('is not asked with --yes', async () => {
    const { code, stderr } = await runAtTerminal(
      ['add', 'typeform', '--yes'],
      emptyDirectory(),
      [],
    );

    expect([code, stderr]).toEqual([0, '']);
  });

  test.each([
    ['Ctrl-C', '\u0003'],
    ['Ctrl-D', '\u0004'],
  ])('leaves with %s, and nothing was written', async (_, key) => {
    const cwd = emptyDirectory();

    const { code, stdout, stderr } = await runAtTerminal(['add', 'typeform'], cwd, [
      ['What is the source called?', '\r'],
      ['Country of phone numbers', key],
    ]);

    expect([code, stdout, readdirSync(cwd)]).toEqual([1, '', []]);
    expect(stderr).toContain('Cancelled. Nothing was written.');
  });
});

test.each([
  [[], 2, 'Say which provider. All of them: npx bridgehook providers'],
  [['--yes'], 2, 'Say which provider'],
  [['typefrom', '--yes'], 1, 'There is no provider typefrom. Did you mean typeform?'],
  [
    ['typeform'],
    2,
    'a name after the provider, and --country <ISO2>; or take the defaults',
  ],
  [['typeform', 'x'], 2, 'Write --country <ISO2>; or take the defaults with --yes.'],
  [['typeform', 'x', '--country', 'USA'], 2, 'two letters (ISO 3166)'],
  [['typeform', 'x', '--country', 'ZZ'], 2, 'two letters (ISO 3166)'],
  [['typeform', '--yes', '--workspace', 'mian'], 1, 'Did you mean main?'],
  [['typeform', '../x', '--yes'], 2, '../x is not a name; use lower-case letters'],
  [['typeform', '/tmp/x', '--yes'], 2, 'is not a name'],
  [['typeform', 'x.yaml', '--yes'], 2, 'is not a name'],
  [['typeform', 'Ünder', '--yes'], 2, 'is not a name'],
  [['typeform', '', '--yes'], 2, 'is not a name'],
  [['../typeform', 'x', '--yes'], 1, 'There is no provider ../typeform.'],
])('add %j is refused, and nothing is written', async (argv, exitCode, message) => {
  const cwd = emptyDirectory();

  const { code, stdout, stderr } = await add(cwd, ...argv);

  expect([code, stdout, filesIn(cwd)]).toEqual([exitCode, '', {}]);
  expect(stderr).toContain(message);
});

test('of several workspaces one has to be named', async () => {
  const cwd = projectDirectory();
  const file = join(cwd, 'config/bridge.yaml');
  const other = '\n  other:\n    id: b6cf1c4a-2b1e-4e63-8f3e-0f9d1a2a1235\n';
  writeFileSync(
    file,
    readFileSync(file, 'utf8').replace('workspaces:', `workspaces:${other}`),
  );

  const without = await add(cwd, 'typeform', '--yes');
  const named = await add(cwd, 'typeform', '--yes', '--workspace', 'other');

  expect(without.code).toBe(2);
  expect(without.stderr).toContain('Write --workspace <name>.');
  expect(named.code).toBe(0);
});

describe('what is in the way stays, and nothing else is written:', () => {
  const cases: Record<string, [(config: string) => void, string]> = {
    'a source in .yml': [
      (config) => writeFileSync(join(config, 'sources/typeform.yml'), ''),
      'config/sources/typeform.yml exists already',
    ],
    'samples of nothing': [
      (config) => mkdirSync(join(config, 'sources/typeform.samples')),
      'config/sources/typeform.samples exists already',
    ],
    'a link that leads nowhere': [
      (config) => symlinkSync('nowhere', join(config, 'sources/typeform.yaml')),
      'config/sources/typeform.yaml exists already',
    ],
    'a broken bridge.yaml': [
      (config) => writeFileSync(join(config, 'bridge.yaml'), 'workspaces: 3\n'),
      'bridge.yaml:1:13  workspaces has to be a block',
    ],
    'a file that holds no keys': [
      (config) => {
        mkdirSync(join(config, '../.bridgehook'));
        writeFileSync(join(config, '../.bridgehook/keys.json'), '[]');
      },
      'keys.json is not a file of keys',
    ],
    'a file where keys have to lie': [
      (config) => writeFileSync(join(config, '../.bridgehook'), ''),
      'cannot be',
    ],
  };

  test.each(Object.entries(cases))('%s', async (_, [prepare, message]) => {
    const cwd = emptyDirectory();
    const config = join(cwd, 'config');
    mkdirSync(join(config, 'sources'), { recursive: true });
    prepare(config);
    const before = readdirSync(cwd, { recursive: true });

    const { code, stdout, stderr } = await add(cwd, 'typeform', '--yes');

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
    expect(readdirSync(cwd, { recursive: true })).toEqual(before);
  });
});

test('a directory that is a file is named, and what was begun is gone', async () => {
  const cwd = emptyDirectory();
  mkdirSync(join(cwd, 'config'));
  writeFileSync(join(cwd, 'config/sources'), 'not a directory');

  const { code, stderr } = await add(cwd, 'typeform', '--yes');

  expect(code).toBe(1);
  expect(stderr).toMatch(
    /config\/sources.* cannot be written \((?:EEXIST|ENOTDIR)\)\. Nothing/,
  );
  expect(filesIn(cwd)).toEqual({ 'config/sources': Buffer.from('not a directory') });
});

test('a place where nothing can be made is named', async () => {
  const { code, stdout, stderr } = await add(
    emptyDirectory(),
    'typeform',
    '--yes',
    '--config',
    '/sys/config',
  );

  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /sys\/config.* cannot be written \(E\w+\)\. Nothing was changed\./,
  );
});

test('a draft that meets something in its way takes back what it placed', () => {
  const dir = emptyDirectory();
  const placing = () => {
    using draft = openDraft(join(dir, 'config'));
    using undo = new DisposableStack();
    draft.write('a/first.txt', 'ours');
    draft.write('b.txt', 'ours');
    writeFileSync(join(dir, 'config/b.txt'), 'theirs');
    draft.place(undo);
  };

  expect(placing).toThrow('EEXIST');

  expect(filesIn(dir)).toEqual({ 'config/b.txt': Buffer.from('theirs') });
  expect(readdirSync(join(dir, 'config'))).toEqual(['b.txt']);
});

test('a source with the name of a workspace has its key set by its kind', async () => {
  const { stdout } = await add(emptyDirectory(), 'typeform', 'main', '--yes');

  expect(stdout).toContain('npx bridgehook keys set main --kind signing\n');
});

test.skipIf(process.getuid?.() === 0)(
  'a directory that cannot be written is named',
  async () => {
    const cwd = emptyDirectory();
    mkdirSync(join(cwd, 'config'));
    chmodSync(join(cwd, 'config'), 0o500);

    const { code, stderr } = await add(cwd, 'typeform', '--yes');

    expect(code).toBe(1);
    expect(stderr).toMatch(
      /config.* cannot be written \(EACCES\)\. Nothing was changed\./,
    );
  },
);
