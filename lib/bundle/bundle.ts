import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { builtinModules } from './builtin-modules.ts';
import { chunks } from './chunks.ts';
import { phoneMetadata } from './phone-metadata.ts';
import { replacedModules } from './replaced-modules.ts';
import { serviceErrors } from './service-errors.ts';

export interface BundleOptions {
  /** The module that exports `handler`. */
  entry: string;
  /** Names the asset directory and the source map. */
  name: string;
  /** Where both are written; created when missing. */
  into: string;
  /** Becomes `config.json` beside the bundle. */
  config: unknown;
  /** Come before those that every bundle has. */
  plugins?: Plugin[] | undefined;
}

export interface Bundle {
  /**
   * What Lambda gets, and nothing else: `index.mjs`, the chunks, `config.json` and the data that
   * the code reads.
   */
  assetDirectory: string;
  /**
   * Of `index.mjs`; those of the chunks lie next to it. Beside the asset, never in it: an enabled
   * source map costs 18 ms of every cold start.
   */
  sourceMap: string;
  /** Of `index.mjs`. */
  rawBytes: number;
  gzipBytes: number;
  /** What is loaded only where it is needed. */
  chunks: Chunk[];
  /** Which of `replacements` it and its chunks took. */
  replaced: string[];
}

/** A module beside `index.mjs`, for what few sources need. */
export interface Chunk {
  /** In the asset directory. */
  name: string;
  rawBytes: number;
  gzipBytes: number;
}

/**
 * Bundles one function with everything it imports, the AWS SDK too, into one ES module, and one
 * more for each `import()` of a file of ours. The same sources give the same bytes wherever they
 * lie.
 * @throws BuildFailure (esbuild) with file, line and column
 */
export async function bundleFunction({
  entry,
  name,
  into,
  config,
  plugins = [],
}: BundleOptions): Promise<Bundle> {
  const assetDirectory = join(into, name);
  const sourceMap = join(into, `${name}.mjs.map`);

  await mkdir(assetDirectory, { recursive: true });
  await writeFile(join(assetDirectory, 'config.json'), JSON.stringify(config));
  const index = await compile(
    entry,
    join(assetDirectory, 'index.mjs'),
    sourceMap,
    plugins,
  );
  const files = new Map(index.chunks);
  const written: Chunk[] = [];
  // A chunk can have chunks of its own: they are added while the others are written.
  for (const [chunk, file] of files) {
    const map = join(into, `${name}.${chunk}.map`);
    const { rawBytes, gzipBytes, chunks, replaced } = await compile(
      file,
      join(assetDirectory, chunk),
      map,
      plugins,
    );
    written.push({ name: chunk, rawBytes, gzipBytes });
    for (const [inner, innerFile] of chunks) files.set(inner, innerFile);
    index.replaced.push(...replaced);
  }
  return { ...index, assetDirectory, sourceMap, chunks: written };
}

interface Compiled extends Pick<Bundle, 'rawBytes' | 'gzipBytes' | 'replaced'> {
  /** The files that became chunks, by name. */
  chunks: Map<string, string>;
}

const oneModule = {
  write: false,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  charset: 'utf8',
  legalComments: 'none',
  sourcemap: 'external',
  sourcesContent: false,
  logLevel: 'silent',
} satisfies BuildOptions;

async function compile(
  entry: string,
  outfile: string,
  sourceMap: string,
  own: Plugin[],
): Promise<Compiled> {
  const replaced = new Set<string>();
  const found = new Map<string, string>();
  const { outputFiles } = await build({
    ...oneModule,
    entryPoints: [entry],
    outfile,
    plugins: [
      ...own,
      builtinModules,
      phoneMetadata(dirname(outfile)),
      replacedModules((module) => replaced.add(module)),
      serviceErrors,
      chunks(({ name, entry }) => found.set(name, entry)),
    ],
  });
  const [map, code] = outputFiles[0]?.path.endsWith('.map')
    ? outputFiles
    : outputFiles.toReversed();
  if (!code || !map) throw new Error(`esbuild wrote no bundle for ${entry}`);
  await Promise.all([
    writeFile(outfile, code.contents),
    writeFile(sourceMap, map.contents),
  ]);
  return {
    rawBytes: code.contents.byteLength,
    gzipBytes: gzipSync(code.contents).byteLength,
    replaced: [...replaced],
    chunks: found,
  };
}
