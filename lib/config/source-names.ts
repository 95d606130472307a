import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { nameSchema } from '../../functions/core/config/primitives.ts';
import { aboutFile, type Checked, type ConfigProblem } from './problems/config-problem.ts';

/** The names of the sources of a configuration directory, each the name of a file. */
export async function sourceNames(dir: string): Promise<Checked<string[]>> {
  const folder = join(dir, 'sources');
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const all = entries.map(({ name }) => name).sort();
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const isSource = (file: string) => /\.ya?ml$/.test(file);
  const files = all.filter((file) => isSource(file) && !folders.includes(file));
  return {
    value: files.filter(isGoodName).map(stemOf),
    problems: [
      ...folders.filter(isSource).map((name) => notAFile(join(folder, name))),
      ...all
        .filter((file) => isOfNoSource(file, files))
        .map((file) => stray(join(folder, file))),
      ...(files.length === 0 ? [empty(folder)] : []),
      ...files.filter((file) => !isGoodName(file)).map((file) => badName(folder, file)),
    ],
  };
}

function stemOf(file: string): string {
  return file.replace(/\.ya?ml$/, '');
}

function isGoodName(file: string): boolean {
  return file.endsWith('.yaml') && nameSchema.safeParse(stemOf(file)).success;
}

function isOfNoSource(file: string, files: string[]): boolean {
  return (
    file.endsWith('.samples') &&
    !files.some((other) => `${stemOf(other)}.samples` === file)
  );
}

function notAFile(path: string): ConfigProblem {
  return aboutFile(path, 'is a folder', 'write the source into a file of that name');
}

function stray(path: string): ConfigProblem {
  const source = path.replace(/\.samples$/, '.yaml');
  return aboutFile(
    path,
    'holds samples of a source that is not there',
    `add ${source}, or remove the folder`,
  );
}

function empty(folder: string): ConfigProblem {
  const cure = 'add a file such as website-form.yaml; CONTRIBUTING.md says how';
  return aboutFile(folder, 'has no source', cure);
}

function badName(folder: string, file: string): ConfigProblem {
  return aboutFile(
    join(folder, file),
    `${file} is not a name for a source`,
    'use lower-case letters, digits and hyphens, starting with a letter, and end in .yaml',
  );
}
