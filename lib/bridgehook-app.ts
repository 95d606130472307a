import { join } from 'node:path';
import { App, type AppProps } from 'aws-cdk-lib';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with {
  type: 'json',
};
import { bundleFunction } from './bundle/bundle.ts';
import { loadSettings, type Settings } from './config/settings.ts';
import { UserError } from './report.ts';
import { BridgehookStack, type BridgehookStackProps } from './stack/bridgehook-stack.ts';

const root = join(import.meta.dirname, '..');

/**
 * Feature flags change the template, so they stand here, where they hold without the CDK command
 * line too, not in cdk.json.
 */
export const appProps: AppProps = { analyticsReporting: false, context: featureFlags };

export interface BuildAppOptions {
  /**
   * The directory with `bridge.yaml` and `sources/`; else the context value `config`, else
   * `config`.
   */
  configDir?: string | undefined;
  /** Settings that are loaded already; `configDir` is not read then. */
  settings?: Settings | undefined;
  /** Else the context value `stage`, else `prod`. */
  stage?: string | undefined;
  /** Where the assembly goes; else where the CDK command line says, else a temporary directory. */
  outdir?: string | undefined;
  /** How a function is bundled; else as `bundleFunction` does. */
  bundle?: typeof bundleFunction | undefined;
}

/**
 * The whole app, the same from the CDK command line, the local run and the tests:
 * `(await buildApp()).synth()` gives the assembly. Source maps of the bundles lie in `bundles/` of
 * the assembly.
 * @throws UserError for a wrong stage or configuration; BuildFailure (esbuild)
 */
export async function buildApp(options: BuildAppOptions = {}): Promise<App> {
  const app = new App(options.outdir ? { ...appProps, outdir: options.outdir } : appProps);
  const stage = checkStage(options.stage ?? contextText(app, 'stage') ?? 'prod');
  const settings =
    options.settings ??
    (await loadSettings(options.configDir ?? contextText(app, 'config') ?? 'config'));
  new BridgehookStack(app, {
    settings,
    stage,
    bundles: await bundleAll(
      settings.deployed,
      join(app.outdir, 'bundles'),
      options.bundle,
    ),
  });
  return app;
}

/** The stage stands in names of stacks, secrets and metrics. */
function checkStage(stage: string): string {
  if (/^[a-z][a-z0-9-]{0,47}$/.test(stage)) return stage;
  throw new UserError(
    `The stage "${stage}" is not a name. ` +
      'Write lower-case letters, digits and hyphens, for example: -c stage=test',
  );
}

async function bundleAll(
  config: unknown,
  into: string,
  bundleOne = bundleFunction,
): Promise<BridgehookStackProps['bundles']> {
  const bundle = (name: string) =>
    bundleOne({ entry: join(root, 'functions', `${name}.ts`), name, into, config });
  const [receive, deliver, watch] = await Promise.all([
    bundle('receive'),
    bundle('deliver'),
    bundle('watch'),
  ]);
  return { receive, deliver, watch };
}

function contextText(app: App, key: string): string | undefined {
  const value: unknown = app.node.tryGetContext(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
