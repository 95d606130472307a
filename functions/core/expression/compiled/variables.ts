import type { Closure } from './run.ts';

/** The value of a variable by its name in a plan. */
export function variableOf(name: string): Closure {
  switch (name) {
    case '':
      return (input) => (hasWrapper(input) ? input[0] : input);
    case '$':
      return (_, { scope }) => scope.event;
    case 'request':
      return (_, { scope }) => scope.request;
    case 'eventCount':
      return (_, { scope }) => scope.eventCount ?? 1;
    case 'headers':
      return (_, { scope }) => scope.headers;
    case 'query':
      return (_, { scope }) => scope.query;
    case 'receivedAt':
      return (_, { scope }) => scope.receivedAt;
    default:
      throw new Error(`$${name} is not compiled`);
  }
}

/** A payload can have the name by which JSONata knows its own wrapper. */
function hasWrapper(input: unknown): input is Record<number, unknown> {
  if (typeof input !== 'object' || input === null) return false;
  const { outerWrapper }: { outerWrapper?: unknown } = input;
  return Boolean(outerWrapper);
}
