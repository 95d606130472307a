import type { Limits } from '../body-limits.ts';
import type { TextReader } from '../decode-text.ts';

/** A body without its compression. */
export interface OpenedBody {
  reader: TextReader;
  contentType: string;
  limits: Limits;
  /** How a part of the body is written, by its own content type. */
  readerOf(contentType: string, bytes: Buffer, declared: string): TextReader;
}

/**
 * What a parser that is loaded on its own gives: a chunk shares no class with the rest of a bundle,
 * so it says why it refuses a body instead of throwing.
 */
export type Parsed = { ok: true; value: unknown } | Unparsed;

interface Unparsed {
  ok: false;
  /** Of the body. Quotes nothing of it. */
  what: string;
  /** Where the body is of another kind: what it has to be. */
  expected?: string | undefined;
  paths?: string[] | undefined;
  /** For the tools: it can quote the body, and is never logged. */
  cause?: unknown;
}

class Unfit extends Error {}

/** Ends the parsing. `what` quotes nothing of the body. */
export function unfit(what: string): Error {
  return new Unfit(what);
}

/**
 * What a parser gives, or why it gave up.
 * @param ofLibrary why, where its library gave up, whose words can quote the body (G10)
 * @throws what the parser throws and is neither
 */
export function parsed(
  parse: () => unknown,
  ofLibrary: { what: string; isIts(error: unknown): boolean } = never,
): Parsed {
  try {
    return { ok: true, value: parse() };
  } catch (error) {
    if (error instanceof Unfit) return { ok: false, what: error.message };
    if (ofLibrary.isIts(error)) return { ok: false, what: ofLibrary.what };
    throw error;
  }
}

const never = { what: '', isIts: () => false };
