import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { build, stop } from 'esbuild';

/** What a browser loads. */
export interface Page {
  html: string;
  js: string;
  css: string;
}

const folder = join(import.meta.dirname, '../../console');

/** The page, bundled when it is first asked for, and kept once that went well. */
export function openPage(): () => Promise<Page> {
  let page: Promise<Page> | undefined;
  return () => {
    page ??= buildPage().catch((error: unknown) => {
      page = undefined;
      throw error;
    });
    return page;
  };
}

/**
 * Bundles `console/` in memory, for browsers that know `light-dark()`. The process of the bundler
 * ends with it.
 * @throws BuildFailure (esbuild) with file, line and column
 */
export async function buildPage(): Promise<Page> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'main.tsx')],
    outdir: folder,
    write: false,
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'silent',
  });
  await stop();
  const textOf = (extension: string) =>
    outputFiles.find(({ path }) => extname(path) === extension)?.text ?? '';
  return {
    html: await readFile(join(folder, 'index.html'), 'utf8'),
    js: textOf('.js'),
    css: textOf('.css'),
  };
}
