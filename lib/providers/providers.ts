import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseDocument } from 'yaml';
import * as z from 'zod';
import type { Preset } from '../../functions/core/config/source-schema.ts';
import {
  type ProviderFile,
  providerSchema,
} from '../../functions/providers/provider-schema.ts';

/** Where the files of the providers are, each with its samples beside it as a source's are. */
export const providersDir = join(import.meta.dirname, '../../functions/providers');

/** A kind of sender that this project knows. */
export interface Provider extends Preset {
  name: string;
  page: string;
  about: ProviderFile['about'];
}

/** The names that can stand under `provider:` in a source, in alphabetical order. */
export const providerNames: readonly string[] = readdirSync(providersDir)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => basename(file, '.yaml'))
  .sort();

const read = new Map<string, Provider>();

/**
 * What is known of a provider; `undefined` if there is none of this name. Each file is read once.
 * @throws Error if the file of a provider is not right: it is a part of this project
 */
export function findProvider(name: string): Provider | undefined {
  if (!providerNames.includes(name)) return undefined;
  const provider = read.get(name) ?? readProvider(name);
  read.set(name, provider);
  return provider;
}

/**
 * The provider of this name.
 * @throws Error if there is none
 */
export function providerOf(name: string): Provider {
  const provider = findProvider(name);
  if (provider === undefined) throw new Error(`There is no provider ${name}.`);
  return provider;
}

/** All of them, in the order of their names. */
export function allProviders(): Provider[] {
  return providerNames.flatMap((name) => findProvider(name) ?? []);
}

/** The file of a provider as it is written. */
export function providerFile(name: string): string {
  return join(providersDir, `${name}.yaml`);
}

function readProvider(name: string): Provider {
  const path = providerFile(name);
  const document = parseDocument(readFileSync(path, 'utf8'));
  const { data, error } = providerSchema.safeParse(document.toJS());
  if (data === undefined) throw new Error(`${path}: ${z.prettifyError(error)}`);
  const { page, about, verify, methods, handshake, body, events, response } = data;
  return { name, page, about, verify, methods, handshake, body, events, response };
}
