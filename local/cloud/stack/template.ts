import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A synthesised stack on disk: its template and where the code of its functions lies. */
export interface Assembly {
  directory: string;
  stackName: string;
  template: Template;
}

export interface Template {
  Parameters?: Record<string, { Default?: unknown }>;
  Resources: Record<string, Resource>;
  Outputs?: Record<string, { Value: unknown }>;
}

export interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
}

/**
 * Reads what `cdk synth` wrote: the one stack of the manifest or, without a manifest, the one
 * `*.template.json`.
 */
export function loadAssembly(directory: string): Assembly {
  const manifest = join(directory, 'manifest.json');
  const { stackName, file } = existsSync(manifest)
    ? fromManifest(manifest)
    : fromTemplateFile(directory);
  return { directory, stackName, template: readJson(join(directory, file)) as Template };
}

function fromManifest(manifest: string) {
  const { artifacts = {} } = readJson(manifest) as { artifacts?: Record<string, ManifestArtifact> };
  const stacks = Object.entries(artifacts).filter(
    ([, artifact]) => artifact.type === 'aws:cloudformation:stack',
  );
  const [id, stack] = theOnly(stacks, `stacks in ${manifest}`);
  return {
    stackName: stack.properties?.stackName ?? id,
    file: stack.properties?.templateFile ?? `${id}.template.json`,
  };
}

interface ManifestArtifact {
  type: string;
  properties?: { templateFile?: string; stackName?: string };
}

function fromTemplateFile(directory: string) {
  const file = theOnly(
    globSync('*.template.json', { cwd: directory }),
    `templates in ${directory}`,
  );
  return { stackName: basename(file, '.template.json'), file };
}

function theOnly<T>(found: T[], what: string): T {
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`Expected one of the ${what}, found ${found.length}.`);
  return first;
}

/**
 * The directory with the code of a function. Throws where the code is not a directory asset of this
 * assembly.
 */
export function codeDirectory(assembly: Assembly, logicalId: string): string {
  const resource = assembly.template.Resources[logicalId];
  const path =
    resource?.Metadata?.['aws:asset:path'] ?? assetFromKey(assembly, resource?.Properties?.Code);
  if (typeof path !== 'string')
    throw new Error(`${logicalId}: its code is not an asset of ${assembly.directory}.`);
  const directory = join(assembly.directory, path);
  if (!existsSync(directory))
    throw new Error(`${logicalId}: its code ${directory} is missing. Synthesise again.`);
  return directory;
}

function assetFromKey(assembly: Assembly, code: unknown): string | undefined {
  const key = (code as { S3Key?: unknown } | undefined)?.S3Key;
  if (typeof key !== 'string') return undefined;
  for (const file of globSync('*.assets.json', { cwd: assembly.directory })) {
    const { files = {} } = readJson(join(assembly.directory, file)) as {
      files?: Record<string, { source?: { path?: string } }>;
    };
    const path = files[basename(key, '.zip')]?.source?.path;
    if (path) return path;
  }
  return undefined;
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
