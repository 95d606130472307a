import { removedValue } from '../../functions/core/body/removed-value.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import type { Verification } from '../../functions/core/config/verify-schema.ts';
import type { Candidate } from './candidates.ts';
import type { PickedIdentity } from './identity/pick-identity.ts';
import { mappedFields, type Picked } from './pick-fields.ts';
import type { Draft } from './write-source.ts';

/** How the sender proves itself. */
export interface Proof {
  verify: Verification;
  /** As a person writes it. */
  block: object;
  notes: string[];
}

/** One part of a source, and what is proposed for it; no value of the request. */
export interface Finding {
  part: string;
  /** The expression or word that is proposed; `undefined` if nothing was found. */
  found: string | undefined;
  /** What a person has to know or do. */
  note?: string | undefined;
}

/** All that was found. */
interface Parts {
  base: Source;
  proof: Proof;
  picked: Picked;
  identity: PickedIdentity;
  candidates: readonly Candidate[];
  country: string | undefined;
  /** Whether there are events without an email and a phone number. */
  isIdNeeded: boolean;
}

/** So many lines are offered as comments. */
const mostOthers = 120;

/** What is written, from all that was found. */
export function draftOf(
  {
    name,
    workspace,
    provider,
  }: { name: string; workspace: string; provider?: string | undefined },
  { base, proof, picked, identity, candidates, country, isIdNeeded }: Parts,
): Draft {
  const map = mappedFields.flatMap((key) => {
    const candidate = picked.map[key];
    return candidate === undefined ? [] : [{ key, expression: candidate.expression }];
  });
  const keys = map.map(({ key }) => key);
  const match = (['email', 'cellphone'] as const).filter((key) => keys.includes(key));
  const { id, time, except, externalId } = identity;
  const used = [
    ...map.map(({ expression }) => expression),
    ...(isIdNeeded && externalId !== undefined ? [externalId] : []),
  ];
  return {
    workspace,
    provider,
    verify: { block: proof.block, notes: proof.notes },
    body: { kind: base.body, json: base.jsonFields },
    events: { split: base.events.split, id, time, except },
    externalId,
    isIdNeeded: isIdNeeded && externalId !== undefined,
    system: name,
    match,
    country,
    map,
    others: othersOf(candidates, used, picked),
  };
}

function othersOf(
  candidates: readonly Candidate[],
  used: readonly string[],
  { needsCountry }: Picked,
): Draft['others'] {
  return candidates
    .filter((one) => !used.includes(one.expression) && canBeShown(one))
    .slice(0, mostOthers)
    .map((one) => {
      const [judgement] = one.judgements.toSorted((a, b) => b.score - a.score);
      const field = judgement?.field === 'name' ? 'fullName' : judgement?.field;
      const note =
        one === needsCountry ? 'needs country: under defaults:' : kindOf(one.leaf.value);
      return { line: { key: field ?? '', expression: one.expression }, note };
    });
}

/** A name of a key could itself be a person's; items of a list of texts are shown as the list. */
function canBeShown({ leaf: { path, value }, expression, isLabel }: Candidate): boolean {
  const last = path.at(-1);
  const isItem = last !== undefined && 'index' in last;
  const isRemoved = JSON.stringify(value)?.includes(removedValue) ?? false;
  return !isLabel && !isItem && !isRemoved && !/[^\s"]@[^\s"]/.test(expression);
}

function kindOf(value: unknown): string {
  if (value === null || value === '') return 'empty here';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'boolean') return 'true or false';
  if (typeof value === 'number') return 'a number';
  return typeof value === 'string' ? 'a text' : 'an object';
}

/** What was found and what was not, in the order of the file. */
export function findingsOf(draft: Draft, { needsCountry }: Picked): Finding[] {
  const { provider, verify, body, events, externalId, map } = draft;
  const ofMap = mappedFields.map((field): Finding => {
    const found = map.find(({ key }) => key === field)?.expression;
    const lacks = field === 'cellphone' && needsCountry !== undefined;
    return lacks
      ? {
          part: `map.${field}`,
          found,
          note: `${needsCountry.expression} comes without a country`,
        }
      : { part: `map.${field}`, found };
  });
  const block = 'kind' in verify.block ? String(verify.block.kind) : undefined;
  return [
    {
      part: 'verify',
      found: provider ?? block,
      note: verify.notes.join(' ') || undefined,
    },
    { part: 'body', found: [body.kind, ...(body.json ?? [])].join(' ') },
    { part: 'events.split', found: events.split },
    { part: 'events.id', found: events.id?.join(', ') },
    { part: 'events.time', found: events.time },
    { part: 'contact.externalId', found: externalId },
    ...ofMap,
  ];
}
