import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { allProviders, providerNames } from '../../lib/providers/providers.ts';
import { emptyDirectory, runCommand } from './run-command.ts';

test('every provider is listed with what it is, carries and is proved by; nothing else is needed', async () => {
  const cwd = emptyDirectory();

  const { code, stdout, stderr } = await runCommand(['providers'], { cwd });

  expect([code, stderr, readdirSync(cwd)]).toEqual([0, '', []]);
  const [, ...lines] = stdout.split('\n');
  expect(lines.slice(0, providerNames.length).map((line) => line.split(' ')[0])).toEqual(
    providerNames,
  );
  expect(stdout).toMatch(
    /^typeform +Typeform +form +the contact +signature \(HMAC-SHA256\)$/m,
  );
  expect(stdout).toContain('npx bridgehook providers <name>');
});

test('--json lists the same for programs', async () => {
  const { stdout } = await runCommand(['providers', '--json'], { cwd: emptyDirectory() });

  const all: { name: string }[] = JSON.parse(stdout);
  expect(all.map(({ name }) => name)).toEqual(providerNames);
  expect(all).toContainEqual({
    name: 'typeform',
    title: 'Typeform',
    kind: 'form',
    carries: 'contact',
    proof: 'signature (HMAC-SHA256)',
    page: 'https://www.typeform.com/developers/webhooks/',
  });
});

test.each(allProviders())(
  '$name is shown with setup, facts, map and samples',
  async ({ name, page, about }) => {
    const cwd = emptyDirectory();

    const { code, stdout } = await runCommand(['providers', name], { cwd });
    const json = JSON.parse(
      (await runCommand(['providers', name, '--json'], { cwd })).stdout,
    );

    expect(code).toBe(0);
    const words = stdout.replace(/\s+/g, ' ');
    const facts = [...Object.entries(about.facts), ['samples', about.samples] as const];
    for (const text of [
      page,
      ...about.setup,
      ...(about.watch ?? []),
      ...(about.cannot ?? []).flatMap(({ what, instead }) => [what, instead]),
      ...(about.instead === undefined ? [] : [about.instead]),
      ...facts.flatMap(([fact, known]) =>
        Object.entries(known).map(([how, what]) => `${fact} (${how}): ${what}`),
      ),
    ])
      expect(words).toContain(text.trim().replace(/\s+/g, ' '));
    const own = stdout.split('\n').filter((line) => !line.includes('<soapenv:Envelope'));
    expect(own.filter((line) => line.length > 120)).toEqual([]);
    expect(json).toMatchObject({ name, page, facts: about.facts, setup: about.setup });
    expect(parse(json.suggested)).toHaveProperty('map');
    expect(parse(json.preset)).toMatchObject({ verify: {}, events: {}, response: {} });
    expect(json.samples.length).toBeGreaterThan(0);
    for (const sample of json.samples) expect(stdout).toContain(`  - ${sample}\n`);
  },
);

test.each([
  ['typefrom', 'Did you mean typeform?'],
  ['Typeform', 'Did you mean typeform?'],
  ['hubspt', 'Did you mean hubspot-events or hubspot-workflow?'],
  ['hubspot', 'Did you mean hubspot-events or hubspot-workflow?'],
  [
    'zzzzzzzzzz',
    'There is no provider zzzzzzzzzz. All of them: npx bridgehook providers. ' +
      'Any other: npx bridgehook add --from <recorded-request>\n',
  ],
  ['../typeform', 'There is no provider ../typeform.'],
  ['constructor', 'There is no provider constructor.'],
])('%s is no provider; those that can be meant are named', async (name, hint) => {
  const { code, stdout, stderr } = await runCommand(['providers', name], {
    cwd: emptyDirectory(),
  });

  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(hint);
});

test('commands that are shown repeat --config', async () => {
  const { stdout } = await runCommand(['providers', 'typeform', '--config', 'my dir'], {
    cwd: emptyDirectory(),
  });

  expect(stdout).toContain("npx bridgehook add typeform --config 'my dir'\n");
});
