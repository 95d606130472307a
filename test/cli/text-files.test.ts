import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectDirectory, runCommand } from './run-command.ts';

const textFiles = ['bridge.yaml', 'sources/*.yaml', 'sources/*/*.expected.json'];
const source = 'config/sources/website-form';
const expectedFile = `${source}.samples/contact-updated.expected.json`;
const byteOrderMark = '\ufeff';

test('a byte order mark at the beginning of every text file of a configuration is ignored', async () => {
  const cwd = projectDirectory();
  const found = textFiles.flatMap((pattern) => globSync(`config/${pattern}`, { cwd }));
  for (const file of found) {
    const path = join(cwd, file);
    writeFileSync(path, byteOrderMark + readFileSync(path, 'utf8'));
  }

  const { code, stdout, stderr } = await runCommand(['check'], { cwd });

  expect(found.length).toBeGreaterThan(textFiles.length);
  expect([code, stderr]).toEqual([0, '']);
  expect(stdout).toContain('is in order');
});

test('a problem behind a byte order mark is told at its place', async () => {
  const cwd = projectDirectory();
  const path = join(cwd, `${source}.yaml`);
  writeFileSync(path, `${byteOrderMark}workspac: main\n`);

  const { stderr } = await runCommand(['check'], { cwd });

  expect(stderr).toContain('website-form.yaml:1:1  workspac is not a key');
});

test('headers and a whole request are read behind a byte order mark', async () => {
  const cwd = projectDirectory();
  const head =
    'POST /hooks/website-form HTTP/1.1\r\ncontent-type: application/json\r\n\r\n';
  const body = '{"type":"contact.updated","data":{"id":"1","email":"ada@example.com"}}';
  writeFileSync(join(cwd, 'request.http'), `${byteOrderMark}${head}${body}`);
  writeFileSync(join(cwd, 'headers.json'), `${byteOrderMark}{"webhook-id":"msg_1"}`);

  const { code, stdout } = await runCommand(
    ['preview', 'website-form', 'request.http', '--headers', 'headers.json'],
    { cwd },
  );

  expect(code).toBe(0);
  expect(stdout).toContain('(from $headers.`webhook-id`)');
  expect(stdout).toMatch(/email +data\.email +ada@example\.com +set/);
});

test.each(['config/bridge.yaml', `${source}.yaml`, expectedFile])(
  '%s in UTF-16 is called that, and in which encoding to save it',
  async (file) => {
    for (const mark of ['', byteOrderMark]) {
      const cwd = projectDirectory();
      const path = join(cwd, file);
      writeFileSync(path, mark + readFileSync(path, 'utf8'), 'utf16le');

      const { code, stderr } = await runCommand(['check'], { cwd });

      expect(code).toBe(1);
      expect(stderr).toContain(
        `${file}:1:1  is in UTF-16, not UTF-8\n    → save it as UTF-8`,
      );
    }
  },
);

test('headers in another encoding are called that, and not quoted', async () => {
  const cwd = projectDirectory();
  writeFileSync(join(cwd, 'headers.json'), '{"webhook-id":"canary-ñ"}', 'latin1');
  writeFileSync(join(cwd, 'payload.json'), '{}');

  const { code, stderr } = await runCommand(
    ['preview', 'website-form', 'payload.json', '--headers', 'headers.json'],
    { cwd },
  );

  expect(code).toBe(1);
  expect(stderr).toMatch(/headers\.json: is not text in UTF-8; save it as UTF-8\.\n$/);
  expect(stderr).not.toContain('canary');
});
