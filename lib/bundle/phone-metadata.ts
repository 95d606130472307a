import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Plugin } from 'esbuild';

const metadataFile = 'phone-metadata.json';

/**
 * Keeps the numbering plans of libphonenumber-js (82 KB of data) out of the code and puts them
 * beside it: JSON.parse reads them faster than the JavaScript parser would. Also takes the
 * library's build without helpers for old engines.
 */
export function phoneMetadata(assetDirectory: string): Plugin {
  return {
    name: 'phone-metadata',
    setup(build) {
      build.onResolve(
        { filter: /metadata\.min\.json\.js$/ },
        async ({ path, resolveDir, importer, kind, pluginData }) => {
          if (pluginData === metadataFile) return undefined;
          const { path: resolved } = await build.resolve(path, {
            resolveDir,
            importer,
            kind,
            pluginData: metadataFile,
          });
          return { path: resolved, namespace: 'phone-metadata' };
        },
      );
      build.onLoad({ filter: /.*/, namespace: 'phone-metadata' }, async ({ path }) => {
        await copyFile(path.replace(/\.js$/, ''), join(assetDirectory, metadataFile));
        const contents = `import { readFileSync } from 'node:fs';
export default JSON.parse(readFileSync(new URL('./${metadataFile}', import.meta.url), 'utf8'));`;
        return { contents, resolveDir: dirname(path) };
      });
      build.onResolve(
        { filter: /\/es6\// },
        async ({ path, resolveDir, importer, kind }) => {
          if (!importer.includes('libphonenumber-js')) return undefined;
          return build.resolve(path.replace('/es6/', '/es6-modern/'), {
            resolveDir,
            importer,
            kind,
          });
        },
      );
    },
  };
}
