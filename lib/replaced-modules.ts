import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** What the bundles take in place of parts of the AWS SDK that they never use, and why that is safe. */
const replacements: Record<string, string> = {
  // Lambda puts the credentials into the environment. The chain of other providers (profiles, SSO, instance metadata) is about
  // 130 KB of the bundle and 10 ms of a cold start, measured.
  '@aws-sdk/credential-provider-node': `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
  // Loaded by the SDK for streaming operations only, of which none is called. 10 KB.
  '@smithy/core/event-streams': 'export {};',
  // Consulted only if endpoint discovery is switched on, which the functions never do. 8 KB.
  '@aws-sdk/endpoint-cache': 'export class EndpointCache {}',
};

/** Of its own package.json each client uses the version alone; the rest is 2 KB a client. */
const clientManifest = /@aws-sdk\/client-[a-z-]+\/package\.json$/;

/** A SHA-256 for machines whose Node has none. 3 KB. */
const hashInScript = /checksum\/sha256\/Sha256Js\.js$/;

/** For retry mode `adaptive`, which nothing sets on the functions. 3 KB. */
const adaptiveRetries = /util-retry\/DefaultRateLimiter\.js$/;

/** Replaces modules by the texts above. */
export const replacedModules: Plugin = {
  name: 'replaced-modules',
  setup(build) {
    const names = Object.keys(replacements).map((name) => name.replaceAll('/', '\\/'));
    build.onResolve({ filter: new RegExp(`^(${names.join('|')})$`) }, ({ path, resolveDir }) => ({
      path,
      namespace: 'replaced-modules',
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: clientManifest }, async ({ path }) => {
      const { version } = JSON.parse(await readFile(path, 'utf8')) as { version: string };
      return { contents: JSON.stringify({ version }), loader: 'json' };
    });
    build.onLoad({ filter: hashInScript }, () => ({ contents: 'export class Sha256Js {}' }));
    build.onLoad({ filter: adaptiveRetries }, () => ({
      contents: `export class DefaultRateLimiter { constructor() { throw new Error('the bundle leaves adaptive retries out'); } }`,
    }));
    build.onLoad({ filter: /.*/, namespace: 'replaced-modules' }, ({ path, pluginData }) => ({
      contents: replacements[path] ?? '',
      resolveDir: pluginData,
    }));
  },
};
