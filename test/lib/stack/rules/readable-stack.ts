import type { Template } from 'aws-cdk-lib/assertions';

/** A value of the template with everything it refers to as readable text. */
export type Readable =
  | string
  | number
  | boolean
  | null
  | Readable[]
  | { [key: string]: Readable };

/** A resource as a person would describe it. */
export interface ReadableResource {
  type: string;
  properties: { [key: string]: Readable };
  /** What becomes of it when it leaves the template or the stack. */
  deletionPolicy: string | undefined;
  /** What becomes of the old one when it is replaced. */
  updateReplacePolicy: string | undefined;
  /** The names of the resources that are made or updated before it. */
  dependsOn: string[];
}

/** A template as plain data. Resources are named by their logical id, without its hash. */
export type ReadableStack = Record<string, ReadableResource>;

/** The JSON of a template, in which mutants are made. */
export interface TemplateJson {
  Resources: Record<string, ResourceJson>;
  [section: string]: unknown;
}

export interface ResourceJson {
  Type: string;
  Properties?: Record<string, unknown>;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
  DependsOn?: string | string[];
  [attribute: string]: unknown;
}

/** The JSON of a template of the CDK. */
export function jsonOf(template: Template): TemplateJson {
  return template.toJSON() as TemplateJson;
}

/**
 * Reads a template: `{Ref: X}` becomes `<X>`, `{Fn::GetAtt: [X, Arn]}` becomes `<X.Arn>`, joined
 * texts are joined.
 */
export function readStack({ Resources }: TemplateJson): ReadableStack {
  const entries = Object.entries(Resources).map(([id, resource]) => {
    const {
      Type,
      Properties,
      DeletionPolicy,
      UpdateReplacePolicy,
      DependsOn = [],
    } = resource;
    const readable: ReadableResource = {
      type: Type,
      properties: readProperties(Properties),
      deletionPolicy: DeletionPolicy,
      updateReplacePolicy: UpdateReplacePolicy,
      dependsOn: [DependsOn].flat().map(nameOf).sort(),
    };
    return [nameOf(id), readable] as const;
  });
  return Object.fromEntries(entries);
}

/** A logical id without the hash that the CDK puts behind it. */
export function nameOf(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

function readProperties(
  properties: Record<string, unknown> = {},
): Record<string, Readable> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [key, readValue(value)]),
  );
}

/** A value of the template, with its references as text. */
export function readValue(value: unknown): Readable {
  if (Array.isArray(value)) return value.map(readValue);
  if (typeof value !== 'object' || value === null) return value as Readable;
  const [[name, argument] = ['', undefined], more] = Object.entries(value);
  const reference = more === undefined ? readReference(name, argument) : undefined;
  return reference ?? readProperties(value as Record<string, unknown>);
}

function readReference(name: string, argument: unknown): string | undefined {
  if (name === 'Ref') return `<${nameOf(String(argument))}>`;
  if (name === 'Fn::Sub') return String(argument);
  if (!Array.isArray(argument)) return undefined;
  const [first, second] = argument;
  if (name === 'Fn::GetAtt') return `<${nameOf(String(first))}.${second}>`;
  if (name === 'Fn::Join' && Array.isArray(second))
    return second.map(readValue).join(first);
  return undefined;
}
