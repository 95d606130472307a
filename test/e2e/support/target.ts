import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The AWS that everything is deployed to, and the Bridge that it writes to. */
export interface Target {
  /** Whether this AWS is an emulator on this machine. */
  isEmulator: boolean;
  /** What every program gets that talks to AWS. */
  env: NodeJS.ProcessEnv;
  /** Where the functions reach the Bridge simulator; absent on this machine, where it says so. */
  bridgeUrl: string | undefined;
  /** Where the simulator listens: 0 for any free port. */
  bridgePort: number;
}

const preload = pathToFileURL(join(import.meta.dirname, 'resolve-localhost.mjs')).href;
/** npm puts it first for `npm run`; `node` of cdk.json has to be the pinned one without npm too. */
const binaries = join(import.meta.dirname, '../../../node_modules/.bin');

const nothingTested = `
################################################################################
#  NOTHING WAS TESTED: there is no AWS to deploy to.                           #
#                                                                              #
#  On an emulator:    npm run test:e2e:emulator                                #
#  On one that runs:  AWS_ENDPOINT_URL=http://localhost:4566 npm run test:e2e  #
#  On an account:     E2E_ON_AWS=yes E2E_BRIDGE_URL=https://… npm run test:e2e #
################################################################################
`;

/**
 * Reads from the environment where to deploy to.
 * @throws Error where that is nowhere, or is not said whole
 */
export function readTarget(env: NodeJS.ProcessEnv): Target {
  const { AWS_ENDPOINT_URL: endpoint, E2E_ON_AWS: onAws } = env;
  if (endpoint === undefined && onAws !== 'yes') throw new Error(nothingTested);
  const isEmulator = endpoint !== undefined && isOnThisMachine(endpoint);
  const { E2E_BRIDGE_URL: bridgeUrl, E2E_BRIDGE_PORT: bridgePort = '0' } = env;
  if (!isEmulator && (bridgeUrl === undefined || bridgePort === '0'))
    throw new Error(
      `${nothingTested}Functions that run elsewhere have to reach the Bridge simulator: let a ` +
        'tunnel lead to a port of this machine, and give E2E_BRIDGE_URL (the address of the ' +
        'tunnel) and E2E_BRIDGE_PORT (the port).',
    );
  return {
    isEmulator,
    env: { ...env, ...(isEmulator ? madeUpAccount : {}), ...forPrograms(env) },
    bridgeUrl,
    bridgePort: Number(bridgePort),
  };
}

/** For an emulator only: it takes any, and real ones have no business there. */
const madeUpAccount = {
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
  AWS_SESSION_TOKEN: undefined,
  AWS_PROFILE: undefined,
  AWS_REGION: 'us-east-1',
  AWS_DEFAULT_REGION: 'us-east-1',
  // The SDK looks for credentials there if it finds none, which takes seconds.
  AWS_EC2_METADATA_DISABLED: 'true',
};

function forPrograms({ PATH = '' }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return {
    PATH: `${binaries}:${PATH}`,
    NODE_OPTIONS: `--import=${preload}`,
    NO_COLOR: '1',
    FORCE_COLOR: undefined,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    // Of vitest, which runs this: it would change what the CDK does.
    NODE_ENV: undefined,
  };
}

function isOnThisMachine(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
