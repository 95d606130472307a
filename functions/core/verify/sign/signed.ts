/**
 * What signing adds to a request: headers, query parameters where the proof stands in the URL, and
 * fields where it stands in the body, in order; or another body, where that is a token.
 */
export interface Signed {
  headers: Record<string, string>;
  query: Record<string, string>;
  inBody: { path: string; value: string }[];
  body?: Buffer | undefined;
}
