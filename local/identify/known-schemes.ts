import { isDeepStrictEqual } from 'node:util';
import type { Source } from '../../functions/core/config/source-schema.ts';
import {
  type Verification,
  verifySchema,
} from '../../functions/core/config/verify-schema.ts';
import {
  publishedSchemes,
  signedContents,
} from '../../functions/providers/published-schemes.ts';
import { allProviders, type Provider } from '../../lib/providers/providers.ts';

/** A scheme by which requests are signed somewhere. */
export interface KnownScheme {
  name: string;
  /** The vendor's own. */
  page?: string | undefined;
  /** The preset that a source can name instead of writing it. */
  preset?: string | undefined;
  verify: Verification;
}

const published: KnownScheme[] = publishedSchemes.map((scheme) => ({
  ...scheme,
  verify: verifySchema.parse(scheme.verify),
}));

/**
 * A scheme that other vendors have too is called by the names of all of them. Those whose events
 * are anybody's own stand before the vendors that sign as they do.
 */
const ofPresets: KnownScheme[] = allProviders()
  .filter(({ verify }) => verify.kind !== 'sharedSecret')
  .sort((a, b) => Number(isForAnybody(b)) - Number(isForAnybody(a)))
  .map(({ name, page, about, verify }) => ({
    name: publishedAs(verify)?.name ?? about.title,
    page,
    preset: name,
    verify,
  }));
const ofOthers = published.filter(
  (scheme) => !ofPresets.some(({ verify }) => isDeepStrictEqual(verify, scheme.verify)),
);

function publishedAs(verify: Verification): KnownScheme | undefined {
  return published.find((scheme) => isDeepStrictEqual(scheme.verify, verify));
}

function isForAnybody({ about }: Provider): boolean {
  return about.carries === 'yours';
}

/** Those of the presets, those that vendors publish, and those of the configuration. */
export function knownSchemes(sources: readonly Source[]): KnownScheme[] {
  const ofSources = sources.map(({ name, verify }) => ({
    name: `the scheme of the source ${name}`,
    verify,
  }));
  return [...ofPresets, ...ofOthers, ...ofSources];
}

/** What any scheme signs. */
export function knownContents(schemes: readonly KnownScheme[]): string[] {
  const own = schemes.flatMap(({ verify }) =>
    'signedContent' in verify ? [verify.signedContent] : [],
  );
  return [...new Set([...signedContents, ...own])];
}

/** What any scheme takes off its key. */
export function knownKeyPrefixes(schemes: readonly KnownScheme[]): string[] {
  return [
    ...new Set(
      schemes.flatMap(({ verify }) =>
        'keyPrefix' in verify && verify.keyPrefix ? [verify.keyPrefix] : [],
      ),
    ),
  ];
}
