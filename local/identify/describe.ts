import { stringify } from 'yaml';
import type { Verification } from '../../functions/core/config/verify-schema.ts';
import type { Fit } from './fit.ts';
import type { Identification } from './identify.ts';
import type { KnownScheme } from './known-schemes.ts';

/** What to run next. */
export interface NextCommands {
  /** Sets the key of the source, if it has one. */
  setKey: string | undefined;
  /** Records requests with their proof. */
  record: string;
}

/**
 * What a request is, in lines for people.
 * @param source the name of the source it is meant for
 */
export function describeIdentification(
  identification: Identification,
  source: string | undefined,
  commands: NextCommands,
): string[] {
  const { fit } = identification;
  return fit === undefined
    ? describeUnknown(identification, commands)
    : describeFit(fit, source);
}

function describeFit(fit: Fit, source: string | undefined): string[] {
  const { differences } = fit;
  const headline = `It fits: ${headlineOf(fit)}.`;
  if (source !== undefined && differences.length === 0)
    return [headline, `Nothing differs from the source ${source}.`];
  const block = source === undefined || differences.some(({ kind }) => isOfBlock(kind));
  return [
    headline,
    ...(differences.length === 0
      ? []
      : [`What differs${source ? ` from ${source}` : ''}:`]),
    ...differences.map(({ text }) => `  - ${text}`),
    ...(block ? blockLines(fit, source) : []),
  ];
}

function headlineOf({ scheme, like, key, url, verify }: Fit): string {
  const near = like === undefined ? '' : `, most like ${titled(like.scheme)}`;
  const name = scheme === undefined ? `${describeBlock(verify)}${near}` : titled(scheme);
  const over = url === undefined ? '' : `, for ${url}`;
  return `${name}, signed with ${key}${over}`;
}

/** The same in one line, for the log of the local run. */
export function likelyDifference({ fit, hints }: Identification): string | undefined {
  if (fit === undefined) return hints.map(({ text }) => text).join('; ') || undefined;
  const { scheme, differences } = fit;
  if (differences.length === 0) return undefined;
  const isOther = differences.some(({ kind }) => isOfBlock(kind));
  const name = isOther && scheme !== undefined ? [`this is ${scheme.name}`] : [];
  return [...name, ...differences.map(({ text }) => text)].join('; ');
}

function isOfBlock(kind: Fit['differences'][number]['kind']): boolean {
  return !['key', 'url', 'body', 'time', 'require'].includes(kind);
}

function titled({ name, page }: KnownScheme): string {
  return page === undefined ? name : `${name} (${page})`;
}

function describeBlock(verify: Verification): string {
  if (verify.kind === 'mac' || verify.kind === 'asymmetric')
    return `${verify.algorithm} over ${verify.signedContent}, a scheme without a known name`;
  return verify.kind === 'jwt'
    ? 'a token, a scheme without a known name'
    : 'a secret that is sent as it is';
}

function blockLines({ scheme, verify }: Fit, source: string | undefined): string[] {
  const file = source === undefined ? 'the file of the source' : `sources/${source}.yaml`;
  return [
    ...(scheme?.preset === undefined
      ? []
      : [`The preset has it: provider: ${scheme.preset}`]),
    `Write into ${file}:`,
    '',
    ...stringify({ verify: withoutDefaults(verify) })
      .trimEnd()
      .split('\n'),
  ];
}

/** What `verify` says unless it says otherwise, and what nobody has to read. */
const defaults: Record<string, unknown> = {
  keyEncoding: 'utf8',
  signedContent: '{body}',
  ecdsaFormat: 'der',
};

/** A block as a person writes it. */
export function withoutDefaults(verify: Verification): Record<string, unknown> {
  const entries = Object.entries(verify).filter(
    ([name, value]) => value !== undefined && defaults[name] !== value,
  );
  const { format, ...rest } = Object.fromEntries(entries);
  const isPlain = JSON.stringify(format) === '{"kind":"single"}';
  return format === undefined || isPlain ? rest : { ...rest, format };
}

function describeUnknown(
  { candidates, hints, removed, keys, tries, isCutShort }: Identification,
  { setKey, record }: NextCommands,
): string[] {
  const cut = isCutShort ? ', as far as there was time' : '';
  const headline =
    keys === 0
      ? 'Nothing fits for certain: there is no key to try.'
      : `Nothing fits: none of ${keys} keys in ${tries} readings of the request${cut}.`;
  return [
    headline,
    ...(candidates.length === 0 ? [] : ['By its form alone it could be:']),
    ...candidates.map((scheme) => `  - ${titled(scheme)}`),
    ...(hints.length === 0
      ? []
      : ['What differs from the source, as far as can be seen:']),
    ...hints.map(({ text }) => `  - ${text}`),
    ...(removed.length === 0 ? [] : removedLines(removed, record)),
    ...nextSteps(keys, setKey),
  ];
}

function removedLines(removed: string[], record: string): string[] {
  return [
    `Its recording lacks values that could be the proof: ${removed.join(', ')}.`,
    `Record it again so that those of headers are kept: ${record}`,
    'Authorization, cookies and the secret of a source never are. For these, the local run',
    'says below a 401 what differs.',
  ];
}

function nextSteps(keys: number, setKey: string | undefined): string[] {
  const give = 'give the key with --key, through stdin';
  const set = setKey === undefined ? '' : `, or set it: ${setKey}`;
  return keys === 0
    ? [`Next: ${give}${set}`]
    : [`Next: compare the key with the sender's; ${give}${set}`];
}
