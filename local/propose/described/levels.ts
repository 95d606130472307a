import { isObject, type Step } from '../leaves/leaves.ts';

/** A key on the way to a leaf. */
export interface Level {
  key: string;
  /** What has the key. */
  parent: Record<string, unknown>;
  depth: number;
}

/** The keys on the way to a leaf, with the objects that have them. */
export function levelsOf(path: readonly Step[], event: unknown): Level[] {
  const levels: Level[] = [];
  let value = event;
  for (const [depth, step] of path.entries()) {
    if ('key' in step && isObject(value))
      levels.push({ key: step.key, parent: value, depth });
    const key = stepName(step);
    value = isObject(value) ? value[key] : undefined;
  }
  return levels;
}

/** A step of a path as a key. */
export function stepName(step: Step): string {
  if ('parsed' in step) return '';
  return 'key' in step ? step.key : String(step.index);
}
