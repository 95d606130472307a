import type { Handshake, HandshakeMethod } from '../../config/handshake-schema.ts';
import type { Source } from '../../config/source-schema.ts';
import { handshakeKeyName } from '../../handshake/key-names.ts';
import { isSigned, methodsOf } from '../../handshake/methods.ts';
import { parseSplitPath } from '../../split-request.ts';
import { signingKeyName } from '../../verify/verify-request.ts';
import type { SourceProblem } from '../source-problem.ts';
import { aboutAnswer, aboutMac, aboutPlaceholders } from './about-answer.ts';
import type { Complaint } from './complaint.ts';

type Judged = Pick<Source, 'name' | 'verify' | 'methods' | 'handshake' | 'body'>;

/**
 * What is wrong with the methods and handshakes of a source that the schema lets pass: they would
 * take every event, never answer, or give a key away.
 */
export function checkHandshakes(source: Judged): SourceProblem[] {
  const ofHandshakes = source.handshake.flatMap((handshake, index) =>
    complaintsAbout(handshake, source).map(({ path = [], ...problem }) => ({
      path: ['handshake', ...(source.handshake.length > 1 ? [index] : []), ...path],
      ...problem,
    })),
  );
  return [...checkMethods(source), ...ofHandshakes];
}

function checkMethods({ methods, body }: Judged): SourceProblem[] {
  if (!methods.includes('GET') || body === 'query') return [];
  return [
    {
      path: ['methods'],
      what: `takes events by GET, which has no body to be read as ${body}`,
      cure: 'write body: query if the event stands in the URL, or leave GET to a handshake',
    },
  ];
}

function complaintsAbout(handshake: Handshake, source: Judged): Complaint[] {
  return [
    ...aboutEvents(handshake, source),
    ...aboutProof(handshake, source),
    ...aboutPlaces(handshake, source),
    ...aboutKeys(handshake, source),
    ...aboutAnswer(handshake),
    ...aboutPlaceholders(handshake),
    ...aboutMac(handshake),
  ];
}

function aboutEvents(handshake: Handshake, { methods }: Judged): Complaint[] {
  const { challenge, where, token } = handshake;
  const isTold = challenge !== undefined || where !== undefined || token !== undefined;
  const shared = methodsOf(handshake).find((method) =>
    methods.some((one) => one === method),
  );
  if (isTold || shared === undefined) return [];
  return [
    {
      what: `answers every ${shared}, so no event would ever be taken`,
      cure: 'say what tells a handshake from an event: challenge:, where: or token:',
    },
  ];
}

const withoutBody: readonly HandshakeMethod[] = ['GET', 'HEAD', 'OPTIONS'];

function hasNoBody(handshake: Handshake): boolean {
  return methodsOf(handshake).every((method) => withoutBody.includes(method));
}

function aboutProof(handshake: Handshake, { verify }: Judged): Complaint[] {
  if (!isSigned(handshake)) return [];
  if (verify.kind === 'none')
    return [
      {
        what: 'is to be proved as events are, but verify says that nothing proves them',
        cure: 'write signed: false',
      },
    ];
  const isDoubtful =
    handshake.signed === undefined && verify.kind === 'mac' && hasNoBody(handshake);
  if (!isDoubtful) return [];
  return [
    {
      what: 'does not say whether a request without a body is signed',
      cure: 'write signed: false if the sender signs only its events, else signed: true',
    },
  ];
}

function aboutPlaces(handshake: Handshake, { body }: Judged): Complaint[] {
  const { challenge, token, where = {} } = handshake;
  const fields: [path: string[], field: string | undefined][] = [
    [['challenge', 'field'], challenge?.field],
    [['token', 'field'], token?.field],
    ...Object.keys(where.field ?? {}).map((field): [string[], string] => [
      ['where', 'field', field],
      field,
    ]),
  ];
  const found = fields.filter(([, field]) => field !== undefined);
  if (found.length > 0 && hasNoBody(handshake) && body !== 'query')
    return found.map(([path]) => ({
      path,
      what: `stands in the body, and ${methodsOf(handshake).join(' and ')} has none`,
      cure: 'write query: or header: there, or another method:',
    }));
  return found
    .filter(([, field = '']) => field === '$' || parseSplitPath(field) === undefined)
    .map(([path]) => ({
      path,
      what: 'is not a plain path',
      cure: 'write names with dots between them, such as payload.plainToken',
    }));
}

/** A token is sent in the clear, so it cannot be a key that signs. */
function aboutKeys({ token, mac }: Handshake, source: Judged): Complaint[] {
  const key = signingKeyName(source);
  const problems: Complaint[] = [];
  if (token !== undefined && source.verify.kind !== 'sharedSecret') {
    const isOfEvents = handshakeKeyName(source, token) === (key ?? source.name);
    if (isOfEvents)
      problems.push({
        path: ['token'],
        what: 'has no key of its own, and would be compared with the signing key',
        cure: `add key: ${source.name}-token, and set it: bridgehook keys set ${source.name}-token`,
      });
  }
  if (mac !== undefined && mac.key === undefined && key === undefined)
    problems.push({
      path: ['mac'],
      what: 'names no key, and the source has no signing key',
      cure: `add key: ${source.name}-challenge`,
    });
  return problems;
}
