const parameter = /;\s*boundary\s*=\s*(?:"([^"]{1,70})"|([^\s";,]{1,70}))\s*(?:;|$)/i;

/**
 * The text that separates the parts of a multipart body; `undefined` where the content type names
 * none: https://www.rfc-editor.org/rfc/rfc2046#section-5.1.1
 */
export function boundaryOf(contentType: string): string | undefined {
  const [, quoted, plain] = parameter.exec(contentType) ?? [];
  const boundary = quoted ?? plain;
  return boundary !== undefined && /^[\x20-\x7e]*$/.test(boundary) ? boundary : undefined;
}
