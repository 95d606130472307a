/** What a row of the bench has to be; without either, the row is stated. */
interface Wanted {
  atMost?: number;
  below?: number;
}

/** One row of the bench's table: a ratio to what somebody would take instead, or a count. */
export interface Goal extends Wanted {
  row: string;
  unit?: '$';
}

/** The version before the map was compiled, the cold start cut and the items made smaller. */
export const baseline = 'c44795a';

const rows = {
  'map Typeform hand': {
    row: 'map of 14 fields, Typeform ÷ written by hand with the same conversions',
    atMost: 1.5,
  },
  'map HubSpot hand': { row: 'the same, HubSpot ÷ written by hand', atMost: 1.5 },
  'map HubSpot kit': { row: "map, HubSpot ÷ Segment's mapping kit", below: 1 },
  'map Typeform JSONata': { row: 'map, Typeform ÷ plain JSONata', below: 1 },
  'map HubSpot JSONata': { row: 'map, HubSpot ÷ plain JSONata', below: 1 },
  'map Typeform jmespath': { row: 'map, Typeform ÷ jmespath' },
  'map HubSpot jmespath': { row: 'map, HubSpot ÷ jmespath' },
  'receive hand': {
    row: 'receive, all but the call to AWS, 1.6 KB ÷ written by hand',
    atMost: 4,
  },
  'receive cold defaults': {
    row: "receive, init + first at 512 MB ÷ the same built with CDK's defaults",
    atMost: 0.65,
  },
  'receive cold late': {
    row: 'receive, init + first ÷ one that fetches its secrets in the first call',
    atMost: 0.5,
  },
  'receive cold whole': {
    row: "receive, init + first ÷ CDK's defaults with the SDK bundled",
  },
  'receive cold bare': { row: 'receive, init + first ÷ a bare handler' },
  'deliver cold before': {
    row: `deliver, init + first at 512 MB ÷ that of ${baseline}`,
    atMost: 0.8,
  },
  'deliver cold defaults': {
    row: "deliver, init + first at 512 MB ÷ the same built with CDK's defaults",
  },
  'deliver first init': { row: 'deliver, first call ÷ its init', atMost: 0.25 },
  'receive first init': { row: 'receive, first call ÷ its init' },
  'client bare': {
    row: 'client of the PATCH ÷ bare `node:https` with a timeout',
    atMost: 1.1,
  },
  'client fetch': { row: 'client of the PATCH ÷ `fetch`' },
  'growth sources': { row: 'growth: 500 sources ÷ one, per event', atMost: 1.1 },
  'growth history': {
    row: 'growth: contact with 1,000 events ÷ one with a few, deliver, per event',
    atMost: 1.1,
  },
  'growth batch': { row: 'growth: 100 events in a request ÷ one, per event', atMost: 1.1 },
  'growth map': { row: 'growth: map of 100 entries ÷ of 5, per entry', atMost: 1.1 },
  'growth payload': { row: 'growth: payload of 100 KB ÷ of 1 KB, per KB', atMost: 1.1 },
  'write units': { row: 'write units of an event with 14 fields', atMost: 5 },
  'read units': { row: 'read units of an event with 14 fields', atMost: 1 },
  'list price': {
    row: 'list price of a million such events, with the HTTP API',
    atMost: 8.4,
    unit: '$',
  },
  'local run naive': {
    row: 'POST → PATCH on the local run ÷ a naive Express + `fetch` handler, sequential',
  },
  'local run before': {
    row: `POST → PATCH on the local run ÷ that of ${baseline}, sequential`,
    atMost: 1,
  },
  'local run CPU': {
    row: `CPU of the local run per event, 20 senders at a time ÷ that of ${baseline}`,
    atMost: 0.7,
  },
} satisfies Record<string, Goal>;

export type GoalName = keyof typeof rows;

/** The rows of the table, in its order. */
export const goals: Record<GoalName, Goal> = rows;

export const goalNames = Object.keys(goals) as GoalName[];

export type Verdict = 'met' | 'missed' | 'stated';

/** Whether a number is what its goal says. */
export function judge({ atMost, below }: Wanted, median: number): Verdict {
  if (atMost !== undefined) return median <= atMost ? 'met' : 'missed';
  if (below !== undefined) return median < below ? 'met' : 'missed';
  return 'stated';
}
