import type { PermanentFailure } from '../errors.ts';
import { type Contact, contactSchema } from './bridge-answer.ts';
import { failed } from './judge-answer.ts';
import { encode, parse } from './read-answer.ts';
import type { Request, Result, WorkspaceCalls } from './workspace-calls.ts';

/** What a PATCH came to, and Bridge's status. Weather is thrown as TransientFailure with `call`. */
export type PatchAnswer = {
  status: number;
} /** A 2xx that is empty, or that shows this contact. */ & (
  | { kind: 'ok'; shown: Contact | undefined }
  /** The contact is not there: a GET of it says so too, and the workspace answers. */
  | { kind: 'gone' }
  /**
   * A 4xx about the content; also a 404 while the contact is there, which is about something the
   * content names.
   */
  | { kind: 'refused'; failure: PermanentFailure }
  /** 403 while the workspace takes the key: about the contact, not the content. */
  | { kind: 'forbidden'; failure: PermanentFailure }
);

export interface ContactCalls {
  getContact(id: string): Promise<Contact | undefined>;
  patchContact(id: string, body: unknown): Promise<PatchAnswer>;
}

type ContactAnswer =
  | { kind: 'ok'; contact: Contact | undefined }
  | { kind: 'refused' | 'forbidden'; failure: PermanentFailure };

/** What is asked of single contacts of a workspace, whose paths begin with `root`. */
export function createContactCalls(calls: WorkspaceCalls, root: string): ContactCalls {
  return {
    async getContact(id) {
      const answer = await askForContact(
        calls,
        readRequest(root, id.toLowerCase(), 'read'),
      );
      if (answer.kind !== 'ok') throw answer.failure;
      return answer.contact;
    },
    patchContact: (id, body) => patch(calls, root, id.toLowerCase(), body),
  };
}

/** A request about one contact. */
interface ContactRequest extends Request {
  id: string;
}

function readRequest(root: string, id: string, madeFor: 'read' | 'patch'): ContactRequest {
  return { id, kind: 'read', madeFor, method: 'GET', path: pathOf(root, id) };
}

function pathOf(root: string, id: string): string {
  return `${root}/contacts/${encode(id)}`;
}

async function askForContact(
  calls: WorkspaceCalls,
  { id, ...request }: ContactRequest,
): Promise<ContactAnswer> {
  const result = await calls.ask(request);
  if (result.kind === 'missing') {
    await calls.assertAnswering(request.madeFor);
    calls.count('read');
    return { kind: 'ok', contact: undefined };
  }
  if (result.kind !== 'ok') return result;
  const contact = parse(contactSchema, result.body, request);
  if (contact.id !== id) throw failed('unavailable', request, 'another contact is shown');
  calls.count('read');
  return { kind: 'ok', contact };
}

/**
 * Something that the content names can be unknown too, an owner or an option: so after a 404 the
 * contact itself is asked for. Where it is there, the 404 is believed if it is repeated.
 */
async function patch(
  calls: WorkspaceCalls,
  root: string,
  id: string,
  body: unknown,
): Promise<PatchAnswer> {
  const path = pathOf(root, id);
  const request: Request = {
    kind: 'patch',
    madeFor: 'patch',
    method: 'PATCH',
    path,
    body,
  };
  const first = await calls.ask(request);
  if (first.kind !== 'missing') return toAnswer(calls, id, first, request);
  const answer = await askForContact(calls, readRequest(root, id, 'patch'));
  if (answer.kind === 'forbidden') return { ...answer, status: 403 };
  if (answer.kind === 'ok' && answer.contact === undefined) {
    calls.count('patch');
    return { kind: 'gone', status: 404 };
  }
  const second = await calls.ask(request);
  if (second.kind === 'missing') calls.count('patch');
  return toAnswer(calls, id, second, request);
}

/** @throws TransientFailure `ambiguous` if a success does not show this contact */
function toAnswer(
  calls: WorkspaceCalls,
  id: string,
  result: Result,
  request: Request,
): PatchAnswer {
  if (result.kind === 'forbidden') return { ...result, status: 403 };
  if (result.kind !== 'ok') {
    const { failure } = result;
    return { kind: 'refused', status: failure.status, failure };
  }
  const shown = readShown(id, result.body, request);
  calls.count('patch');
  return { kind: 'ok', status: result.status, shown };
}

/**
 * The contact as the answer to a PATCH shows it, if it is not empty. Anything else was not
 * Bridge's: a page for people, another contact, an error in a success. `null` is how some
 * frameworks write nothing.
 * @throws TransientFailure `ambiguous`
 */
function readShown(id: string, body: unknown, request: Request): Contact | undefined {
  if (body === null || (typeof body === 'string' && body.trim() === '')) return undefined;
  const { data } = contactSchema.safeParse(body);
  if (data?.id !== id)
    throw failed('ambiguous', request, 'the answer does not show this contact');
  return data;
}
