import type { Readable, ReadableResource, ReadableStack } from './readable-stack.ts';

/** Something that has to be true of the template; `check` throws where it is not. */
export interface Rule {
  says: string;
  check(stack: ReadableStack): void;
}

/** All resources of a type, by their names. */
export function resourcesOf(
  stack: ReadableStack,
  type: string,
): Record<string, ReadableResource> {
  return Object.fromEntries(
    Object.entries(stack).filter(([, resource]) => resource.type === type),
  );
}

/** The properties of all resources of a type, by their names. */
export function propertiesOf(
  stack: ReadableStack,
  type: string,
): Record<string, ReadableResource['properties']> {
  return Object.fromEntries(
    Object.entries(resourcesOf(stack, type)).map(([name, { properties }]) => [
      name,
      properties,
    ]),
  );
}

/** A value without the keys that only describe it to people. */
export function without(
  properties: ReadableResource['properties'],
  ...keys: string[]
): Record<string, Readable> {
  return Object.fromEntries(
    Object.entries(properties).filter(([key]) => !keys.includes(key)),
  );
}
