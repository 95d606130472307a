import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** What Node compiled before, for the processes that tests start. */
const compiled = join(import.meta.dirname, 'node_modules/.cache/bridgehook-tests');
/** Where a JSON report is wanted: `.ci/run` counts by it. */
const { TEST_REPORT: report } = process.env;

interface Kind {
  include: string[];
  exclude?: string[];
  /** Whether each file has its own process: needed where a file changes what others use. */
  isolate: boolean;
  /** Whether the CDK validates each template, which is half of a synthesis. */
  isValidated?: boolean;
  /** Whether what a test starts in its own process takes the bundles that all tests share. */
  isBundleShared?: boolean;
}

function project(name: string, kind: Kind, leftOut: string[]) {
  const {
    include,
    exclude = [],
    isolate,
    isValidated = false,
    isBundleShared = false,
  } = kind;
  return {
    plugins: isBundleShared ? [sharedBundle] : [],
    test: {
      name,
      include,
      exclude: [...exclude, ...leftOut],
      isolate,
      // Against a test that never ends, not against a slow machine.
      testTimeout: 300_000,
      hookTimeout: 300_000,
      env: { CDK_VALIDATION: String(isValidated), NODE_COMPILE_CACHE: compiled },
    },
  } satisfies TestProjectInlineConfiguration;
}

/** lib takes the bundler from the tests. */
const sharedBundle = {
  name: 'shared-bundle',
  enforce: 'pre' as const,
  resolveId: (source: string, importer: string | undefined) =>
    source.endsWith('/bundle.ts') && importer?.endsWith('/lib/bridgehook-app.ts')
      ? join(import.meta.dirname, 'test/support/shared-bundle.ts')
      : undefined,
};

const testsIn = (...folders: string[]) =>
  folders.map((folder) => `test/${folder}/**/*.test.ts`);
/** What `npm run test:quick` runs. */
const quick = testsIn('functions', 'console', 'docs', 'measure', 'mutants', 'support');
const shared = [
  ...testsIn(
    'explore',
    'flows',
    'reader',
    'simulation',
    'cli/links',
    'cli/preview',
    'cli/replay',
  ),
  ...testsIn(
    'local/bridge-simulator',
    'local/cloud/aws',
    'local/cloud/http-api',
    'local/keys',
  ),
  'test/local/cloud/{clock,journal,loopback,schedule,state-dir,template}.test.ts',
];
const lib = testsIn('lib');
/** They share one CDK, which takes seconds to load. */
const constructs = testsIn('lib/config', 'lib/stack');
/** The one that asserts what the CDK says about the whole template. */
const validated = ['test/lib/stack/template.test.ts'];
/**
 * What `npm test` leaves to `npm run test:full`: proofs by volume, which say again at length what
 * other tests say, and what waits in real time.
 */
const fullOnly = [
  'test/flows/{behaviour,calls,dead-letters,hold,key-rotation,stories-calls}.test.ts',
  'test/oracle/workers.test.ts',
  'test/fuzz/fuzz.test.ts',
  'test/cli/probe-assumptions.test.ts',
  'test/local/start/killed.test.ts',
];
/** The oracle replaces the global time; the tests of cli mock the SDK. */
const isolated = { include: testsIn('**'), exclude: [...quick, ...shared, ...lib] };

export default defineConfig(({ mode }) => {
  const leftOut = mode === 'full' ? [] : fullOnly;
  return {
    test: {
      globalSetup: 'test/support/shared-assemblies.ts',
      provide: { isFull: mode === 'full' },
      reporters:
        report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
      // One more than there are cores: a file that waits for its local run leaves a core idle.
      maxWorkers: availableParallelism() + 1,
      projects: [
        project('quick', { include: quick, isolate: false }, leftOut),
        project('shared', { include: shared, isolate: false }, leftOut),
        project(
          'validated',
          { include: validated, isolate: true, isValidated: true },
          leftOut,
        ),
        project(
          'constructs',
          { include: constructs, exclude: validated, isolate: false },
          leftOut,
        ),
        project('lib', { include: lib, exclude: constructs, isolate: true }, leftOut),
        project('isolated', { ...isolated, isolate: true, isBundleShared: true }, leftOut),
      ],
    },
  };
});
