import { readFile } from 'node:fs/promises';
import { type BuildOptions, build, type Plugin } from 'esbuild';

/** What a client of the AWS SDK knows about its service: every shape, and a registry of every error. */
const serviceSchemas = /@aws-sdk\/client-[a-z-]+\/dist-es\/schemas\/schemas_0\.js$/;
const command = /(@aws-sdk\/client-[a-z-]+)\/dist-es\/commands\/(\w+Command)\.js$/;

/**
 * Leaves out what a client of the AWS SDK knows about operations that the bundle never calls: 28 KB, most of it the errors. The
 * clients register each of them where they are loaded, so esbuild has to keep them. An error that is not registered would still
 * arrive with its name, status and message, as the base class of its service.
 */
export const serviceErrors: Plugin = {
  name: 'service-errors',
  async setup(build) {
    const commands = await commandsIn(build.initialOptions);

    build.onLoad({ filter: serviceSchemas }, async ({ path }) => {
      const documented = await Promise.all(
        commands.filter(({ client }) => path.includes(client)).map(errorsOf),
      );
      return {
        contents: keepErrors(
          literalKeys(await readFile(path, 'utf8')),
          new Set(documented.flat()),
          path,
        ),
      };
    });
  },
};

interface Command {
  /** `@aws-sdk/client-sqs` */
  client: string;
  /** Its module, absolute. */
  path: string;
}

/** The commands whose code is in the bundle, as a bundling without this plugin finds them. */
async function commandsIn(options: BuildOptions): Promise<Command[]> {
  const plugins = options.plugins?.filter((plugin) => plugin !== serviceErrors) ?? [];
  const { metafile } = await build({ ...options, plugins, metafile: true, write: false });
  const inputs = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs));
  return inputs.flatMap(([path, { bytesInOutput }]) => {
    const client = command.exec(path)?.[1];
    return client && bytesInOutput > 0 ? [{ client, path }] : [];
  });
}

/** The errors that a command documents, from its declaration file: `@throws {@link ResourceNotFoundException} (client fault)`. */
async function errorsOf({ path }: Command): Promise<string[]> {
  const declarations = await readFile(
    path.replace('/dist-es/', '/dist-types/').replace(/\.js$/, '.d.ts'),
    'utf8',
  );
  const names = [...declarations.matchAll(/@throws \{@link (\w+)\}/g)].map(([, name = '']) => name);
  if (names.length === 0) throw new Error(`no errors are documented for ${path}`);
  return names;
}

function keepErrors(source: string, kept: Set<string>, path: string): string {
  let found = 0;
  const narrowed = source.replace(
    /^n0_registry\.registerError\((\w+)\$, \1\);$/gm,
    (statement, name: string) => {
      found += 1;
      return kept.has(name) ? statement : '';
    },
  );
  if (found === 0) throw new Error(`no errors are registered in ${path}`);
  return narrowed;
}

/** `{ [_e]: … }` as `{ "error": … }`: esbuild drops an unused object only if no key of it has to be computed. */
function literalKeys(source: string): string {
  const texts = new Map(
    [...source.matchAll(/^const (_\w+) = ("\w+");$/gm)].map(([, name = '', text = '']) => [
      name,
      text,
    ]),
  );
  return source.replace(/\[(_\w+)\]: /g, (key, name: string) =>
    texts.has(name) ? `${texts.get(name)}: ` : key,
  );
}
