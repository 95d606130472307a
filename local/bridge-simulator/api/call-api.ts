import type { Bridge } from '../bridge.ts';
import type { Answer } from './answer.ts';
import { answerApi } from './answer-api.ts';
import { type Access, checkApiRequest } from './check-api-request.ts';
import type { Incoming } from './incoming.ts';

/** A call as a client makes it. */
interface ApiCall {
  method: string;
  /** With its ids percent-encoded, without the query. */
  path: string;
  query?: Record<string, string> | undefined;
  /** Sent as JSON. */
  body?: unknown;
}

/** What Bridge answers to a call: the same over HTTP and in memory. */
export function answerIncoming(
  bridge: Bridge,
  incoming: Incoming,
  access: Access,
): Answer {
  const checked = checkApiRequest(incoming, access);
  return 'status' in checked
    ? checked
    : answerApi(checked.operation.id, bridge, checked.request);
}

/** Makes a call without a server. The answer shares nothing with the call. */
export function callApi(bridge: Bridge, call: ApiCall, access: Access): Answer {
  const { method, path, query = {}, body } = call;
  return answerIncoming(
    bridge,
    {
      method,
      path,
      query,
      contentType: 'application/json',
      text: body === undefined ? '' : JSON.stringify(body),
      isTooLarge: false,
    },
    access,
  );
}
