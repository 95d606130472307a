import type { SampleEvent } from '../../functions/core/check/run-sample.ts';
import {
  expressionsOf,
  type SourceExpression,
} from '../../functions/core/check/source-expressions.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { evaluate, type Scope } from '../../functions/core/expression.ts';
import { mapToPatch } from '../../functions/core/map/map-to-patch.ts';
import { leafExpression } from '../../local/propose/leaves/leaf-expression.ts';
import {
  type Leaf,
  leavesOf,
  parsedLeaves,
  type Step,
  scalarsAt,
} from '../../local/propose/leaves/leaves.ts';
import { yamlScalar } from '../../local/propose/leaves/yaml-scalar.ts';
import { observeReads, type Reads } from './observe-reads.ts';

/**
 * A value of the payload that nothing uses. `yaml` is the expression as it is pasted into the map.
 */
export interface UnusedLeaf {
  expression: string;
  yaml: string;
  value: unknown;
}

/** How deep in one another texts that hold JSON are looked at. */
const maxTexts = 2;

/** The leaves of an event, and of the request around it, that no expression of the source reads. */
export async function unusedLeaves(
  source: Source,
  { rawScope, scope }: Pick<SampleEvent, 'rawScope' | 'scope'>,
): Promise<UnusedLeaf[]> {
  if (scope === undefined) return [];
  const used = await readAll(source, rawScope, scope);
  const inEvent = unused(leavesOf(scope.event), used, [scope.event, rawScope.event]);
  const around =
    source.events.split === undefined ? [] : leavesOf(scope.request, rawScope.event);
  const unusedAround = unused(around, used, [scope.request]);
  return [
    ...(await write(inEvent, scope, '')),
    ...(await write(unusedAround, scope, '$request')),
  ];
}

/**
 * The leaves that were not read in any of the roots, and those inside their texts. Of a text that
 * was read, those inside count if it was read by `$parse`.
 */
function unused(leaves: Leaf[], used: Used, roots: unknown[], depth = 0): Leaf[] {
  return leaves.flatMap((leaf) => {
    const isUsed = roots.some((root) => wasRead(used.reads, root, leaf.path));
    const inside = depth < maxTexts ? parsedLeaves(leaf.value) : undefined;
    const parsed = inside && used.parsed.get(JSON.stringify(inside.root));
    if (inside === undefined || (isUsed && parsed === undefined))
      return isUsed ? [] : [leaf];
    const unusedInside = unused(inside.leaves, used, [parsed], depth + 1).map(
      ({ path, value }) => ({
        path: [...leaf.path, { parsed: true } as const, ...path],
        value,
      }),
    );
    return isUsed ? unusedInside : [leaf, ...unusedInside];
  });
}

function wasRead(reads: Reads, root: unknown, path: readonly Step[]): boolean {
  return scalarsAt(root, path).some(({ parent, key }) => reads.has(parent, key));
}

async function write(
  leaves: Leaf[],
  scope: Scope,
  root: '' | '$request',
): Promise<UnusedLeaf[]> {
  const written: UnusedLeaf[] = [];
  for (const leaf of leaves) {
    const expression = await leafExpression(leaf, scope, root);
    if (expression !== undefined)
      written.push({ expression, yaml: yamlScalar(expression), value: leaf.value });
  }
  return written;
}

/** What was read: of the scopes, and of what `$parse` gave, by its own JSON. */
interface Used {
  reads: Reads;
  parsed: ReadonlyMap<string, unknown>;
}

/** Evaluates everything the source says about an event, and notes what is read for it. */
async function readAll(source: Source, rawScope: Scope, scope: Scope): Promise<Used> {
  const reads = observeReads();
  const parsed = new Map<string, unknown>();
  const watchParsed = <T>(value: T): T => {
    const key = JSON.stringify(value);
    if (!parsed.has(key)) parsed.set(key, value);
    // Equal values of one text are one value, whose type is the same.
    return reads.watch(parsed.get(key) as T);
  };
  const watched = (plain: Scope): Scope => ({
    ...plain,
    event: reads.watch(plain.event),
    request: reads.watch(plain.request),
    watchParsed,
  });
  const scopes = { raw: watched(rawScope), transformed: watched(scope) };
  await mapToPatch(source, scopes.transformed);
  for (const { text, sees } of expressionsOf(source).filter(takesParts)) {
    const result = await evaluate(text, scopes[sees]);
    // Reads what is below a result that is a list or an object.
    if (result.ok) JSON.stringify(result.value);
  }
  return { reads, parsed };
}

/** These three read the event as a whole, which does not mean that anything of it is used. */
function takesParts({ path }: SourceExpression): boolean {
  return (
    path[0] !== 'map' &&
    !['events.transform', 'events.content', 'events.split'].includes(path.join('.'))
  );
}
