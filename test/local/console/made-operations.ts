import { UserError } from '../../../lib/report.ts';
import type { EventView } from '../../../local/console/api/event.ts';
import type { Plan } from '../../../local/console/api/parked.ts';
import type { SourceView } from '../../../local/console/api/sources.ts';
import type { TimelineRow } from '../../../local/console/api/timeline.ts';
import type { Operations } from '../../../local/console/operations.ts';

/** What a person wrote: it must come to who asks for it, and to nobody else. */
export const secretValue = 'ada@canary.example';

export function madeRow(version: number, key = `request-${version}`): TimelineRow {
  return {
    key,
    version,
    at: 1_790_000_000_000 + version,
    source: 'website-form',
    state: 'accepted',
    status: 200,
    accepted: 1,
    ignored: 0,
    events: [],
    outcomes: {},
    notes: [],
    words: '200 accepted 1',
  };
}

const madeEvent: EventView = {
  event: {
    id: 'Ns8H_k_e',
    state: 'parked',
    reason: 'no-contact',
    sent: [],
    stale: [],
    at: 1_790_000_000_000,
    putOffs: 0,
    endings: 1,
    words: 'parked no-contact',
  },
  source: 'website-form',
  workspace: 'main',
  idFrom: 'event_id',
  time: '2026-09-21T10:05:00Z',
  timeFrom: 'submitted_at',
  foundBy: 'cellphone: nobody',
  fields: [{ field: 'email', from: 'email', isMasked: true, why: 'set' }],
  attempts: [],
  lines: [],
  commands: [],
  hasPayload: true,
  hasAnswer: false,
  canReplay: true,
  canDiscard: true,
};

const madePlan: Plan = {
  ids: ['Ns8H_k_e'],
  digest: 'digest',
  isMasked: true,
  contacts: [
    { workspace: 'main', contactId: 'c1', fields: [{ field: 'email', isSame: false }] },
  ],
  events: [],
  payloadsGone: 0,
  requests: 1,
  lines: ['1 event'],
};

const shownContact = {
  workspace: 'main',
  contactId: 'c1',
  fields: [{ field: 'email', now: null, next: secretValue, isSame: false }],
};

const madeSource: SourceView = {
  summary: {
    name: 'website-form',
    provider: 'custom',
    workspace: 'main',
    url: 'http://127.0.0.1:3000/hooks/website-form',
    volume: [],
    refused: 0,
    parked: 1,
    drifting: 0,
    problems: [],
  },
  workspace: { name: 'main', waiting: 'nothing waits' },
  keys: [],
  refusals: [],
  entries: [],
  payloads: [{ key: 'sample:contact', kind: 'sample', label: 'contact' }],
  notes: [],
};

const noBridge = { workspaces: [], faults: [], notes: [] };

export interface MadeOperations extends Operations {
  /** What was called, with what. */
  calls: unknown[][];
  /** Tells the followers that a row has changed. */
  change(row: TimelineRow): void;
  /** How many follow. */
  followers(): number;
}

/**
 * Operations on made-up data that note what they are asked.
 * @param oldest changes after a version before this one are lost
 */
export function madeOperations(oldest = 0): MadeOperations {
  const calls: unknown[][] = [];
  const rows: TimelineRow[] = [];
  const followers = new Set<(row: TimelineRow) => void>();
  const note =
    <Result>(name: string, result: (reveal: boolean) => Result) =>
    async (...given: unknown[]) => {
      calls.push([name, ...given]);
      return result(given.includes(true));
    };
  const seen = (reveal: boolean): EventView => ({
    ...madeEvent,
    fields: madeEvent.fields.map((field) =>
      reveal ? { ...field, value: secretValue, isMasked: false } : field,
    ),
  });
  const planned = (reveal: boolean): Plan => ({
    ...madePlan,
    isMasked: !reveal,
    contacts: reveal ? [shownContact] : madePlan.contacts,
  });
  return {
    calls,
    change(row) {
      rows.push(row);
      for (const tell of followers) tell(row);
    },
    followers: () => followers.size,
    state: note('state', () => ({
      place: 'this machine',
      isLocal: true,
      tabs: ['timeline' as const],
      sources: ['website-form'],
      workspaces: [{ name: 'main' }],
      parked: 1,
      version: '0.1.0',
    })),
    timeline: note('timeline', () => ({
      rows: [...rows].reverse(),
      total: rows.length,
      version: rows.at(-1)?.version ?? 0,
      notes: [],
    })),
    follow(version, onChange, signal) {
      calls.push(['follow', version]);
      if (version !== undefined && version < oldest) return false;
      const known = version ?? Number.POSITIVE_INFINITY;
      for (const row of rows) if (row.version > known) onChange(row);
      followers.add(onChange);
      signal.addEventListener('abort', () => followers.delete(onChange));
      return true;
    },
    request: note('request', (reveal) => ({
      row: madeRow(1),
      isMasked: !reveal,
      events: [seen(reveal)],
      notes: [],
    })),
    event: note('event', seen),
    curl: note('curl', () => 'curl -i http://127.0.0.1:3000/hooks/website-form'),
    testCase: note('testCase', () => ({
      source: 'website-form',
      name: 'ada',
      files: ['sources/website-form.samples/ada.json'],
      notes: [],
    })),
    parked: note('parked', () => ({ events: [], groups: [], notes: [] })),
    plan: note('plan', planned),
    send: note('send', () => ({
      sent: false,
      message: 'It has changed.',
      plan: madePlan,
    })),
    discard: note('discard', () => ({ discarded: ['Ns8H_k_e'], message: '1 discarded' })),
    releaseHold: note('releaseHold', () => 'The hold of main is released.'),
    sources: note('sources', () => ({
      sources: [madeSource.summary],
      workspaces: [madeSource.workspace],
      notes: [],
    })),
    source: note('source', () => madeSource),
    map: note('map', () => ({ payload: {}, events: [], notes: [] })),
    bridge: {
      view: note('view', () => noBridge),
      setFault: note('setFault', () => undefined),
      endFaults: note('endFaults', () => undefined),
    },
  };
}

/** Operations of which each fails like this. */
export function failingOperations(thrown: unknown): Operations {
  const fail = async () => {
    throw thrown;
  };
  return { ...madeOperations(), state: fail, event: fail, parked: fail };
}

export const wrong = new UserError('There is no such event.', 'Look again.');
