import type * as z from 'zod';
import {
  behaviourSchema,
  type DeployedConfig,
} from '../../functions/core/config/bridge-schema.ts';
import {
  applyPreset,
  type Preset,
  type Source,
  sourceSchema,
} from '../../functions/core/config/source-schema.ts';
import {
  type Verification,
  type VerificationInput,
  verifySchema,
} from '../../functions/core/config/verify-schema.ts';
import type { Scope } from '../../functions/core/expression.ts';
import type { Message, QueuedEvent } from '../../functions/core/message/message.ts';
import { plansOf } from '../../lib/config/plans.ts';

/** 2026-01-01 10:00 UTC: when everything in these tests is received, unless they say otherwise. */
export const receivedAt = Date.UTC(2026, 0, 1, 10);

type SourceFileInput = z.input<typeof sourceSchema>;
export type SourceInput = {
  [K in keyof SourceFileInput]?: SourceFileInput[K] | undefined;
};

/**
 * A source as the configuration would give it: through the schema and the preset, with their
 * defaults.
 */
export function buildSource(file: SourceInput = {}, preset?: Preset): Source {
  const whole = {
    workspace: 'main',
    ...(preset === undefined
      ? { verify: { kind: 'none', because: 'a test has no sender to prove' } }
      : {}),
    contact: { match: ['email'] },
    map: { email: 'email' },
    ...file,
  };
  const source = applyPreset('test-source', sourceSchema.parse(whole), preset);
  if (source === undefined) throw new Error('a source needs verify or a preset');
  return source;
}

export function buildVerification(input: VerificationInput): Verification {
  return verifySchema.parse(input);
}

/** What an expression sees of an event that is the whole body of its request. */
export function scopeFor(event: unknown, more: Partial<Scope> = {}): Scope {
  return { event, request: event, headers: {}, query: {}, receivedAt, ...more };
}

export function buildConfig(...sources: Source[]): DeployedConfig {
  return {
    workspaces: { main: { id: '11111111-1111-4111-8111-111111111111' } },
    delivery: {
      requestTimeoutSeconds: 8,
      settleSeconds: 30,
      maxEventAgeSeconds: 3 * 86_400,
      dedupeForSeconds: 30 * 86_400,
      keepEventsSeconds: 30 * 86_400,
    },
    behaviour: behaviourSchema.parse({}),
    sources: Object.fromEntries(sources.map((source) => [source.name, source])),
    plans: plansOf(sources),
  };
}

export function buildEvent(
  event: Partial<QueuedEvent> & Pick<QueuedEvent, 'id' | 'body'>,
): QueuedEvent {
  return { idFrom: 'sender', index: 0, ...event };
}

export function buildMessage(events: QueuedEvent[], more: Partial<Message> = {}): Message {
  return {
    version: 1,
    source: 'test-source',
    workspace: 'main',
    contactKey: 'hashed-contact-key',
    receivedAt,
    enqueuedAt: receivedAt + 10,
    headers: {},
    query: {},
    events,
    ...more,
  };
}

/** Freezes a value and everything in it: whoever changes it throws. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) deepFreeze(inner);
  }
  return value;
}
