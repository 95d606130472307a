import type { Handshake } from '../../config/handshake-schema.ts';
import { unknownNames } from '../../handshake/fill-template.ts';
import type { Complaint } from './complaint.ts';

const ownedHeaders =
  /^(content-.*|transfer-encoding|connection|set-cookie|location|access-control-.*|allow|x-content-type-options)$/;

/** What is wrong with how a handshake is answered. */
export function aboutAnswer({ answer }: Handshake): Complaint[] {
  if (answer === undefined) return [];
  const { json, text, status, headers = {} } = answer;
  const problems: Complaint[] = Object.keys(headers)
    .filter((name) => ownedHeaders.test(name))
    .map((name) => ({
      path: ['answer', 'headers', name],
      what: `${name} is not a source's to say`,
      cure: 'remove the line; json: and text: say what the answer is',
    }));
  if (json !== undefined && text !== undefined)
    problems.push({
      path: ['answer', 'text'],
      what: 'stands beside json:, but an answer has one body',
      cure: 'remove one of the two',
    });
  if ((json !== undefined || text !== undefined) && (status === 204 || status === 205))
    problems.push({
      path: ['answer', 'status'],
      what: `${status} is the status of an answer without a body`,
      cure: 'write status: 200, or remove json: and text:',
    });
  return problems;
}

/** What an answer names and nothing gives. */
export function aboutPlaceholders({ answer, challenge, mac }: Handshake): Complaint[] {
  if (answer === undefined) return [];
  const written = JSON.stringify(answer);
  const missing = [
    ...(challenge === undefined ? ['challenge'] : []),
    ...(mac === undefined ? ['mac'] : []),
  ].filter((name) => written.includes(`{${name}}`));
  const unknown = unknownNames(written, ['challenge', 'mac', 'requestId']);
  const problems = [
    ...missing.map((name) => ({
      path: ['answer'],
      what: `has {${name}}, but nothing says what that is`,
      cure: `add ${name}: to the handshake`,
    })),
    ...unknown.map((name) => ({
      path: ['answer'],
      what: `{${name}} does not exist`,
      cure: 'write {challenge}, {mac} or {requestId}',
    })),
  ];
  return problems;
}

/** What is wrong with the signature in an answer. */
export function aboutMac({ mac, answer }: Handshake): Complaint[] {
  if (mac === undefined) return [];
  const { content, algorithm } = mac;
  const problems: Complaint[] = unknownNames(content, [
    'challenge',
    'secret',
    'endpoint',
  ]).map((name) => ({
    path: ['mac', 'content'],
    what: `{${name}} does not exist`,
    cure: 'write {challenge}, {secret} or {endpoint}',
  }));
  if (!content.includes('{challenge}'))
    problems.push({
      path: ['mac', 'content'],
      what: 'leaves the challenge out',
      cure: 'put {challenge} where the sender wants it hashed',
    });
  if (algorithm === 'sha256' && !content.includes('{secret}'))
    problems.push({
      path: ['mac', 'content'],
      what: 'is hashed without a key, so it proves nothing',
      cure: 'put {secret} where the sender hashes it, or write algorithm: hmac-sha256',
    });
  if (!JSON.stringify(answer ?? {}).includes('{mac}'))
    problems.push({
      path: ['mac'],
      what: 'is not in the answer',
      cure: "add answer: with json: and '{mac}' where the sender looks for it",
    });
  return problems;
}
