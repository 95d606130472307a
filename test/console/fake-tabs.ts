import { createHash } from 'node:crypto';
import type { BridgeView } from '../../local/console/api/bridge.ts';
import type { ParkedEvent, Plan } from '../../local/console/api/parked.ts';
import type {
  MapView,
  SourceSummary,
  SourceView,
} from '../../local/console/api/sources.ts';
import type { Operations } from '../../local/console/operations.ts';

type TabOperations = Pick<
  Operations,
  | 'parked'
  | 'plan'
  | 'send'
  | 'discard'
  | 'releaseHold'
  | 'sources'
  | 'source'
  | 'map'
  | 'bridge'
>;

/** What the tabs beside the timeline ask for, made up, and what a test can change of it. */
export interface FakeTabs extends TabOperations {
  /** Somebody edits a contact in Bridge: plans made before do not hold any more. */
  editBridge(): void;
  /** Why plans cannot be sent. */
  block(reason: string | undefined): void;
  sent: string[][];
  discarded: string[][];
}

/** @param now ms since 1970 */
export function fakeTabs(now = Date.now(), isMasked = false): FakeTabs {
  let parked = parkedEvents(now);
  let isEdited = false;
  let blocked: string | undefined;
  let hold: string | undefined = 'on hold since 17:02:11 UTC (unavailable)';
  let faults: BridgeView['faults'] = [];
  const sent: string[][] = [];
  const discarded: string[][] = [];
  const workspace = () => ({
    name: 'main',
    ...(hold === undefined ? {} : { hold }),
    waiting:
      hold === undefined ? 'nothing waits' : '2 events wait, the oldest since 17:02',
  });
  const hidden = (plan: Plan, reveal: boolean) =>
    isMasked && !reveal ? withoutValues(plan) : plan;
  const leave = (ids: string[]) => {
    parked = parked.filter(({ id }) => !ids.includes(id));
  };
  return {
    sent,
    discarded,
    editBridge: () => {
      isEdited = true;
    },
    block: (reason) => {
      blocked = reason;
    },
    parked: async () => ({ events: parked, groups: groupsOf(parked), notes: [] }),
    plan: async (ids, reveal) => hidden(planOf(ids, isEdited, blocked), reveal),
    send: async (ids, digest) => {
      const plan = planOf(ids, isEdited, blocked);
      if (plan.digest !== digest)
        return {
          sent: false,
          message: 'Bridge changed: this is the plan now.',
          plan: hidden(plan, false),
        };
      sent.push(ids);
      leave(ids);
      return { sent: true, message: `Put back into the queue: ${ids.length}.` };
    },
    discard: async (ids) => {
      discarded.push(ids);
      leave(ids);
      return { discarded: ids, message: `Discarded: ${ids.length}.` };
    },
    releaseHold: async () => {
      hold = undefined;
      return 'The hold of main is released. 2 events are tried again.';
    },
    sources: async () => ({
      sources: summaries(),
      workspaces: [workspace()],
      notes: [],
    }),
    source: async (name) => sourceView(name, workspace(), now),
    map: async (_source, payload) => mapView(payload),
    bridge: {
      view: async () => ({ ...bridgeView(isEdited), faults }),
      setFault: async ({ fault, times }) => {
        faults = [...faults, { words: `answers ${fault}`, left: times }];
      },
      endFaults: async () => {
        faults = [];
      },
    },
  };
}

function parkedEvents(now: number): ParkedEvent[] {
  const of = (
    id: string,
    source: string,
    minutesAgo: number,
    reason: string,
    detail?: string,
  ): ParkedEvent => ({
    id,
    source,
    workspace: 'main',
    requestId: `request-${id}`,
    receivedAt: now - (minutesAgo + 1) * 60_000,
    parkedAt: now - minutesAgo * 60_000,
    reason,
    ...(detail === undefined ? {} : { detail }),
    words: `parked ${reason}${detail === undefined ? '' : ` (${detail})`}`,
  });
  return [
    of('Ns8H_k_eTqPb', 'typeform-signup', 4, 'no-contact'),
    of('pQ2xTT0mVwLk', 'typeform-signup', 47, 'no-contact'),
    of('a83hsP1xYzzC', 'hubspot-workflow', 63, 'bridge-refused', '422 email'),
    of('0Kdkq7sJsk2m', 'hubspot-workflow', 190, 'bridge-refused', '422 cellphone'),
    of('wW8sKq02mxPa', 'website-form', 1500, 'invalid', 'email: not an email address'),
  ];
}

const cures: Record<string, string> = {
  'no-contact':
    'Create the contact in Bridge, or set contact.ifNotFound to create; then replay.',
  'bridge-refused': 'Bridge did not take the values: put the map right, deploy, replay.',
  invalid: 'A value cannot be read: put the map or the form right, then replay.',
};

function groupsOf(events: ParkedEvent[]) {
  const groups = Map.groupBy(events, ({ reason, source }) =>
    JSON.stringify([reason, source]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { reason, source } = first;
    const oldestAt = Math.min(...group.map(({ parkedAt }) => parkedAt));
    return [{ reason, source, count: group.length, oldestAt, cure: cures[reason] ?? '' }];
  });
}

function planOf(ids: string[], isEdited: boolean, blocked: string | undefined): Plan {
  const contacts = [
    {
      workspace: 'main',
      contactId: '4e36c0de-0000-4000-8000-00000000008e',
      fields: [
        {
          field: 'firstName',
          now: isEdited ? 'Johnny' : 'Jon',
          next: 'John',
          isSame: false,
        },
        { field: 'lastName', now: 'Doe', next: 'Doe', isSame: true },
        { field: 'customAttributes.Interests', now: [], next: ['Golf'], isSame: false },
      ],
    },
    {
      workspace: 'main',
      contactId: '9a1bc0de-0000-4000-8000-000000000042',
      fields: [
        { field: 'cellphone', now: null, next: '+34600000000', isSame: false },
        ...(isEdited
          ? []
          : [{ field: 'email', now: 'old@example.com', next: null, isSame: false }]),
      ],
    },
  ].slice(0, Math.max(ids.length, 1));
  const events = ids.map((id, index) => ({
    id,
    words: index > 1 ? 'parked no-contact' : 'delivered',
    stale: index === 1 ? ['lastName'] : [],
    stillParked: index > 1,
  }));
  const digest = createHash('sha256')
    .update(JSON.stringify([contacts, events]))
    .digest('hex');
  return {
    ids,
    digest,
    isMasked: false,
    contacts,
    events,
    payloadsGone: ids.length > 4 ? 1 : 0,
    requests: contacts.length,
    lines: [
      `${ids.length} events, ${contacts.length} requests to Bridge: ${ids.length} delivered.`,
    ],
    ...(blocked === undefined ? {} : { blocked }),
  };
}

function withoutValues(plan: Plan): Plan {
  return {
    ...plan,
    isMasked: true,
    contacts: plan.contacts.map((contact) => ({
      ...contact,
      fields: contact.fields.map(({ field, isSame }) => ({ field, isSame })),
    })),
  };
}

function summaries(): SourceSummary[] {
  const volume = (factor: number) =>
    Array.from({ length: 24 }, (_, hour) =>
      Math.max(0, Math.round(Math.sin(hour / 3) * factor + factor * 0.4)),
    );
  return [
    {
      name: 'typeform-signup',
      provider: 'typeform',
      workspace: 'main',
      url: 'http://127.0.0.1:3000/hooks/typeform-signup',
      volume: volume(14),
      refused: 3,
      parked: 2,
      drifting: 1,
      problems: [],
    },
    {
      name: 'hubspot-workflow',
      provider: 'hubspot',
      workspace: 'main',
      url: 'http://127.0.0.1:3000/hooks/hubspot-workflow',
      volume: volume(80),
      refused: 0,
      parked: 2,
      drifting: 0,
      problems: [],
    },
    {
      name: 'website-form',
      provider: 'custom',
      workspace: 'main',
      url: 'http://127.0.0.1:3000/hooks/website-form',
      volume: volume(0),
      refused: 0,
      parked: 1,
      drifting: 0,
      problems: ['config/keys.json: the key of website-form is a placeholder'],
    },
  ];
}

function sourceView(
  name: string,
  workspace: SourceView['workspace'],
  now: number,
): SourceView {
  const summary = summaries().find((source) => source.name === name);
  if (summary === undefined) throw new Error(`There is no source ${name}.`);
  const steady = Array.from({ length: 24 }, (_, hour) =>
    hour % 7 === 3 ? null : 0.93 + (hour % 3) * 0.02,
  );
  return {
    summary,
    workspace,
    curl: {
      sample: 'every-question',
      command: `curl -sS '${summary.url}' -H 'typeform-signature: sha256=ab…' --data-binary @sample`,
    },
    handshake: { words: 'this sender has none' },
    keys: [
      { name, which: 'current', state: 'set', lastMatchedAt: now - 4 * 60_000 },
      { name, which: 'previous', state: 'set', lastMatchedAt: now - 3 * 86_400_000 },
    ],
    refusals: [
      {
        cause: 'wrong-signature',
        words: 'the signature does not match: is it the right key?',
        count: 2,
      },
      { cause: 'body-too-large', words: 'the body is larger than 256 KB', count: 1 },
    ],
    entries: [
      {
        field: 'cellphone',
        shares: steady.map((share, hour) => (hour > 19 ? 0.03 : share)),
        events: 412,
        beforePercent: 97,
        nowPercent: 3,
        driftsSince: new Date(now - 3 * 3_600_000).toISOString(),
      },
      { field: 'email', shares: steady, events: 412, beforePercent: 96, nowPercent: 96 },
      {
        field: 'customAttributes.Lead source',
        shares: Array.from({ length: 24 }, () => null),
        events: 0,
      },
    ],
    payloads: [
      {
        key: 'recorded-20261126T191840213Z',
        kind: 'recorded',
        label: '19:18:40 accepted',
      },
      { key: 'sample-every-question', kind: 'sample', label: 'every-question' },
      { key: 'sample-first-only', kind: 'sample', label: 'first-only' },
    ],
    notes: ['Refusals are counted since this run began.'],
  };
}

function mapView(payload: string): MapView {
  const fields = [
    {
      field: 'firstName',
      from: 'form_response.answers[field.ref="first_name"].text',
      value: 'John',
      why: 'set',
    },
    {
      field: 'lastName',
      from: 'form_response.answers[field.ref="last_name"].text',
      why: 'skipped: missing',
    },
    {
      field: 'cellphone',
      from: 'form_response.answers[field.ref="phone"].phone_number',
      value: '+14085551234',
      why: 'set',
    },
    {
      field: 'owner',
      from: 'form_response.hidden.rep_email',
      value: 'rep@example.com',
      why: 'set, only if Bridge has none',
    },
  ];
  return {
    payload: {
      event_id: payload,
      form_response: {
        form_id: 'lT4Z3j',
        answers: [
          { type: 'text', text: 'John', field: { ref: 'first_name' } },
          {
            type: 'phone_number',
            phone_number: '+14085551234',
            field: { ref: 'phone' },
          },
          { type: 'text', text: '<img src=x onerror=alert(1)>', field: { ref: 'x' } },
        ],
        hidden: { rep_email: 'rep@example.com' },
        variables: [{ key: 'score', type: 'number', number: 7 }],
      },
    },
    events: [
      {
        title: 'event 1: a patch of 3 fields',
        id: 'Ns8H_k_e',
        idFrom: 'event_id',
        time: '2026-11-26T10:05:00.000Z',
        foundBy: 'by cellphone, then by email',
        fields,
        unused: [
          { yaml: 'form_response.variables[key="score"].number', value: 7 },
          { yaml: 'form_response.form_id', value: 'lT4Z3j' },
        ],
      },
    ],
    notes: [],
  };
}

function bridgeView(isEdited: boolean): BridgeView {
  return {
    workspaces: [
      {
        name: 'main',
        contacts: [
          {
            id: '4e36c0de-0000-4000-8000-00000000008e',
            fields: [
              { field: 'firstName', value: isEdited ? 'Johnny' : 'Jon' },
              { field: 'lastName', value: 'Doe' },
              { field: 'email', value: 'john@example.com' },
              { field: 'Interests', value: ['Golf', 'Sailing'] },
            ],
          },
          {
            id: '9a1bc0de-0000-4000-8000-000000000042',
            fields: [
              { field: 'firstName', value: 'Ana' },
              { field: 'email', value: 'old@example.com' },
            ],
          },
        ],
      },
    ],
    faults: [],
    notes: ['The contacts of the simulator. They end with it.'],
  };
}
