import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as z from 'zod';

/** A synthesised stack on disk: its template and where the code of its functions lies. */
export interface Assembly {
  directory: string;
  stackName: string;
  template: Template;
}

const propertiesSchema = z.record(z.string(), z.unknown());
const resourceSchema = z.object({
  Type: z.string(),
  Properties: propertiesSchema.optional(),
  Metadata: propertiesSchema.optional(),
});
export type Resource = z.output<typeof resourceSchema>;

const templateSchema = z.object({
  Parameters: z
    .record(z.string(), z.object({ Default: z.unknown().optional() }))
    .optional(),
  Resources: z.record(z.string(), resourceSchema),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).optional(),
});
export type Template = z.output<typeof templateSchema>;

const manifestSchema = z.object({
  artifacts: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        properties: z
          .object({
            templateFile: z.string().optional(),
            stackName: z.string().optional(),
          })
          .optional(),
      }),
    )
    .default({}),
});

const assetsSchema = z.object({
  files: z
    .record(
      z.string(),
      z.object({ source: z.object({ path: z.string().optional() }).optional() }),
    )
    .default({}),
});

const codeSchema = z.object({ S3Key: z.string() });

/**
 * Reads what `cdk synth` wrote: the one stack of the manifest or, without a manifest, the one
 * `*.template.json`.
 */
export function loadAssembly(directory: string): Assembly {
  const manifest = join(directory, 'manifest.json');
  const { stackName, file } = existsSync(manifest)
    ? fromManifest(manifest)
    : fromTemplateFile(directory);
  return {
    directory,
    stackName,
    template: readJson(join(directory, file), templateSchema),
  };
}

function fromManifest(manifest: string) {
  const { artifacts } = readJson(manifest, manifestSchema);
  const stacks = Object.entries(artifacts).filter(
    ([, artifact]) => artifact.type === 'aws:cloudformation:stack',
  );
  const [id, stack] = theOnly(stacks, `stacks in ${manifest}`);
  return {
    stackName: stack.properties?.stackName ?? id,
    file: stack.properties?.templateFile ?? `${id}.template.json`,
  };
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
    resource?.Metadata?.['aws:asset:path'] ??
    assetFromKey(assembly, resource?.Properties?.Code);
  if (typeof path !== 'string')
    throw new Error(`${logicalId}: its code is not an asset of ${assembly.directory}.`);
  const directory = join(assembly.directory, path);
  if (!existsSync(directory))
    throw new Error(`${logicalId}: its code ${directory} is missing. Synthesise again.`);
  return directory;
}

function assetFromKey(assembly: Assembly, code: unknown): string | undefined {
  const uploaded = codeSchema.safeParse(code);
  if (!uploaded.success) return undefined;
  const id = basename(uploaded.data.S3Key, '.zip');
  return globSync('*.assets.json', { cwd: assembly.directory })
    .map((file) => readJson(join(assembly.directory, file), assetsSchema))
    .map(({ files }) => files[id]?.source?.path)
    .find((path) => path !== undefined);
}

function readJson<S extends z.ZodType>(path: string, schema: S): z.output<S> {
  return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
}
