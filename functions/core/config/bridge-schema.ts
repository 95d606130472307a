import * as z from 'zod';
import type { Plans } from '../expression/plan.ts';
import { durationSchema } from './duration.ts';
import { nameSchema } from './primitives.ts';
import type { Source } from './source-schema.ts';

const httpsOrLoopback = (example: string) =>
  z
    .url({
      protocol: /^https?$/,
      error: `is not a URL; write scheme and host, for example ${example}`,
      abort: true,
    })
    .refine(
      (url) =>
        url.startsWith('https:') || /^http:\/\/(127\.0\.0\.1|localhost)(:|\/|$)/.test(url),
      {
        error: 'has to start with https:// (plain http is accepted for 127.0.0.1 only)',
      },
    )
    .transform((url) => url.replace(/\/+$/, ''));
const bridgeUrl = 'https://api-connect-us.bridge.new';
const oneNameEach = 'give each workspace of Bridge one name, and let sources share it';

const workspaceSchema = z.strictObject({
  id: z
    .uuid({
      error: "is not a workspace id; copy the UUID of the workspace from Bridge's console",
    })
    .describe('Id of the workspace in Bridge, a UUID.'),
  concurrency: z
    .int()
    .min(2)
    .max(1000)
    .default(5)
    .describe('How many messages of this workspace are delivered at the same time.'),
});

const deliverySchema = z.strictObject({
  requestTimeout: durationSchema
    .prefault('8 s')
    .describe('How long one call to Bridge can take.'),
  settle: durationSchema
    .prefault('30 s')
    .describe('How long Bridge can still apply a request that was sent and not answered.'),
  maxEventAge: durationSchema
    .prefault('3 days')
    .describe('An event that could not be delivered for so long is parked.'),
  dedupeFor: durationSchema
    .prefault('30 days')
    .describe('How long an event is remembered so that its repetition changes nothing.'),
  keepEvents: durationSchema
    .prefault('30 days')
    .describe(
      'How long the payload of an event that has ended is kept, so that it can be replayed. ' +
        '0 days: only while it is parked. Shorter than dedupeFor, it costs a write more per event.',
    ),
});

/**
 * Names after the first that have its id. Two names for one workspace would keep two sets of clocks
 * and leases on the same contacts.
 */
function namesOfOneId(
  workspaces: Record<string, { id: string }>,
): [name: string, other: string][] {
  const first = new Map<string, string>();
  return Object.entries(workspaces).flatMap(([name, { id }]): [string, string][] => {
    const other = first.get(id.toLowerCase());
    if (other !== undefined) return [[name, other]];
    first.set(id.toLowerCase(), name);
    return [];
  });
}

export const behaviourSchema = z.strictObject({
  nulls: z
    .enum(['unknown', 'clears', 'ignored'])
    .default('unknown')
    .describe(
      'What null does to a field. unknown: it is sent and looked at afterwards. ' +
        'ignored: clearing is not sent, the event is parked.',
    ),
  omittedFields: z
    .enum(['kept', 'cleared'])
    .default('kept')
    .describe(
      'What becomes of fields that a PATCH leaves out. cleared: the contact is read ' +
        'first and all it has is sent along.',
    ),
  attributeList: z
    .enum(['unknown', 'merges', 'replaces'])
    .default('unknown')
    .describe(
      'What a list of custom attributes does to the ones it leaves out. merges: only ' +
        'those that change are sent; else always all.',
    ),
  optionList: z
    .enum(['unknown', 'replaces', 'adds'])
    .default('unknown')
    .describe(
      'What a list of options does to the ones chosen before. adds: options that ' +
        'have to go are taken off by clearing the attribute first; unknown: that is ' +
        'done if they are still there.',
    ),
  emptyAttribute: z
    .enum(['unknown', 'clears', 'ignored'])
    .default('unknown')
    .describe(
      'What an empty text or an empty list of options does to an attribute; the ' +
        'answers are those of nulls.',
    ),
  unknownOwner: z
    .enum(['unknown', 'refused', 'ignored'])
    .default('unknown')
    .describe(
      'What Bridge does with an owner it does not know. refused: it answers 4xx; ' +
        'else the owner is looked at afterwards.',
    ),
});
/** What Bridge does where its documentation is silent, as far as it was found out. */
export type Behaviour = z.output<typeof behaviourSchema>;

/** The file `config/bridge.yaml`. */
export const bridgeSchema = z.strictObject({
  name: nameSchema
    .optional()
    .describe(
      'What this configuration is known by, so that no other one is deployed over its ' +
        'stages by mistake; else its directory. Write it where the configuration has a ' +
        'repository of its own.',
    ),
  baseUrl: httpsOrLoopback(bridgeUrl)
    .prefault(bridgeUrl)
    .describe('Scheme and host of the Bridge API.'),
  publicUrl: httpsOrLoopback('https://hooks.example.com')
    .optional()
    .describe(
      'Scheme and host under which senders reach the hooks, if not the address API ' +
        'Gateway gives. Senders that sign the URL sign this one.',
    ),
  workspaces: z
    .record(nameSchema, workspaceSchema)
    .refine((workspaces) => Object.keys(workspaces).length > 0, {
      error: 'names no workspace; write at least one',
    })
    .check(({ value, issues }) => {
      for (const [name, other] of namesOfOneId(value))
        issues.push({
          code: 'custom',
          input: value,
          path: [name, 'id'],
          message: `is the id of ${other} too; ${oneNameEach}`,
        });
    })
    .describe('The Bridge workspaces that sources update, by a name of your own.'),
  delivery: deliverySchema.prefault({}).describe('Limits of delivery.'),
  behaviour: behaviourSchema
    .prefault({})
    .describe(
      'What Bridge does where its documentation is silent. ' +
        'The command `probe` finds it out on a test contact.',
    ),
  alarmEmail: z.email().optional().describe('The address that alarms are sent to.'),
  runbookUrl: httpsOrLoopback(
    'https://github.com/you/bridgehook/blob/main/docs/runbook.md',
  )
    .optional()
    .describe(
      'Where people open docs/runbook.md; alarms then link the section that helps.',
    ),
  logRetentionDays: z
    .union(
      [1, 3, 5, 7, 14, 30, 60, 90, 180, 365].map((days) => z.literal(days)),
      {
        error:
          'is not a retention CloudWatch knows; write one of 1, 3, 5, 7, 14, 30, 60, 90, 180, 365',
      },
    )
    .default(30)
    .describe('How long logs are kept, in days.'),
  throttle: z
    .strictObject({
      requestsPerSecond: z
        .int()
        .min(1)
        .default(100)
        .describe('Requests per second that API Gateway lets in.'),
      burst: z.int().min(1).default(200).describe('Requests that can come at once.'),
    })
    .prefault({})
    .describe('Limit on what reaches the receive function.'),
});
export type BridgeFile = z.output<typeof bridgeSchema>;

/**
 * What is written to config.json beside each bundle: configuration as the functions read it,
 * checked at synth.
 */
export interface DeployedConfig {
  workspaces: Record<string, { id: string }>;
  delivery: {
    requestTimeoutSeconds: number;
    settleSeconds: number;
    maxEventAgeSeconds: number;
    dedupeForSeconds: number;
    keepEventsSeconds: number;
  };
  behaviour: Behaviour;
  sources: Record<string, Source>;
  /** Of the expressions of all sources; those that run on JSONata have none. */
  plans: Plans;
}
