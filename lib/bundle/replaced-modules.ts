import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** A new text for a module, or how its own becomes one. */
type Replacement = string | ((source: string) => string);

/** The suffix of a partition's hosts by how its regions begin; all others have the usual one. */
const suffixes = {
  'cn-': 'amazonaws.com.cn',
  'eusc-': 'amazonaws.eu',
  'us-iso-': 'c2s.ic.gov',
  'us-isob-': 'sc2s.sgov.gov',
  'eu-isoe-': 'cloud.adc-e.uk',
  'us-isof-': 'csp.hci.ic.gov',
};

const withoutExtensions = 'export const resolveRuntimeExtensions = (config) => config;';

/**
 * What the bundles take in place of code that they never run, by where a module's path ends, and
 * why that is safe. Sizes are before gzip.
 */
export const replacements: Record<string, Replacement> = {
  // Lambda puts the credentials into the environment. The chain of other providers (profiles, SSO,
  // instance metadata) is about 130 KB of the bundle and 10 ms of a cold start, measured.
  '@aws-sdk/credential-provider-node/dist-es/index.js': `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
  // Loaded by the SDK for streaming operations only, of which none is called. 10 KB, and 2 KB to
  // sign what they send.
  '@smithy/core/dist-es/submodules/event-streams/index.js': 'export {};',
  '@smithy/signature-v4/dist-es/HeaderFormatter.js': 'export class HeaderFormatter {}',
  // Consulted only if endpoint discovery is switched on, which the functions never do. 9 KB.
  '@aws-sdk/middleware-endpoint-discovery/dist-es/index.js': `export const resolveEndpointDiscoveryConfig = (input) => input;
    export const NODE_ENDPOINT_DISCOVERY_CONFIG_OPTIONS = {
      environmentVariableSelector: () => undefined, configFileSelector: () => undefined, default: undefined,
    };`,
  // Where Lambda runs one request at a time, the trace id is in the environment too. 3 KB.
  '@aws/lambda-invoke-store/dist-es/invoke-store.js':
    'export const InvokeStore = { getInstanceAsync: async () => undefined };',
  // Times as texts; the services that are called write theirs as seconds. 5 KB.
  '@smithy/core/dist-es/submodules/serde/date-utils.js': `export const parseEpochTimestamp = (value) =>
      value == null ? undefined : new Date(Math.round(Number(value) * 1000));
    export const dateToUtcString = undefined, parseRfc3339DateTime = undefined,
      parseRfc3339DateTimeWithOffset = undefined, parseRfc7231DateTime = undefined;`,
  // Bucket names; no client is S3's. 1 KB.
  '@smithy/core/dist-es/submodules/endpoints/middleware-endpoint/service-customizations/s3.js': `export const resolveParamsForS3 = async (params) => params;
    export const [DOT_PATTERN, S3_HOSTNAME_PATTERN] = [], isArnBucketName = undefined, isDnsCompatibleBucketName = undefined;`,
  // Writes to a client's logger, which none has. 1 KB.
  '@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js': `export const getLoggerPlugin = () => ({ applyToStack: () => {} });
    export const loggerMiddleware = undefined, loggerMiddlewareOptions = undefined;`,
  // Asks for the global `crypto`, which loads WebCrypto, to see whether Node has it.
  '@smithy/core/dist-es/submodules/serde/uuid/v4.js': `import { randomUUID } from 'node:crypto';
    export const bindV4 = () => () => randomUUID();`,
  // Two that ask Node for ReadableStream, which loads its web streams, 2 ms of a cold start. What
  // comes is a stream of node:http, and what goes is a text or bytes.
  '@smithy/core/dist-es/submodules/serde/util-stream/stream-type-check.js':
    'export const isReadableStream = () => false, isBlob = () => false;',
  '@smithy/core/dist-es/submodules/retry/middleware-retry/isStreamingPayload/isStreamingPayload.js':
    'export const isStreamingPayload = () => false;',
  // Also measures files, for which it asks for ReadStream, and Node then loads 14 of its own
  // modules, readline among them. Every body here is a text or bytes.
  '@smithy/core/dist-es/submodules/serde/util-body-length/calculateBodyLength.js':
    'export const calculateBodyLength = (body) => (body ? Buffer.byteLength(body) : 0);',
  // Leaves secrets out of what a client's logger is given. 1 KB.
  '@smithy/core/dist-es/submodules/client/smithy-client/schemaLogFilter.js': `export const schemaLogFilter = () => '***';`,
  // Warns about versions of Node that the functions do not run on. 1 KB.
  '@aws-sdk/core/dist-es/submodules/client/emitWarningIfUnsupportedVersion.js': `export const emitWarningIfUnsupportedVersion = () => {};
    export const state = {};`,
  // Hashes for machines whose Node has none. 3 KB and 1 KB.
  '@smithy/core/dist-es/submodules/checksum/sha256/Sha256Js.js':
    'export class Sha256Js {}',
  '@smithy/core/dist-es/submodules/checksum/md5/Md5Js.js': 'export class Md5Js {}',
  // What an operation puts into path, query, headers or host; these services take all in the body,
  // at one host. 3 KB.
  '@smithy/core/dist-es/submodules/protocols/HttpBindingNormalizedSchema.js':
    'export const getHttpOperationBindings = () => [], HttpBindingNormalizedSchema = undefined;',
  // For retry mode `adaptive`, which nothing sets on the functions. 4 KB.
  '@smithy/core/dist-es/submodules/retry/util-retry/AdaptiveRetryStrategy.js': `export class AdaptiveRetryStrategy {
    constructor() { throw new Error('the bundle leaves adaptive retries out'); }
  }`,
  // Lambda has no ~/.aws: what the SDK itself makes of files that are not there, without looking
  // for them. 2 KB.
  '@smithy/core/dist-es/submodules/config/shared-ini-file-loader/loadSharedConfigFiles.js': `export { CONFIG_PREFIX_SEPARATOR } from './constants';
    export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`,
  // What it gives unless AWS_DEFAULTS_MODE is set, which nothing does on the functions. 1 KB.
  '@smithy/core/dist-es/submodules/config/defaults-mode/resolveDefaultsModeConfig.js':
    "export const resolveDefaultsModeConfig = () => async () => 'legacy';",
  // Asked for a region on EC2 when AWS_REGION is not set, which it is on Lambda. 1 KB, and all of
  // node:http's names.
  '@smithy/core/dist-es/submodules/config/config-resolver/regionConfig/getInstanceMetadataRegion.js':
    'export const getInstanceMetadataRegion = async () => undefined;',
  // Which host a service has in a region: rules as a decision diagram, what interprets them, and
  // all partitions of AWS. Without FIPS and dual stack, which nothing switches on, it is a name and
  // a suffix. 11 KB of receive and 16 KB of deliver.
  '@aws-sdk/client-dynamodb/dist-es/endpoint/endpointResolver.js': endpointOf('dynamodb'),
  '@aws-sdk/client-secrets-manager/dist-es/endpoint/endpointResolver.js':
    endpointOf('secretsmanager'),
  '@aws-sdk/client-sqs/dist-es/endpoint/endpointResolver.js': endpointOf('sqs'),
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/aws.js':
    'export const awsEndpointFunctions = undefined;',
  // The User-Agent, which says to AWS what SDK and what features called. 4 KB.
  '@aws-sdk/core/dist-es/submodules/client/middleware-user-agent/user-agent-middleware.js': `export const getUserAgentPlugin = () => ({ applyToStack: () => {} });
    export const userAgentMiddleware = undefined, getUserAgentMiddlewareOptions = undefined;`,
  // What plugs into a client from outside (`extensions`), of which none does: all settings are read
  // and written back. 3 KB.
  '@aws-sdk/client-dynamodb/dist-es/runtimeExtensions.js': withoutExtensions,
  '@aws-sdk/client-secrets-manager/dist-es/runtimeExtensions.js': withoutExtensions,
  '@aws-sdk/client-sqs/dist-es/runtimeExtensions.js': withoutExtensions,
  // What JSONata's codes mean in words: the functions keep code and position. 6 KB.
  'jsonata/jsonata.js': withoutMessages,
  // Of its own package.json a client uses the version alone; the rest is 2 KB per client.
  '@aws-sdk/client-dynamodb/package.json': versionOnly,
  '@aws-sdk/client-secrets-manager/package.json': versionOnly,
  '@aws-sdk/client-sqs/package.json': versionOnly,
};

/** Replaces modules by the texts above, and reports which. */
export function replacedModules(report: (module: string) => void): Plugin {
  return {
    name: 'replaced-modules',
    setup(build) {
      for (const [module, replacement] of Object.entries(replacements)) {
        const filter = new RegExp(
          `/node_modules/${module.replaceAll('.', '\\.')}$`.replaceAll('/', '[\\\\/]'),
        );
        build.onLoad({ filter }, async ({ path }) => {
          report(module);
          const contents =
            typeof replacement === 'string'
              ? replacement
              : replacement(await readFile(path, 'utf8'));
          return { contents, loader: 'default' };
        });
      }
    },
  };
}

function versionOnly(manifest: string): string {
  const { version } = JSON.parse(manifest) as { version: string };
  return JSON.stringify({ version });
}

function endpointOf(service: string): string {
  return `const suffixes = ${JSON.stringify(Object.entries(suffixes))};
    export const defaultEndpointResolver = ({ Endpoint, Region }) => {
      if (!Endpoint && !Region) throw new Error('no region');
      const [, suffix] = suffixes.find(([start]) => Region?.startsWith(start)) ?? [, 'amazonaws.com'];
      return { url: new URL(Endpoint ?? \`https://${service}.\${Region}.\${suffix}\`), properties: {}, headers: {} };
    };`;
}

function withoutMessages(source: string): string {
  const shorter = source.replace(
    /^( +)var errorCodes = \{$.*?^\1\};$/ms,
    '$1var errorCodes = {};',
  );
  if (shorter === source) throw new Error('jsonata has no table of messages');
  return shorter;
}
