import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** What a client of the AWS SDK knows about its service: every shape, and a registry of errors. */
const serviceSchemas = /@aws-sdk\/client-[a-z-]+\/dist-es\/schemas\/schemas_0\.js$/;

/** The only error whose class the functions look at: it brings the item that is in the way. */
const keptError = 'ConditionalCheckFailedException';

/**
 * Leaves out what a client of the AWS SDK knows about the errors of its service: 45 KB of the
 * bundle of deliver. The clients register each of them where they are loaded, so esbuild has to
 * keep them. An error that is not registered still arrives with its name, status and message, as
 * the base class of its service; retries are decided by these.
 */
export const serviceErrors: Plugin = {
  name: 'service-errors',
  setup(build) {
    build.onLoad({ filter: serviceSchemas }, async ({ path }) => ({
      contents: keepError(literalKeys(await readFile(path, 'utf8')), path),
    }));
  },
};

function keepError(source: string, path: string): string {
  let found = 0;
  const narrowed = source.replace(
    /^n0_registry\.registerError\((\w+)\$, \1\);$/gm,
    (statement, name: string) => {
      found += 1;
      return name === keptError ? statement : '';
    },
  );
  if (found === 0) throw new Error(`no errors are registered in ${path}`);
  return narrowed;
}

/** `{ [_e]: … }` as `{ "error": … }`: esbuild drops an object only if no key is computed. */
function literalKeys(source: string): string {
  const constants = source.matchAll(/^const (_\w+) = ("\w+");$/gm);
  const texts = new Map([...constants].map(([, name = '', text = '']) => [name, text]));
  return source.replace(/\[(_\w+)\]: /g, (key, name: string) => {
    const text = texts.get(name);
    return text === undefined ? key : `${text}: `;
  });
}
