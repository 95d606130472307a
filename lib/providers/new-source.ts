import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isMap, parseDocument } from 'yaml';
import { presetShape } from '../../functions/core/config/source-schema.ts';
import { type Provider, providerFile, providersDir } from './providers.ts';

/** What a new source is called, and what its provider cannot know. */
export interface Wishes {
  workspace: string;
  /**
   * For phone numbers without a country: two capital letters, such as US. Where the sender says the
   * country itself, it counts for those of which it does not.
   */
  country?: string | undefined;
  /** Whose ids they are: sources of one system share what is known of an id. */
  system?: string | undefined;
  /** Whose account a request has to be of, where the provider has `about.account`. */
  account?: string | undefined;
}

/** The keys of a provider's file that a source has from it by naming it. */
const ofPreset = ['page', 'about', ...Object.keys(presetShape)];

/**
 * The file of a source that names the provider, with the suggested blocks as they are written
 * there, comments and all.
 */
export function newSourceFile(provider: Provider, wishes: Wishes): string {
  const { workspace, country, system, account } = wishes;
  const document = suggestedBlocks(provider);
  if (country !== undefined) setCountry(document, country);
  if (system !== undefined && document.has('system')) document.set('system', system);
  if (account !== undefined) document.set('verify', verifyOf(provider, account));
  const head = [
    `# ${provider.about.title}: ${provider.page}`,
    `# Setup, and what to know: docs/providers/${provider.name}.md of Bridgehook`,
    `provider: ${provider.name}`,
    `workspace: ${workspace}`,
  ];
  return `${head.join('\n')}\n${textOf(document)}`;
}

function setCountry(document: Document, country: string): void {
  const own = document.getIn(['defaults', 'country']);
  const both = typeof own === 'string' ? `$first(${own}, "${country}")` : country;
  document.setIn(['defaults', 'country'], both);
}

/** The provider's own proof, and that the request is of this account. */
function verifyOf(provider: Provider, account: string): unknown {
  const { path } = provider.about.account ?? {};
  const verify: unknown = documentWith(provider, (key) => key === 'verify').get('verify');
  if (path === undefined || !isMap(verify))
    throw new Error(`A request of ${provider.name} does not say whose account it is of.`);
  verify.set('require', `${path} = ${JSON.stringify(account)}`);
  return verify;
}

/** Whose ids the events have, where the suggested source uses them. */
export function suggestedSystem(provider: Provider): string | undefined {
  const system = suggestedBlocks(provider).get('system');
  return typeof system === 'string' ? system : undefined;
}

/** The blocks that a provider suggests beside its preset, such as `contact` and `map`, as YAML. */
export function suggestedYaml(provider: Provider): string {
  return textOf(suggestedBlocks(provider));
}

/** The blocks that `provider:` stands for, as YAML: a source that differs writes its own. */
export function presetYaml(provider: Provider): string {
  const isOfPreset = (key: string) => Object.hasOwn(presetShape, key);
  return textOf(documentWith(provider, isOfPreset));
}

/** Whether there can be phone numbers of which nothing says the country. */
export function needsCountry(provider: Provider): boolean {
  const suggested = suggestedBlocks(provider);
  return (
    suggested.hasIn(['map', 'cellphone']) && !suggested.hasIn(['defaults', 'country'])
  );
}

function textOf(document: Document): string {
  return document.toString({ lineWidth: 100, flowCollectionPadding: true });
}

function suggestedBlocks(provider: Provider): Document {
  return documentWith(provider, (key) => !ofPreset.includes(key));
}

/** The file of a provider with some of its blocks, comments and all. */
function documentWith({ name }: Provider, isWanted: (key: string) => boolean): Document {
  const document = parseDocument(readFileSync(providerFile(name), 'utf8'));
  for (const key of Object.keys(document.toJS())) if (!isWanted(key)) document.delete(key);
  const [first] = isMap(document.contents) ? document.contents.items : [];
  if (first === undefined) throw new Error(`The provider ${name} lacks its blocks.`);
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
