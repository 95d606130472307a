import jsonBodyParser from '@middy/http-json-body-parser';

/** All that the middleware looks at of a request. */
interface TextRequest {
  event: { headers: Record<string, string>; body: unknown; isBase64Encoded: boolean };
}

const parse = jsonBodyParser().before as (request: TextRequest) => unknown;

/**
 * The value of a JSON text, by `@middy/http-json-body-parser`, which refuses names that reach a
 * prototype.
 * @throws what the middleware throws. Its `cause` holds the whole text: never log it.
 */
export async function parseJsonBody(text: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json' };
  const event: TextRequest['event'] = { headers, body: text, isBase64Encoded: false };
  await parse({ event });
  return event.body;
}
