import * as z from 'zod';
import type { Answer } from './api/answer.ts';
import { type Incoming, parseJson } from './api/incoming.ts';
import { type AttributeSeed, attributeDefinitionSchema } from './contacts/attributes.ts';
import { type Behaviour, behaviourSchema } from './contacts/behaviour.ts';
import { type Contact, type ContactSeed, contactSeedSchema } from './contacts/contact.ts';
import { type FaultSeed, faultSchema, type WaitingFault } from './faults.ts';
import type { LoggedRequest } from './request-log.ts';

/**
 * What a person or a test can do to a running simulator, over HTTP or directly.
 * @throws ControlInputError on bad input
 */
export interface Control {
  /** Every API request, oldest first. */
  requests(): LoggedRequest[];
  contacts(): Contact[];
  /**
   * Puts a contact in the place of any earlier one with this id; the workspace can be left out when
   * there is only one.
   */
  putContact(id: string, contact: ContactSeed): Contact;
  /** Replaces the attribute definitions. */
  putAttributes(definitions: AttributeSeed[]): void;
  /** How it behaves from now on; what is left out is as usual. */
  setBehaviour(behaviour: Partial<Behaviour>): void;
  addFault(fault: FaultSeed): void;
  /** The faults that are still to come, and how many requests each will meet. */
  faults(): WaitingFault[];
  /** Ends all faults that are still to come. */
  clearFaults(): void;
  /** Forgets requests, contacts and faults; keeps the attribute definitions and the behaviour. */
  reset(): void;
}

/** Input to the control routes that makes no sense; the message says what to write. */
export class ControlInputError extends Error {}

const EXAMPLES = {
  contact:
    '{"workspaceId": "<uuid>", "firstName": "Ana", "cellphone": "+34600111222", "customAttributes": [{"key": "Plan", "values": ["Gold"]}]}',
  attributes:
    '[{"id": "a1", "category": "CLOSED", "keyName": "Plan", "closedAttributesValues": [{"id": "o1", "value": "Gold"}]}]',
  behaviour: '{"nulls": "ignored", "patchAnswer": "nothing", "readsLagSeconds": 2}',
  fault:
    '{"status": 503, "times": 2, "retryAfter": 30} or {"dropConnection": "after"} or {"delayMs": 9000, "method": "PATCH"}',
};

export function readContactSeed(input: unknown): z.output<typeof contactSeedSchema> {
  return readInput(contactSeedSchema, input, EXAMPLES.contact);
}

export function readContactId(input: string): string {
  return readInput(
    z.uuid(),
    input,
    'a UUID: PUT /_simulator/contacts/4e362e2b-67b2-4a7e-a9df-e9ecf9141be8',
  );
}

export function readAttributes(
  input: unknown,
): z.output<typeof attributeDefinitionSchema>[] {
  return readInput(z.array(attributeDefinitionSchema), input, EXAMPLES.attributes);
}

export function readBehaviour(input: unknown): Behaviour {
  return readInput(behaviourSchema, input, EXAMPLES.behaviour);
}

export function readFault(input: unknown): z.output<typeof faultSchema> {
  return readInput(faultSchema, input, EXAMPLES.fault);
}

/**
 * Answers a `/_simulator` request: 200 or 204, 400 for bad input, 404 for a route there is not.
 * Needs no key.
 */
export function answerControl(control: Control, incoming: Incoming): Answer {
  try {
    return (
      carryOut(control, incoming) ?? {
        status: 404,
        body: { error: `No such route: ${incoming.method} ${incoming.path}` },
      }
    );
  } catch (error) {
    if (error instanceof ControlInputError)
      return { status: 400, body: { error: error.message } };
    throw error;
  }
}

function carryOut(control: Control, incoming: Incoming): Answer | undefined {
  const { method, path } = incoming;
  const contactId = /^\/_simulator\/contacts\/([^/]+)$/.exec(path)?.[1];
  if (method === 'PUT' && contactId)
    return {
      status: 200,
      body: control.putContact(contactId, readContactSeed(readBody(incoming))),
    };
  switch (`${method} ${path}`) {
    case 'GET /_simulator/requests':
      return { status: 200, body: control.requests() };
    case 'GET /_simulator/contacts':
      return { status: 200, body: control.contacts() };
    case 'PUT /_simulator/attributes':
      control.putAttributes(readAttributes(readBody(incoming)));
      return { status: 204, body: undefined };
    case 'PUT /_simulator/behaviour':
      control.setBehaviour(readBehaviour(readBody(incoming)));
      return { status: 204, body: undefined };
    case 'POST /_simulator/faults':
      control.addFault(readFault(readBody(incoming)));
      return { status: 204, body: undefined };
    case 'GET /_simulator/faults':
      return { status: 200, body: control.faults() };
    case 'DELETE /_simulator/faults':
      control.clearFaults();
      return { status: 204, body: undefined };
    case 'DELETE /_simulator':
      control.reset();
      return { status: 204, body: undefined };
    default:
      return undefined;
  }
}

function readBody({ text }: Incoming): unknown {
  const parsed = parseJson(text);
  if (parsed.isJson) return parsed.value;
  throw new ControlInputError('The body must be JSON');
}

function readInput<S extends z.ZodType>(
  schema: S,
  input: unknown,
  example: string,
): z.output<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new ControlInputError(`${problems.join('; ')}. Write for example ${example}`);
}
