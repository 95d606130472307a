import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, parseDocument } from 'yaml';
import { presetShape } from '../../functions/core/config/source-schema.ts';
import { type Provider, providerFile, providersDir } from './providers.ts';

/** What a new source is called, and what its provider cannot know. */
export interface Wishes {
  workspace: string;
  /**
   * For phone numbers without a country: two capital letters, such as US. Not written where the
   * sender says the country of a number itself.
   */
  country?: string | undefined;
}

/** The keys of a provider's file that a source has from it by naming it. */
const ofPreset = ['page', 'about', ...Object.keys(presetShape)];

/**
 * The file of a source that names the provider, with the suggested blocks as they are written
 * there, comments and all.
 */
export function newSourceFile(provider: Provider, { workspace, country }: Wishes): string {
  const document = suggestedBlocks(provider);
  const hasOwn = document.hasIn(['defaults', 'country']);
  if (country !== undefined && !hasOwn) document.setIn(['defaults', 'country'], country);
  const head = [
    `# ${provider.about.title}: ${provider.page}`,
    `# What to set up there, and what to know: npx bridgehook providers ${provider.name}`,
    `provider: ${provider.name}`,
    `workspace: ${workspace}`,
  ];
  return `${head.join('\n')}\n${textOf(document)}`;
}

/** The blocks that a provider suggests beside its preset, such as `contact` and `map`, as YAML. */
export function suggestedYaml(provider: Provider): string {
  return textOf(suggestedBlocks(provider));
}

/** Whether there can be phone numbers of which nothing says the country. */
export function needsCountry(provider: Provider): boolean {
  const suggested = suggestedBlocks(provider);
  return suggested.hasIn(['map', 'cellphone']) && !suggested.hasIn(['defaults', 'country']);
}

function textOf(document: Document): string {
  return document.toString({ lineWidth: 100, flowCollectionPadding: true });
}

function suggestedBlocks({ name }: Provider): Document {
  const document = parseDocument(readFileSync(providerFile(name), 'utf8'));
  for (const key of ofPreset) document.delete(key);
  const [first] = isMap(document.contents) ? document.contents.items : [];
  if (first === undefined) throw new Error(`The provider ${name} suggests no map.`);
  return document;
}

/** A file beside a source: a sample, or what it has to come to. */
export interface SampleOfProvider {
  name: string;
  bytes: Buffer;
}

/** The samples of a provider as they lie beside its file, with what is expected of them. */
export function samplesOf({ name }: Provider): SampleOfProvider[] {
  const dir = join(providersDir, `${name}.samples`);
  return readdirSync(dir)
    .sort()
    .map((file) => ({ name: file, bytes: readFileSync(join(dir, file)) }));
}

/** The samples of a provider alone: requests as its sender sends them. */
export function requestsOf(provider: Provider): SampleOfProvider[] {
  return samplesOf(provider).filter(({ name }) => !name.endsWith('.expected.json'));
}
