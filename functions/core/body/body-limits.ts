import type { BodySettings } from '../config/body-schema.ts';
import { Rejection } from '../errors.ts';

const kib = 1024;

/** What one request may hold. */
export interface Limits {
  /** Of a body, packed or not: before anything is computed over it, and while it is unpacked. */
  requestBytes: number;
  events: number;
  /** Of an event as it stands in the queue, with the request around it. */
  eventBytes: number;
  /** Levels of a value. What walks through it may use the stack. */
  depth: number;
  /** Names of objects and items of lists, all levels together. */
  keys: number;
  /** Levels of the names of fields: `a[b]` has two. */
  fieldDepth: number;
  /** Of a form or multipart. */
  fields: number;
}

/** More than any sender needs; each keeps one request from costing minutes. */
export const defaultLimits: Readonly<Limits> = {
  requestBytes: kib * kib,
  events: 2_000,
  eventBytes: 200 * kib,
  depth: 100,
  keys: 100_000,
  fieldDepth: 20,
  fields: 5_000,
};

/** The limits of a source: its own, else those of everyone. */
export function limitsOf({ limits = {} }: Pick<BodySettings, 'limits'>): Limits {
  const { request, events, event, depth, keys } = limits;
  const own = defaultLimits;
  return {
    requestBytes: request ?? own.requestBytes,
    events: events ?? own.events,
    eventBytes: event ?? own.eventBytes,
    depth: depth ?? own.depth,
    keys: keys ?? own.keys,
    fieldDepth: depth ?? own.fieldDepth,
    fields: keys ?? own.fields,
  };
}

/** The answer to a body that is too large. */
export function bodyTooLarge(mostBytes: number): Rejection {
  const message = `The body is larger than ${mostBytes} bytes.`;
  return new Rejection(413, 'body-too-large', message);
}

/** The answer to a body that cannot be read. `what` quotes nothing of it. */
export function malformedBody(
  what: string,
  options: {
    cure?: string | undefined;
    paths?: string[] | undefined;
    cause?: unknown;
  } = {},
): Rejection {
  return new Rejection(400, 'malformed-body', `The body ${what}.`, options);
}
