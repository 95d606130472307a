import { isRecord } from '../../functions/core/json.ts';

/** A node of a JSON Schema, as far as the reference needs it. */
export interface SchemaNode {
  title?: string;
  description?: string;
  default?: unknown;
  type?: string | string[];
  format?: string;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
}

/** A block of keys: where it can stand, and its keys. */
export interface Block {
  /** Paths such as `map.email`; blocks that say the same in several places are one. */
  paths: string[];
  /** What `kind` has to be, where a block has kinds. */
  kind?: string | undefined;
  node: SchemaNode;
}

/** The blocks of keys of a JSON Schema, from the outside in. */
export function blocksOf(root: SchemaNode): Block[] {
  const blocks = new Map<string, Block>();
  for (const { node, path } of nodesOf(root, '')) {
    if (node.properties === undefined) continue;
    const identity = JSON.stringify(node.properties);
    const known = blocks.get(identity);
    if (known === undefined)
      blocks.set(identity, { paths: [path], kind: kindOf(node), node });
    else if (!known.paths.includes(path)) known.paths.push(path);
  }
  return [...blocks.values()];
}

function nodesOf(node: SchemaNode, path: string): { node: SchemaNode; path: string }[] {
  const { properties = {}, items, additionalProperties: named } = node;
  const below = path === '' ? '' : `${path}.`;
  return [
    { node, path },
    ...Object.entries(properties).flatMap(([key, child]) =>
      nodesOf(child, `${below}${key}`),
    ),
    ...variantsOf(node).flatMap((child) => nodesOf(child, path)),
    ...(items === undefined ? [] : nodesOf(items, path)),
    ...(isRecord(named) ? nodesOf(named, `${path}.<name>`) : []),
  ];
}

function kindOf({ properties }: SchemaNode): string | undefined {
  const kind = properties?.kind?.const;
  return typeof kind === 'string' ? kind : undefined;
}

export function variantsOf({ anyOf, oneOf }: SchemaNode): SchemaNode[] {
  return [...(anyOf ?? []), ...(oneOf ?? [])];
}

/** A key by its name and what is said of it: where both are the same, an example serves both. */
export function identityOf(node: SchemaNode, key: string): string {
  return `${key} ${JSON.stringify(node.properties?.[key])}`;
}

/**
 * Walks through a value along its schema, and calls `found` for each key that is written in it.
 * Of the variants of a key, those count whose `kind` is the value's.
 */
export function walkKeys(
  node: SchemaNode,
  value: unknown,
  found: (identity: string, value: unknown) => void,
): void {
  for (const variant of variantsOf(node)) walkKeys(variant, value, found);
  if (Array.isArray(value)) {
    for (const item of value)
      if (node.items !== undefined) walkKeys(node.items, item, found);
    return;
  }
  if (!isRecord(value)) return;
  const kind = kindOf(node);
  if (kind !== undefined && value.kind !== kind) return;
  for (const [key, inner] of Object.entries(value)) {
    const property = node.properties?.[key];
    if (property !== undefined) {
      found(identityOf(node, key), inner);
      walkKeys(property, inner, found);
    } else if (isRecord(node.additionalProperties))
      walkKeys(node.additionalProperties, inner, found);
  }
}
