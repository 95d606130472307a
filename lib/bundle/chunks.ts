import { basename, extname, join } from 'node:path';
import type { Plugin } from 'esbuild';

/**
 * Keeps what a file of ours imports by `import('./…')` out of the code: it becomes a module of its
 * own beside it, with its file's name, loaded by those who need it. `report` gets the file. The
 * two share nothing: a module in both is there twice.
 */
export function chunks(report: (chunk: { name: string; entry: string }) => void): Plugin {
  return {
    name: 'chunks',
    setup(build) {
      build.onResolve({ filter: /^\.{1,2}\// }, ({ path, kind, resolveDir, importer }) => {
        if (kind !== 'dynamic-import' || /[\\/]node_modules[\\/]/.test(importer))
          return undefined;
        const name = `${basename(path, extname(path))}.mjs`;
        report({ name, entry: join(resolveDir, path) });
        return { path: `./${name}`, external: true };
      });
    },
  };
}
