import { type Answer, refuse } from './answer.ts';
import type { CheckedRequest } from './answer-api.ts';
import { check, findOperation, readQuery } from './check-request.ts';
import { type Incoming, parseJson } from './incoming.ts';
import { type Operation, operations } from './openapi.ts';

/** What a 404 for an unknown path lists, so that a wrong base URL explains itself. */
export const ROUTES: readonly string[] = [
  ...operations.map(({ method, template }) => `${method} ${template}`),
  'GET /_simulator/requests',
  'GET /_simulator/contacts',
  'PUT /_simulator/contacts/{contactId}',
  'PUT /_simulator/attributes',
  'PUT /_simulator/behaviour',
  'POST /_simulator/faults',
  'DELETE /_simulator/faults',
  'DELETE /_simulator',
];

/** Who is let in, and where. */
export interface Access {
  isKeyAccepted: boolean;
  /**
   * UUIDs of the workspaces there are. Without a list any is, and ids can be of any form: tests in
   * memory call contacts by name.
   */
  workspaces?: readonly string[] | undefined;
}

/**
 * Holds a request against openapi.json, in the order a server finds out: route 404/405, key 401,
 * ids 422, workspace 403, query 422, size 413, content type 415, JSON 400, body 422. Returns what
 * to carry out, or the refusal.
 */
export function checkApiRequest(
  incoming: Incoming,
  { isKeyAccepted, workspaces }: Access,
): { operation: Operation; request: CheckedRequest } | Answer {
  const found = findOperation(incoming.method, incoming.path);
  if (!found)
    return {
      status: 404,
      body: { detail: 'The Bridge simulator has no such route', routes: ROUTES },
    };
  if (found === 'wrongMethod') return refuse(405, 'Method Not Allowed');
  if (!isKeyAccepted) return refuse(401, 'The API key is missing or not valid');
  const { operation, parameters } = found;
  const wrongIds = workspaces && checkIds(operation, parameters, workspaces);
  if (wrongIds) return wrongIds;
  const query = check(operation.query, readQuery(operation, incoming.query), 'query');
  if (query.complaints.length > 0) return refuse(422, query.complaints);
  const body = checkBody(operation, incoming);
  if ('status' in body) return body;
  return { operation, request: { parameters, query: query.value, body: body.value } };
}

function checkIds(
  { path }: Operation,
  parameters: Record<string, string>,
  workspaces: readonly string[],
): Answer | undefined {
  const { complaints } = check(path, parameters, 'path');
  if (complaints.length > 0) return refuse(422, complaints);
  const { workspaceId } = parameters;
  if (workspaceId !== undefined && !workspaces.includes(workspaceId))
    return refuse(403, 'The API key has no access to this workspace');
  return undefined;
}

function checkBody(
  operation: Operation,
  { contentType, text, isTooLarge }: Incoming,
): { value: unknown } | Answer {
  if (!operation.body) return { value: undefined };
  if (isTooLarge) return refuse(413, 'The body is longer than 1 MiB');
  const mediaType = contentType?.split(';')[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json')
    return refuse(415, 'The body must be application/json');
  const parsed = parseJson(text);
  if (!parsed.isJson) return refuse(400, 'The body is not JSON');
  const body = check(operation.body, parsed.value, 'body');
  return body.complaints.length > 0 ? refuse(422, body.complaints) : { value: body.value };
}
