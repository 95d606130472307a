import { parse } from 'yaml';
import { runSample } from '../../functions/core/check/run-sample.ts';
import {
  applyPreset,
  type Preset,
  type Source,
  type SourceFile,
  sourceSchema,
} from '../../functions/core/config/source-schema.ts';
import type { Verification } from '../../functions/core/config/verify-schema.ts';
import { Rejection } from '../../functions/core/errors.ts';
import type { Scope } from '../../functions/core/expression.ts';
import { mapToPatch } from '../../functions/core/map/map-to-patch.ts';
import { readSaved, type SavedRequest } from '../../lib/config/samples/saved-request.ts';
import { findProvider } from '../../lib/providers/providers.ts';
import { candidatesIn } from './candidates.ts';
import { labelsIn } from './described/labels.ts';
import { draftOf, type Finding, findingsOf, type Proof } from './draft-source.ts';
import { pickIdentity } from './identity/pick-identity.ts';
import type { Picked } from './pick-fields.ts';
import { pickSplit } from './pick-split.ts';
import { pickWithCountry } from './pick-with-country.ts';
import { proofOf } from './proof-of.ts';
import { type ReadBody, readAnyBody } from './read-body.ts';
import { writeSource } from './write-source.ts';

/** What a source is proposed from. */
export interface ProposalQuestion {
  request: SavedRequest;
  /** The block that the request verified with; `undefined` if none is known. */
  verify: Verification | undefined;
  /** The preset that has this block, if one has. */
  provider?: string | undefined;
  name: string;
  workspace: string;
  /** The country of phone numbers without one: two capital letters. */
  country?: string | undefined;
}

/** A source for an unknown sender. */
export interface Proposal {
  /** The text of `sources/<name>.yaml`. */
  yaml: string;
  /** The same as a value; `undefined` if something is missing that a source has to have. */
  file: SourceFile | undefined;
  /** The same with its preset filled in: what runs. */
  source: Source | undefined;
  /** Part by part, in the order of the file. */
  findings: Finding[];
  /** A phone number came without its country: asked again with `country`, it is in the map. */
  needsCountry: boolean;
}

/** A request of which nothing can be read: no body, or one of an unknown kind. */
export class UnreadableRequestError extends Error {
  override readonly name = 'UnreadableRequestError';

  constructor() {
    super(
      'The request holds nothing that can be read. Record one that carries an event: JSON, ' +
        'XML, a form, or fields in the URL.',
    );
  }
}

/**
 * Proposes a source from one recorded request of an unknown sender. Each expression is tried on the
 * request by the functions of production before it is proposed. Never an open hook: where no scheme
 * is known, the sender has to repeat a secret.
 * @throws UnreadableRequestError
 */
export async function proposeSource(question: ProposalQuestion): Promise<Proposal> {
  const { request, provider } = question;
  const open = openSource(question);
  const read = await readAnyBody(request, open, provider === undefined);
  if (read === undefined) throw new UnreadableRequestError();
  const proof = proofOf(question, read.value);
  const base = withRead(open, read, proof, provider === undefined);
  const scopes = await scopesOf(base, request);
  const candidates = await candidatesIn(scopes, labelsIn(read.value), question.country);
  const { picked, country } = await pickWithCountry(base, scopes, candidates);
  const identity = await pickIdentity(scopes, candidates, base.events.timeZone);
  const isIdNeeded = await hasEventWithoutKey(base, scopes, picked, country);
  const draft = draftOf(question, {
    base,
    proof,
    picked,
    identity,
    candidates,
    country,
    isIdNeeded,
  });
  const yaml = writeSource(draft);
  const { data } = sourceSchema.safeParse(parse(yaml));
  const file = draft.map.length === 0 ? undefined : data;
  return {
    yaml,
    file,
    source: file && applyPreset(question.name, file, presetOf(question)),
    findings: findingsOf(draft, picked),
    needsCountry: picked.needsCountry !== undefined,
  };
}

function presetOf({ provider }: ProposalQuestion): Preset | undefined {
  return provider === undefined ? undefined : findProvider(provider);
}

/** A source that reads the request, and has no map yet. */
function openSource(question: ProposalQuestion): Source {
  const { name, workspace, country, verify } = question;
  const open = { kind: 'none', because: 'how it is proved is what is looked for' };
  const file = sourceSchema.parse({
    workspace,
    verify: open,
    contact: { match: ['email'] },
    map: { email: 'email' },
    defaults: { country },
  });
  const source = applyPreset(name, file, presetOf(question));
  if (source === undefined) throw new Error('A source that says verify has it.');
  return verify === undefined ? source : { ...source, verify };
}

function withRead(
  open: Source,
  read: ReadBody,
  { verify }: Proof,
  isUnknown: boolean,
): Source {
  if (!isUnknown) return { ...open, verify };
  const { body, jsonFields, value } = read;
  const split = pickSplit(value, body);
  return { ...open, verify, body, jsonFields, events: { ...open.events, split } };
}

/** What the expressions of each event see. */
async function scopesOf(source: Source, request: SavedRequest): Promise<Scope[]> {
  try {
    const { events } = await runSample(
      source,
      await readSaved(request, source).then(({ parsed }) => parsed),
    );
    return events.map(({ scope, rawScope }) => scope ?? rawScope);
  } catch (error) {
    if (error instanceof Rejection) throw new UnreadableRequestError();
    throw error;
  }
}

/** Whether some event says something of a person, and nothing that finds the contact. */
async function hasEventWithoutKey(
  base: Source,
  scopes: readonly Scope[],
  { map }: Picked,
  country: string | undefined,
): Promise<boolean> {
  const lines = Object.entries(map).flatMap(([field, candidate]) =>
    candidate === undefined ? [] : [[field, candidate.expression]],
  );
  const source = {
    ...base,
    map: Object.fromEntries(lines),
    defaults: { ...base.defaults, country },
  };
  const events = await Promise.all(scopes.map((scope) => mapToPatch(source, scope)));
  return events
    .map((results) => results.flatMap(({ kind, field }) => (kind === 'set' ? field : [])))
    .some((set) => set.length > 0 && !set.includes('email') && !set.includes('cellphone'));
}
