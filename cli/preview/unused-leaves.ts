import type { SampleEvent } from '../../functions/core/check/run-sample.ts';
import {
  expressionsOf,
  type SourceExpression,
} from '../../functions/core/check/source-expressions.ts';
import type { Source } from '../../functions/core/config/source-schema.ts';
import { evaluate, type Scope } from '../../functions/core/expression.ts';
import { mapToPatch } from '../../functions/core/map/map-to-patch.ts';
import { leafExpression } from './leaf-expression.ts';
import { type Leaf, leavesOf, scalarsAt, withParsed } from './leaves.ts';
import { observeReads, type Reads } from './observe-reads.ts';
import { yamlScalar } from './yaml-scalar.ts';

/**
 * A value of the payload that nothing uses. `yaml` is the expression as it is pasted into the map.
 */
export interface UnusedLeaf {
  expression: string;
  yaml: string;
  value: unknown;
}

/** The leaves of an event, and of the request around it, that no expression of the source reads. */
export async function unusedLeaves(
  source: Source,
  { rawScope, scope }: Pick<SampleEvent, 'rawScope' | 'scope'>,
): Promise<UnusedLeaf[]> {
  if (scope === undefined) return [];
  const reads = await readAll(source, rawScope, scope);
  const isUnused = ({ path }: Leaf) =>
    [scope.event, rawScope.event].every(
      (root) => !scalarsAt(root, path).some(({ parent, key }) => reads.has(parent, key)),
    );
  const inEvent = leavesOf(scope.event).filter(isUnused);
  const around =
    source.events.split === undefined ? [] : leavesOf(scope.request, rawScope.event);
  const unusedAround = around.filter(
    ({ path }) =>
      !scalarsAt(scope.request, path).some(({ parent, key }) => reads.has(parent, key)),
  );
  return [
    ...(await write(inEvent, scope, '')),
    ...(await write(unusedAround, scope, '$request')),
  ];
}

async function write(
  leaves: Leaf[],
  scope: Scope,
  root: '' | '$request',
): Promise<UnusedLeaf[]> {
  const written: UnusedLeaf[] = [];
  for (const leaf of leaves.flatMap((one) => withParsed(one))) {
    const expression = await leafExpression(leaf, scope, root);
    if (expression !== undefined)
      written.push({ expression, yaml: yamlScalar(expression), value: leaf.value });
  }
  return written;
}

/** Evaluates everything the source says about an event, and notes what is read for it. */
async function readAll(source: Source, rawScope: Scope, scope: Scope): Promise<Reads> {
  const reads = observeReads();
  const watched = (plain: Scope): Scope => ({
    ...plain,
    event: reads.watch(plain.event),
    request: reads.watch(plain.request),
  });
  const scopes = { raw: watched(rawScope), transformed: watched(scope) };
  await mapToPatch(source, scopes.transformed);
  for (const { text, sees } of expressionsOf(source).filter(takesParts)) {
    const result = await evaluate(text, scopes[sees]);
    // Reads what is below a result that is a list or an object.
    if (result.ok) JSON.stringify(result.value);
  }
  return reads;
}

/** These three read the event as a whole, which does not mean that anything of it is used. */
function takesParts({ path }: SourceExpression): boolean {
  return (
    path[0] !== 'map' &&
    !['events.transform', 'events.content', 'events.split'].includes(path.join('.'))
  );
}
