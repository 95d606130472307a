import { UserError } from '../../lib/report.ts';
import type {
  EventView,
  HttpRequest,
  RequestView,
} from '../../local/console/api/event.ts';
import type {
  TimelineEvent,
  TimelineFilter,
  TimelineRow,
} from '../../local/console/api/timeline.ts';
import { madeOperations } from '../local/console/made-operations.ts';
import { fakeTabs } from './fake-tabs.ts';

const minute = 60_000;

/** What a hostile sender would write into a form. */
const hostileBody = {
  form: 'contact',
  '<b>key</b>': '<img src=x onerror="document.title=\'pwned\'">',
  turned: 'invoice\u202egnp.exe',
  coloured: '\u001b[31mred\u001b[0m\u0007',
  zeroWidth: 'ad\u200bmin',
  long: 'x'.repeat(1_000_000),
  many: Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`key${n}`, n])),
  arabic: 'مرحبا بالعالم',
};

const formBody = {
  event_id: 'Ns8H_k_e',
  submitted_at: '2026-08-02T10:05:00Z',
  form_response: {
    answers: [
      { field: { ref: 'first', type: 'short_text' }, text: 'Ada' },
      { field: { ref: 'phone', type: 'phone_number' }, phone_number: '+14085550123' },
    ],
    hidden: { rep_email: 'rep@example.com' },
    variables: [{ key: 'score', type: 'number', number: 7 }],
  },
};

interface Made {
  row: Omit<TimelineRow, 'version' | 'at'>;
  body?: unknown;
}

const basis = {
  accepted: 0,
  ignored: 0,
  events: [],
  outcomes: {},
  notes: [],
  bytes: 2867,
};

const made: Made[] = [
  {
    row: {
      ...basis,
      key: 'r-delivered',
      source: 'typeform-signup',
      state: 'accepted',
      status: 200,
      keyUsed: 'current',
      accepted: 1,
      events: [
        event('Ns8H_k_e', 'delivered', 'delivered 8 fields', {
          contactId: '4e36c1b09f7a42d58be8',
        }),
      ],
      words: '200 accepted 1',
    },
    body: formBody,
  },
  {
    row: {
      ...basis,
      key: 'r-refused',
      source: 'hubspot',
      state: 'refused',
      status: 401,
      cause: 'wrong-signature',
      causeWords:
        'The signature does not match. Compare the key of the source with the one that the ' +
        'sender has.',
      detail: 'header x-hubspot-signature-v3',
      likely: 'It matches the previous key: the sender still has the old one.',
      words: '401 wrong-signature',
    },
    body: [{ objectId: 512, subscriptionType: 'contact.propertyChange' }],
  },
  {
    row: {
      ...basis,
      key: 'r-parked',
      source: 'website-form',
      state: 'accepted',
      status: 200,
      accepted: 2,
      events: [
        event('web-1007', 'parked', 'parked no-contact (cellphone: nobody)', {
          reason: 'no-contact',
        }),
        event('web-1008', 'stale', 'stale: all fields are newer', {
          contactId: '9a1b2c3d4e5f60718293',
        }),
      ],
      words: '200 accepted 2',
    },
    body: { name: 'Grace', phone: '+34600123456' },
  },
  {
    row: {
      ...basis,
      key: 'r-retry',
      source: 'typeform-signup',
      state: 'accepted',
      status: 200,
      accepted: 1,
      events: [
        event('Qz81_m_a', 'retry', 'retry in 15 s (unavailable)', {
          contactId: '77aa01b09f7a42d5cc10',
        }),
      ],
      words: '200 accepted 1',
    },
    body: formBody,
  },
  {
    row: {
      ...basis,
      key: 'r-hostile',
      source: 'website-form',
      state: 'accepted',
      status: 200,
      accepted: 1,
      events: [
        event('<img src=x onerror=alert(1)>\u202etxt', 'parked', 'parked bridge-refused'),
      ],
      words: '200 accepted 1',
      bytes: 1_200_345,
    },
    body: hostileBody,
  },
  {
    row: {
      ...basis,
      key: 'r-stray',
      source: '',
      state: 'stray',
      status: 404,
      cause: 'no-source',
      causeWords: 'No source is at this address: see the list of sources for theirs.',
      words: '404 /hooks/typform-signup',
    },
    body: {},
  },
  {
    row: {
      ...basis,
      key: 'r-handshake',
      source: 'meta-leads',
      state: 'handshake',
      status: 200,
      words: '200 handshake answered',
    },
    body: '',
  },
  {
    row: {
      ...basis,
      key: 'r-many',
      source: 'hubspot',
      state: 'accepted',
      status: 200,
      accepted: 42,
      ignored: 3,
      events: Array.from({ length: 20 }, (_, n) =>
        event(`hs-${5000 + n}`, n === 4 ? 'waits' : 'delivered', wordsOfMany(n), {
          contactId: `contact-${n}-0123456789`,
        }),
      ),
      words: '200 accepted 42, ignored 3',
    },
    body: { events: 42 },
  },
];

function wordsOfMany(n: number): string {
  return n === 4 ? 'waits for the hold of main' : 'delivered 2 fields';
}

function event(
  id: string,
  state: TimelineEvent['state'],
  words: string,
  more: Partial<TimelineEvent> = {},
): TimelineEvent {
  return { id, state, words, sent: [], stale: [], at: 0, putOffs: 0, endings: 0, ...more };
}

function httpOf(body: unknown, bytes = 0): HttpRequest {
  return {
    method: 'POST',
    path: '/hooks/typeform-signup?tenant=main',
    headers: [
      ['content-type', 'application/json'],
      ['user-agent', 'Typeform Webhooks'],
    ],
    body,
    isCut: false,
    bytes,
    removed: ['typeform-signature'],
  };
}

function eventView(of: TimelineEvent, source: string, isMasked: boolean): EventView {
  const shown = <T>(value: T) => (isMasked ? undefined : value);
  const isDelivered = of.state === 'delivered';
  return {
    event: of,
    source,
    workspace: 'main',
    idFrom: 'event_id',
    time: '2026-08-02 10:05:00.000 UTC',
    timeFrom: 'submitted_at',
    foundBy: isDelivered ? 'by cellphone, 1 contact has it' : 'cellphone: nobody has it',
    contactId: of.contactId,
    fields: [
      {
        field: 'firstName',
        from: 'form_response.answers[field.ref="first"].text',
        value: shown('Ada'),
        isMasked,
        why: 'set',
      },
      {
        field: 'lastName',
        from: 'form_response.answers[field.ref="last"].text',
        isMasked: false,
        why: 'skipped: missing',
      },
      {
        field: 'cellphone',
        from: 'form_response.answers[field.ref="phone"].phone_number',
        value: shown('+14085550123'),
        isMasked,
        why: 'set, as E.164',
      },
      {
        field: 'owner',
        from: 'form_response.hidden.rep_email',
        value: shown('rep@example.com'),
        isMasked,
        why: 'kept: Bridge has one',
      },
      {
        field: 'Lead score',
        from: 'form_response.variables[key="score"].number',
        value: shown(7),
        isMasked,
        why: 'stale: Bridge has a newer one',
      },
    ],
    attempts: [
      {
        at: Date.now() - 42_000,
        method: 'PATCH',
        status: 503,
        ms: 1204,
        failed: 'unavailable',
        words: 'tried: unavailable',
        sent: shown({ firstName: 'Ada', cellphone: '+14085550123' }),
        answered: shown({ error: 'Service Unavailable' }),
        isMasked,
      },
      {
        at: Date.now() - 21_000,
        method: 'PATCH',
        status: 200,
        ms: 51,
        words: 'sent to Bridge',
        sent: shown({ firstName: 'Ada', cellphone: '+14085550123' }),
        answered: shown({ id: of.contactId ?? '4e36c1b09f7a42d58be8', ok: true }),
        isMasked,
      },
    ],
    lines: [
      'received   2026-08-02 10:05:00.412 UTC',
      'contact    found by cellphone',
      'attempt 1  503, again after 15 s',
      'attempt 2  200 in 51 ms',
      'kept       until 2026-09-01',
    ],
    commands: [
      { name: 'explain', command: `npx bridgehook events explain ${of.id}` },
      { name: 'replay', command: `npx bridgehook replay --id ${of.id} --plan` },
    ],
    payload: shown(formBody),
    hasPayload: true,
    answer: isDelivered ? undefined : shown('422: cellphone is not valid'),
    hasAnswer: !isDelivered,
    canReplay: of.state === 'parked',
    canDiscard: of.state === 'parked',
  };
}

export interface FakeOptions {
  /** Rows that there are, the made ones over and over. */
  count?: number;
  isLocal?: boolean;
  readOnly?: string;
  now?: number;
}

/** All that is made up, for developing and looking at the page: it follows changes. */
export function fakeOperations({
  count = made.length,
  isLocal = true,
  readOnly,
  now = Date.now(),
}: FakeOptions = {}) {
  const base = madeOperations();
  let version = 0;
  const rows: TimelineRow[] = [];
  const bodies = new Map<string, unknown>();
  const followers = new Set<(row: TimelineRow) => void>();

  /** Adds a row like one of the made ones, as if it came at that time. */
  function add(index: number, at = Date.now()): TimelineRow {
    const { row: like, body } = made[index % made.length] ?? { row: undefined };
    if (like === undefined) throw new Error('There is no made row.');
    version += 1;
    const key = index < made.length ? like.key : `${like.key}-${index}`;
    const row = { ...like, key, version, at };
    bodies.set(key, body);
    rows.unshift(row);
    for (const tell of followers) tell(row);
    return row;
  }
  /** Changes what became of a row. */
  function change(key: string, to: Partial<TimelineRow>): void {
    const at = rows.findIndex((row) => row.key === key);
    const row = rows[at];
    if (row === undefined) throw new Error(`There is no row ${key}.`);
    version += 1;
    const changed = { ...row, ...to, version };
    rows[at] = changed;
    for (const tell of followers) tell(changed);
  }
  for (let index = count - 1; index >= 0; index -= 1) {
    add(index, now - Math.round((index * minute) / 3));
  }

  const find = (key: string) => {
    const row = rows.find((known) => known.key === key);
    if (row === undefined) throw new UserError(`There is no request ${key}.`);
    return row;
  };
  const view = (key: string, reveal: boolean): RequestView => {
    const row = find(key);
    const isMasked = !(isLocal || reveal);
    return {
      row,
      http: isLocal ? httpOf(bodies.get(key), row.bytes) : undefined,
      isMasked,
      events: row.events.map((each) => eventView(each, row.source, isMasked)),
      notes: [],
    };
  };
  return {
    ...base,
    ...fakeTabs(now, !isLocal),
    add,
    change,
    state: async () => ({
      place: isLocal ? 'this machine' : 'BridgehookProduction',
      isLocal,
      readOnly,
      tabs: isLocal
        ? (['timeline', 'parked', 'sources', 'bridge'] as const).slice()
        : (['timeline', 'parked', 'sources'] as const).slice(),
      sources: ['typeform-signup', 'website-form', 'hubspot', 'meta-leads'],
      workspaces: [
        { name: 'main' },
        { name: 'south', hold: 'on hold since 19:02 (unavailable)' },
      ],
      parked: 4,
      version: '0.1.0',
      firstCurl:
        "curl -i http://127.0.0.1:3000/hooks/website-form -H 'content-type: application/json' " +
        "-H 'x-signature: 0f3c' -d @config/sources/website-form.samples/contact.json",
    }),
    timeline: async (filter: TimelineFilter) => {
      const through = rows.filter((row) => isLetThrough(row, filter));
      return {
        rows: through.slice(0, filter.limit),
        total: through.length,
        version,
        notes: isLocal ? [] : ['Since 18:02: before that, see the ledger.'],
      };
    },
    follow: (
      from: number | undefined,
      onChange: (row: TimelineRow) => void,
      signal: AbortSignal,
    ) => {
      if (from !== undefined && from > version) return false;
      const missed = rows.filter((row) => from !== undefined && row.version > from);
      for (const row of missed.toSorted((a, b) => a.version - b.version)) onChange(row);
      followers.add(onChange);
      signal.addEventListener('abort', () => followers.delete(onChange));
      return true;
    },
    request: async (key: string, reveal: boolean) => view(key, reveal),
    curl: async (key: string) => `curl -i http://127.0.0.1:3000/hooks/${find(key).source}`,
  };
}

function isLetThrough(row: TimelineRow, filter: TimelineFilter): boolean {
  const { source = row.source, outcome, id = '', text = '', since = 0 } = filter;
  const states: string[] = [row.state, ...row.events.map(({ state }) => state)];
  const ids = [row.key, ...row.events.map((each) => each.id)];
  return (
    row.source === source &&
    (outcome === undefined || states.includes(outcome)) &&
    ids.some((known) => known.startsWith(id)) &&
    JSON.stringify(row).toLowerCase().includes(text.toLowerCase()) &&
    row.at >= since &&
    row.at <= (filter.until ?? Number.POSITIVE_INFINITY)
  );
}
