import type { RejectionCode, TransientReason } from '../../../functions/core/errors.ts';

/** Why receive asks a sender to come back. */
type BusyReason = Extract<
  TransientReason,
  'secrets' | 'queue' | 'no-signing-key' | 'out-of-time'
>;

/** What ends a request before a function says anything of it, or instead. */
type EarlyEnd =
  | 'not-found'
  | 'foreign-host'
  | 'recorded-only'
  | 'no-answer'
  | 'crashed'
  | 'bug';

/** Why a request was not accepted. There is no other cause. */
export type Cause = RejectionCode | BusyReason | EarlyEnd;

/** Each cause in words, with what to do about it. */
export const causes: Readonly<Record<Cause, string>> = {
  'missing-signature':
    'The request has no signature where the source looks for one. Switch signing on at the ' +
    'sender, or correct verify in the source: identify says what the request carries.',
  'wrong-signature':
    'The signature does not fit. Compare the signing key on both sides (keys set), and what is ' +
    'signed with verify in the source: identify tries the schemes that it knows.',
  'missing-timestamp':
    'The request has no time of signing where the source looks for one. Correct ' +
    'verify.timestamp in the source, or the settings at the sender.',
  'stale-timestamp':
    'The request was signed too long ago, or its sender has a wrong clock. A request that is sent ' +
    'again has to be signed again.',
  'requirement-not-met':
    'The signature fits, but verify.require of the source is not true for this request. Look at ' +
    'the expression: preview shows what it sees.',
  'unknown-source':
    'There is no source at this address. Compare the name in the URL with the files in sources/.',
  'method-not-allowed':
    'The source does not take this method. The answer says which it takes; methods in the source ' +
    'changes that.',
  'malformed-handshake':
    'It looks like the handshake of the source, but does not fit. Compare handshake in the source ' +
    'with what the sender describes.',
  'wrong-token':
    'The token of the handshake is not the one that was agreed. Set the same one on both sides ' +
    '(keys set).',
  'unsupported-media-type':
    'The body is not written as the source says. Correct body in the source, or the content type ' +
    'at the sender.',
  'malformed-body':
    'The body cannot be read as what it says it is. The sender has to send it right; a request ' +
    'that was cut off on its way looks like this, too.',
  'body-too-large':
    'The body is larger than the source takes. Let the sender send less at a time, or raise ' +
    'limits in the source.',
  'event-too-large':
    'An event of the request is larger than a message can be, and is not stored; the others are. ' +
    'Let the sender leave fields out.',
  'too-many-events':
    'The request holds more events than the source takes. Let the sender send fewer at a time.',
  'too-much-work':
    'The expressions of the source need too long for this request. Simplify them, or let the ' +
    'sender send fewer events at a time.',
  secrets:
    'The signing keys or the pepper cannot be read now. The sender comes back; if it lasts, look ' +
    'at the secrets of the stack.',
  queue:
    'The queue takes no messages now. The sender comes back; if it lasts, look at the queue of ' +
    'the workspace.',
  'no-signing-key':
    'There is no signing key for the source that can be used. Set it (keys set): the sender comes ' +
    'back.',
  'out-of-time':
    'The request took longer than its sender waits. It comes back; if it lasts, let the sender ' +
    'send fewer events at a time.',
  'not-found':
    'Only POST /hooks/<source> is answered here, and what a source takes besides.',
  'foreign-host': 'It is for another host.',
  'recorded-only':
    'There is no source of this name yet: the request was taken, and no event was made of it. ' +
    'Write the source: add --from reads what was recorded.',
  'no-answer':
    'The function gave no answer in time, or none that could be read. The lines around it say ' +
    'more; the sender comes back.',
  crashed:
    'The function was stopped by an error or by its time limit. If events were in work, they come ' +
    'back. It is a bug: docs/runbook.md.',
  bug:
    'A bug ended the request. The sender comes back, and nothing is lost; the detail says where ' +
    'in the code: docs/runbook.md.',
};

/** What to say of a cause; nothing for one that this version does not know. */
export function causeWords(cause: string | undefined): string | undefined {
  return cause !== undefined && isCause(cause) ? causes[cause] : undefined;
}

function isCause(text: string): text is Cause {
  return Object.hasOwn(causes, text);
}
