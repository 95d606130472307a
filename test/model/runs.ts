/** One run of the checker over a model with its macros. */
export interface Run {
  model: 'delivery' | 'waiting';
  macros: string;
  /** What the checker must report; `undefined`: nothing, after looking at every state. */
  breaks?: RegExp | undefined;
  /** Looks for executions without an end, instead of wrong states. */
  isEndless?: true | undefined;
}

const overlap = 'FIELDS1=1 FIELDS2=3 FIELDS3=2';
const [olderOverNewer, stuck, endless] = [
  />=value\[/,
  /invalid end state/,
  /non-progress cycle/,
];
const [staysParked, offTheList] = [/parked==0/, /waiting/];

/** Everything `npm run model` checks, in the order of the tables in docs/model/README.md. */
export const runs: Run[] = [
  // The protocol.
  { model: 'delivery', macros: 'FAULTS=1 REFUSE=1 PARK=1' },
  { model: 'delivery', macros: 'FAULTS=2 REFUSE=1' },
  { model: 'delivery', macros: `FAULTS=3 REFUSE=2 ${overlap}` },
  { model: 'delivery', macros: `FAULTS=1 REFUSE=1 PARK=1 REPLAY=1 ${overlap}` },
  { model: 'delivery', macros: 'FAULTS=1 AGE=1 DIE=1' },
  { model: 'delivery', macros: 'PACK FAULTS=1 REFUSE=1' },
  { model: 'delivery', macros: `PACK FAULTS=2 REFUSE=1 PARK=1 ${overlap}` },
  { model: 'delivery', macros: 'FAULTS=1 REFUSE=1', isEndless: true },
  { model: 'delivery', macros: `PACK FAULTS=1 REFUSE=1 ${overlap}`, isEndless: true },
  { model: 'waiting', macros: 'FAULTS=1 GONE=1' },
  { model: 'waiting', macros: 'EVENTS=1 FAULTS=3 GONE=2' },
  { model: 'waiting', macros: 'FAULTS=1', isEndless: true },
  { model: 'waiting', macros: 'GONE=1', isEndless: true },

  // Rules that are not needed while no lease ends before its request has settled.
  { model: 'delivery', macros: 'NO_TOKEN FAULTS=2' },
  { model: 'delivery', macros: 'NO_DEDUP FAULTS=2' },

  // Mutants: one rule is taken away.
  { model: 'delivery', macros: 'NO_LEASE', breaks: olderOverNewer },
  { model: 'delivery', macros: 'NO_CLOCK', breaks: olderOverNewer },
  { model: 'delivery', macros: 'NO_DOUBTS FAULTS=1', breaks: olderOverNewer },
  { model: 'delivery', macros: 'SINGLE_DOUBT FAULTS=1 REFUSE=1', breaks: olderOverNewer },
  {
    model: 'delivery',
    macros: 'REFUSAL_CLEARS_ALL FAULTS=1 REFUSE=1',
    breaks: olderOverNewer,
  },
  {
    model: 'delivery',
    macros: 'DROP_DOUBT_OF_PARKED FAULTS=1 PARK=1',
    breaks: olderOverNewer,
  },
  {
    model: 'delivery',
    macros: 'COMMIT_COVERS_OTHER_FIELDS FAULTS=1',
    breaks: olderOverNewer,
  },
  { model: 'delivery', macros: 'OLDER_DOES_NOT_WAIT FAULTS=1', breaks: olderOverNewer },
  { model: 'delivery', macros: 'FREE_AFTER_AMBIGUOUS FAULTS=1', breaks: olderOverNewer },
  { model: 'delivery', macros: 'LEASE_ENDS_EARLY FAULTS=1', breaks: olderOverNewer },
  {
    model: 'delivery',
    macros: 'REPLAY_BEATS_DOUBTS FAULTS=1 PARK=2 REPLAY=1',
    breaks: olderOverNewer,
  },
  { model: 'delivery', macros: 'NO_AGE FAULTS=1 DIE=1', breaks: stuck },
  { model: 'waiting', macros: 'NO_LOOK', breaks: staysParked },
  { model: 'waiting', macros: 'NO_LOOK_ON_REDELIVERY FAULTS=1', breaks: staysParked },
  { model: 'waiting', macros: 'LEAVES_WHEN_PUT_BACK GONE=1', breaks: offTheList },
  { model: 'waiting', macros: 'DROP_ENDED GONE=1', breaks: staysParked },
  { model: 'waiting', macros: 'STAMP_FIRST FAULTS=1', breaks: staysParked },
  { model: 'waiting', macros: 'STAMP_ANY_VERSION FAULTS=1 GONE=1', breaks: staysParked },
  { model: 'waiting', macros: 'DEDUP_WITHOUT_TIME FAULTS=1 GONE=1', breaks: staysParked },
  { model: 'waiting', macros: 'NO_STAMP GONE=1', breaks: endless, isEndless: true },
];
