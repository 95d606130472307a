import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { oneLine, table } from '../../cli/terminal/table.ts';
import { withSafeOutput } from '../../cli/terminal/terminal.ts';
import { printable } from '../../lib/printable.ts';
import { volume } from '../support/volume.ts';
import { emptyDirectory, projectDirectory, runCommand } from './run-command.ts';

/** Control characters except line ends and tabs, and what turns the direction of a line. */
const steering = /(?![\n\t])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;

const hostile = {
  'a colour': '\u001b[31m',
  'a link (OSC 8)': '\u001b]8;;https://evil.example\u0007x\u001b]8;;\u0007',
  'a sequence of C1': '\u009b31m',
  'the window title': '\u009d0;x\u009c',
  'an override of the direction': '\u202e',
  'an isolate': '\u2066',
  'a carriage return': 'good\rbad',
  backspaces: 'bad\b\b\b',
  'a line separator': '\u2028',
};

/** Command lines with a text from outside wherever one fits. */
const commands: ((text: string) => string[])[] = [
  (text) => [text],
  (text) => ['check', `--${text}`],
  (text) => ['check', text],
  (text) => ['check', '--config', text],
  (text) => ['check', '--config', text, '--json'],
  (text) => ['preview', text, text],
  (text) => ['preview', 'website-form', text],
  (text) => ['preview', 'website-form', 'payload.json', '--headers', text],
  (text) => ['send', text, text],
  (text) => ['send', 'website-form', 'payload.json', '--to', text],
  (text) => ['send', 'website-form', 'payload.json', '--to', `http://127.0.0.1:9/${text}`],
  (text) => ['identify', text],
  (text) => ['identify', 'payload.json', '--source', text],
  (text) => ['identify', 'payload.json', '--url', text],
  (text) => ['identify', 'payload.json', '--headers', text],
  (text) => ['url', text],
  (text) => ['keys', 'set', text],
  (text) => ['keys', 'set', 'main', '--kind', text],
  (text) => ['links', 'import', text, '--system', 'x'],
  (text) => ['links', 'set', '--id', text, '--contact', text],
  (text) => ['links', 'show', '--id', text, '--system', text],
  (text) => ['events', 'show', text],
  (text) => ['events', '--source', text],
  (text) => ['events', '--since', text],
  (text) => ['replay', text],
  (text) => ['discard', text],
  (text) => ['erase', '--contact', text],
  (text) => ['hold', 'show', '--workspace', text],
  (text) => ['hold', 'release', '--workspace', text],
  (text) => ['probe', '--workspace', text],
  (text) => ['probe', '--contact', text],
  (text) => ['providers', text],
  (text) => ['add', text, '--yes'],
  (text) => ['add', 'typeform', text, '--yes'],
  (text) => ['add', 'typeform', '--yes', '--workspace', text],
  (text) => ['add', 'typeform', '--yes', '--country', text],
  (text) => ['start', '--port', text],
  (text) => ['start', '--public-url', text],
  (text) => ['start', '--config', text],
];

/** A value with the text as key and value, at several depths. */
const payloadOf = (text: string) => ({
  [text]: text,
  data: { [`a${text}`]: { [text]: [text, { [text]: 1 }] }, email: text, firstName: text },
});

/** All in one text, and, where all is played, each alone. */
const texts = Object.entries({
  everything: Object.values(hostile).join(' '),
  ...hostile,
});

describe.each(texts.slice(0, volume(1, texts.length)))(
  '%s does not reach the terminal',
  (_, text) => {
    test('from an argument of any command', async () => {
      const cwd = projectDirectory();
      writeFileSync(join(cwd, 'payload.json'), '{}');

      for (const argv of commands.map((command) => command(text))) {
        const { code, stdout, stderr } = await runCommand(argv, { cwd, stdin: text });

        expect([argv, code]).not.toEqual([argv, 0]);
        expect([argv, steering.exec(stdout + stderr)]).toEqual([argv, null]);
      }
    });

    test('from keys and values of a payload, or the name of a sample', async () => {
      const cwd = projectDirectory();
      const samples = join(cwd, 'config/sources/website-form.samples');
      const payload = JSON.stringify(payloadOf(text));
      writeFileSync(join(cwd, 'payload.json'), payload);
      writeFileSync(join(samples, `${text.replaceAll('/', '')}.json`), payload);
      writeFileSync(join(samples, 'hostile.json'), payload);
      writeFileSync(join(samples, 'hostile.expected.json'), payload);

      for (const argv of [
        ['preview', 'website-form', 'payload.json'],
        ['preview', 'website-form', 'payload.json', '--json'],
        ['check'],
        ['check', '--json'],
      ]) {
        const { stdout, stderr } = await runCommand(argv, { cwd });

        expect(stdout + stderr).not.toBe('');
        expect([argv, steering.exec(stdout + stderr)]).toEqual([argv, null]);
      }
    });

    test('from the configuration', async () => {
      const cwd = projectDirectory();
      const file = join(cwd, 'config/sources/website-form.yaml');
      const key = JSON.stringify(`map${text}`);
      writeFileSync(file, `${readFileSync(file, 'utf8')}\n${key}: ${key}\n`);

      const { code, stdout, stderr } = await runCommand(['check'], { cwd });

      expect(code).toBe(1);
      expect(steering.exec(stdout + stderr)).toBeNull();
    });
  },
);

test('whatever is written, no text steers the terminal, and JSON says the same as before', () => {
  const written: string[] = [];
  const write = (text: string) => written.push(text);
  const terminal = withSafeOutput({
    cwd: emptyDirectory(),
    env: {},
    stdin: process.stdin,
    stdout: { write },
    stderr: { write },
    now: Date.now,
  });
  const anything = fc.string({ unit: 'binary' });

  fc.assert(
    fc.property(anything, fc.constantFrom('stdout', 'stderr'), (text, stream) => {
      terminal[stream].write(JSON.stringify({ [text]: text }));
      const [json = ''] = written.splice(0);
      expect(steering.exec(json)).toBeNull();
      expect(JSON.parse(json)).toEqual({ [text]: text });
    }),
  );
});

test('what moves the cursor on purpose still does', () => {
  const written: string[] = [];
  const steer = withSafeOutput({
    cwd: '',
    env: {},
    stdin: process.stdin,
    stdout: { write() {} },
    stderr: { write: (text) => written.push(text) },
    now: Date.now,
  }).steer;

  steer?.('\r\u001b[2K');

  expect(written).toEqual(['\r\u001b[2K']);
});

test('a cell of a table stays on its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const lines = table([[text, oneLine(text)]], [20, 20]);
      expect(printable(lines.join('')).split(/[\n\t]/)).toHaveLength(1);
    }),
  );
});
