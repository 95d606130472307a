import { isBuiltin } from 'node:module';
import type { Plugin } from 'esbuild';

/**
 * Turns every import of a Node module into `process.getBuiltinModule()`. One ESM
 * `import … from "node:http"` left anywhere in a bundle costs about 40 ms of cold start, measured,
 * and dependencies have them.
 *
 * `import` gets an ESM stand-in, so that unused names are dropped. `require` and `import()` get the
 * module itself: callers of `require('events')` extend what they get, and a stand-in of which all
 * names are kept would run the getters of `node:http`, which compile Node's undici, a tenth of a
 * cold start.
 */
export const builtinModules: Plugin = {
  name: 'builtin-modules',
  setup(build) {
    build.onResolve({ filter: /^[a-z]/ }, ({ path, kind }) => {
      if (!isBuiltin(path)) return undefined;
      const name = path.startsWith('node:') ? path : `node:${path}`;
      return {
        path: name,
        namespace: kind === 'import-statement' ? 'builtin-import' : 'builtin-require',
        sideEffects: false,
      };
    });
    build.onLoad({ filter: /.*/, namespace: 'builtin-require' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule(${JSON.stringify(path)});`,
    }));
    build.onLoad({ filter: /.*/, namespace: 'builtin-import' }, ({ path }) => ({
      contents: standIn(path),
    }));
  },
};

/**
 * An ES module with the exports of a builtin, each marked pure so that esbuild drops those that are
 * not imported.
 */
function standIn(name: string): string {
  const names = Object.keys(process.getBuiltinModule(name) ?? {}).filter(
    (key) => /^[A-Za-z_]\w*$/.test(key) && key !== 'default',
  );
  const exports = names.map(
    (key) => `export const ${key} = /* @__PURE__ */ (() => builtin.${key})();`,
  );
  return [
    `const builtin = /* @__PURE__ */ process.getBuiltinModule(${JSON.stringify(name)});`,
    'export default builtin;',
    ...exports,
  ].join('\n');
}
