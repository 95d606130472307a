import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { attributes, patches, place, probe, stateOf, whole } from './probe-place.ts';
import { runCommand } from './run-command.ts';

const combinations = (['clears', 'ignored'] as const).flatMap((nulls) =>
  (['kept', 'cleared'] as const).flatMap((omittedFields) =>
    (['merges', 'replaces'] as const).flatMap((attributeList) =>
      (['replaces', 'adds'] as const).flatMap((optionList) =>
        (['clears', 'ignored'] as const).flatMap((emptyAttribute) =>
          (['refused', 'ignored'] as const).map((unknownOwner) => ({
            nulls,
            omittedFields,
            attributeList,
            optionList,
            emptyAttribute,
            unknownOwner,
          })),
        ),
      ),
    ),
  ),
);

describe('what Bridge does is found out, and the contact is as it was', () => {
  test.each(combinations)('%j', async (options) => {
    const here = await place(options);
    const before = stateOf(here);

    const { code, stdout } = await probe(here, '--json');

    expect(JSON.parse(stdout).behaviour).toEqual(options);
    expect(stateOf(here)).toEqual(before);
    expect(code).toBe(0);
  });

  test('what is refused is taken for ignored: it is not sent then', async () => {
    const here = await place({
      nulls: 'refused',
      emptyAttribute: 'refused',
    });
    const before = stateOf(here);

    const { stdout } = await probe(here, '--json');

    expect(JSON.parse(stdout).behaviour).toMatchObject({
      nulls: 'ignored',
      emptyAttribute: 'ignored',
    });
    expect(stateOf(here)).toEqual(before);
  });

  test('one chosen option is enough where clearing works', async () => {
    for (const optionList of ['replaces', 'adds'] as const) {
      const here = await place(
        { optionList },
        {
          ...whole,
          customAttributes: [
            { key: 'Plan', values: ['p'] },
            { key: 'Topics', values: ['Golf'] },
          ],
        },
      );
      const before = stateOf(here);

      const { stdout } = await probe(here, '--json');

      expect(JSON.parse(stdout).behaviour.optionList).toBe(optionList);
      expect(stateOf(here)).toEqual(before);
    }
  });
});

describe('what is printed', () => {
  test('a table and a block to paste, which has no value of the contact in it', async () => {
    const here = await place();

    const { code, stdout, stderr } = await probe(here);

    expect(code).toBe(0);
    expect(stderr).toBe('The contact is as it was.\n');
    expect(stdout).toMatch(
      /^omittedFields +kept +email and cellphone alone left the rest as it was$/m,
    );
    expect(parse(stdout.slice(stdout.indexOf('behaviour:')))).toEqual({
      behaviour: {
        omittedFields: 'kept',
        attributeList: 'merges',
        emptyAttribute: 'clears',
        optionList: 'replaces',
        nulls: 'clears',
        unknownOwner: 'refused',
      },
    });
    expect(stdout + stderr).not.toMatch(/canary/i);
  });

  test('the block is right in bridge.yaml', async () => {
    const here = await place();
    const { stdout } = await probe(here);
    const file = join(here.cwd, 'config/bridge.yaml');
    writeFileSync(
      file,
      `${readFileSync(file, 'utf8')}\n${stdout.slice(stdout.indexOf('behaviour:'))}`,
    );

    expect(await runCommand(['check'], { cwd: here.cwd })).toMatchObject({ code: 0 });
  });

  test('what could not be settled says why, and nothing of it is tried', async () => {
    const here = await place({}, { cellphone: '+34600111222' });

    const { code, stdout } = await probe(here);

    expect(code).toBe(0);
    expect(stdout.match(/not settled/g)).toHaveLength(9);
    expect(stdout).toContain('the contact needs values in two attributes');
    expect(stdout).toContain('the contact has no owner');
    expect(patches(here)).toEqual([]);
  });

  test('a workspace without a closed attribute of two options says so', async () => {
    const here = await place(
      { attributes: attributes.slice(0, 1) },
      { ...whole, customAttributes: [{ key: 'Plan', values: ['p'] }] },
    );

    const { stdout } = await probe(here);

    expect(stdout).toMatch(
      /^optionList +not settled +the workspace has no CLOSED attribute with two options$/m,
    );
    expect(stdout).toMatch(/^emptyAttribute +clears /m);
  });

  test('two kinds of attributes that are cleared differently settle nothing', async () => {
    const here = await place({ emptyOptions: 'ignored' });

    const { stdout } = await probe(here);

    expect(stdout).toMatch(
      /^emptyAttribute +not settled +OPEN: .* was cleared; CLOSED: .* was not cleared$/m,
    );
  });
});

test('the phone is never changed, and the email only where there is nothing else', async () => {
  const here = await place();
  await probe(here);
  const seen = patches(here).map(
    ({ body }) => body as { cellphone?: string; email?: string },
  );

  expect(
    seen.every(({ cellphone = whole.cellphone }) => cellphone === whole.cellphone),
  ).toBe(true);
  expect(seen.every(({ email = whole.email }) => email === whole.email)).toBe(true);
});
