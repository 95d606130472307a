/** One call, read whole, as it comes over the wire. */
export interface Incoming {
  method: string;
  /** Without the query, as it was sent. */
  path: string;
  query: Record<string, string>;
  contentType: string | undefined;
  text: string;
  /** Set when the body was longer than 1 MiB; `text` is empty then. */
  isTooLarge: boolean;
}

/** The body as JSON, or `{ isJson: false }`. */
export function parseJson(
  text: string,
): { isJson: true; value: unknown } | { isJson: false } {
  try {
    return { isJson: true, value: JSON.parse(text) };
  } catch {
    return { isJson: false };
  }
}
