import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Annotations, App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import featureFlags from 'aws-cdk-lib/recommended-feature-flags.json' with {
  type: 'json',
};
import { behaviourSchema } from '../../functions/core/config/bridge-schema.ts';
import type { Bundle } from '../../lib/bundle/bundle.ts';
import type { Settings } from '../../lib/config/settings.ts';
import { BridgehookStack } from '../../lib/stack/bridgehook-stack.ts';
import { nobodyIsAlarmed } from '../../lib/stack/watching/alarms.ts';
import { temporaryDir } from '../support/temporary-dir.ts';

export const exampleSettings: Settings = {
  configName: 'config',
  configDir: 'config',
  workspaces: {
    main: { id: '11111111-1111-4111-8111-111111111111', concurrency: 6 },
    'north-2': { id: '22222222-2222-4222-8222-222222222222', concurrency: 2 },
  },
  baseUrl: 'https://bridge.example',
  logRetentionDays: 30,
  throttle: { requestsPerSecond: 100, burst: 200 },
  delivery: {
    requestTimeoutSeconds: 8,
    settleSeconds: 30,
    maxEventAgeSeconds: 3 * 86_400,
    dedupeForSeconds: 30 * 86_400,
    keepEventsSeconds: 30 * 86_400,
  },
  deployed: {
    workspaces: {},
    delivery: {
      requestTimeoutSeconds: 8,
      settleSeconds: 30,
      maxEventAgeSeconds: 3 * 86_400,
      dedupeForSeconds: 30 * 86_400,
      keepEventsSeconds: 30 * 86_400,
    },
    behaviour: behaviourSchema.parse({}),
    sources: {},
    plans: {},
  },
};

/**
 * The stack around an empty function, so that tests of the template neither bundle nor depend on
 * what runs.
 */
export function exampleStack(
  overrides: Partial<Settings> = {},
  stage = 'prod',
): BridgehookStack {
  const outdir = temporaryDir('stack');
  const bundle = emptyBundle(join(outdir, 'bundles'));
  const app = new App({ outdir, analyticsReporting: false, context: featureFlags });
  return new BridgehookStack(app, {
    settings: { ...exampleSettings, ...overrides },
    stage,
    bundles: { receive: bundle, deliver: bundle, watch: bundle },
  });
}

export function exampleTemplate(overrides?: Partial<Settings>, stage?: string): Template {
  const stack = exampleStack(overrides, stage);
  Annotations.of(stack).acknowledgeWarning(nobodyIsAlarmed);
  return Template.fromStack(stack);
}

/** The one resource of this type whose logical id starts so. */
export function findResource(
  template: Template,
  type: string,
  idStart: string,
): { id: string; properties: Record<string, unknown> } {
  const found = Object.entries(template.findResources(type)).filter(([id]) =>
    id.startsWith(idStart),
  );
  if (found.length !== 1)
    throw new Error(`${found.length} resources of type ${type} start with ${idStart}`);
  const [[id, resource]] = found as [[string, { Properties: Record<string, unknown> }]];
  return { id, properties: resource.Properties };
}

function emptyBundle(assetDirectory: string): Bundle {
  mkdirSync(assetDirectory);
  writeFileSync(
    join(assetDirectory, 'index.mjs'),
    'export const handler = async () => {};',
  );
  return {
    assetDirectory,
    sourceMap: '',
    rawBytes: 0,
    gzipBytes: 0,
    chunks: [],
    replaced: [],
  };
}
