/* One contact, two fields, three events, two workers: lease, clocks and doubts.
   README.md beside this file says what is proved, and within which bounds; `npm run model` runs it.

   An event's number is its clock: greater is newer. A set of events is a byte, event e is bit e.
   The bounds come as macros (-DFAULTS=1), and so do the mutants: each takes one rule away.
   No `else` where an option begins: Spin would take it for the `else` of the options around. */

#ifndef FAULTS
#define FAULTS 0   /* functions killed, and answers lost: the request is applied, late, or never */
#endif
#ifndef REFUSE
#define REFUSE 0   /* requests that Bridge refuses; the event is then parked */
#endif
#ifndef PARK
#define PARK 0     /* events parked for another reason: without a request (crashed, too old,
                      discarded, elsewhere), or although some of their fields did arrive */
#endif
#ifndef REPLAY
#define REPLAY 0   /* parked events that a person puts back (not with PACK) */
#endif
#ifndef AGE
#define AGE 0      /* events whose doubts become an hour old while they are still tried */
#endif
#ifndef DIE
#define DIE 0      /* messages that vanish without an end of their events */
#endif

/* The fields of each event: 1, 2, or 3 for both. 0: any, so that one run tries every overlap. */
#ifndef FIELDS1
#define FIELDS1 0
#define FIELDS2 0
#define FIELDS3 0
#endif

/* The messages: each event alone, or (PACK) two together and the third alone; one event again. */
#ifdef PACK
#define MESSAGES 3
#else
#define MESSAGES 4
#endif

#define EVENTS 14                          /* the set {1, 2, 3} */
#define BIT(e) (1 << (e))
#define HAS(set, e) (((set) >> (e)) & 1)
#define NEWER(e) (EVENTS & ~((1 << ((e) + 1)) - 1))
#define NEWEST(a, b) ((a) > (b) -> (a) : (b))

byte fields[4];                            /* by event */
byte first[MESSAGES], second[MESSAGES];    /* the events of a message; second may be 0 */
byte gone, taken;                          /* sets of messages */
byte putOff;                               /* messages that met a doubt */

/* The contact in the ledger, and what the ledger knows of events. */
byte clock[2];                             /* by field */
byte doubts[2];                            /* by field, a set of events */
byte holder;                               /* of the lease: FREE, ENDING, or a worker (1, 2) */
byte ended, parked;                        /* sets of events; what is parked has ended */
byte aged;                                 /* events whose doubts are an hour old */
byte dead;                                 /* events whose message vanished */
byte again;                                /* parked events that are replayed */
bool isBusy;                               /* worker 1 has a message */

#define FREE 0
#define ENDING 3                           /* its run is over without a word: it ends by itself */

/* Bridge, and requests that nobody waits for any more. Only mutants have two of them at a time. */
byte value[2];
byte late0[2], late1[2];

byte faults = FAULTS, refusals = REFUSE, parks = PARK, agings = AGE, deaths = DIE;
byte replays = REPLAY;

#define ALLGONE (gone == (1 << MESSAGES) - 1 && replays == 0)
#define ISADRIFT(i) (late0[i] + late1[i] > 0)

/* What stands for the clock: doubts of events that have ended some other way, and old ones. */
#ifdef DROP_DOUBT_OF_PARKED
#define CLOCKLIKE(f) (doubts[f] & ((ended & ~parked) | aged))
#else
#define CLOCKLIKE(f) (doubts[f] & (ended | aged))
#endif
#define OPENDOUBTS(f) (doubts[f] & ~(ended | aged))

/* An equal clock is this event's own, from before a kill; a replay writes its field again. */
#define ISOWN(f, e) (clock[f] == (e) && HAS(again, e))
#ifdef NO_CLOCK
#define ISDONE(f, e) ((CLOCKLIKE(f) & NEWER(e)) != 0)
#else
#ifdef REPLAY_BEATS_DOUBTS
#define ISDONE(f, e) (!ISOWN(f, e) && (clock[f] >= (e) || (CLOCKLIKE(f) & NEWER(e)) != 0))
#else
#define ISDONE(f, e) ((clock[f] >= (e) && !ISOWN(f, e)) || (CLOCKLIKE(f) & NEWER(e)) != 0)
#endif
#endif
#ifdef OLDER_DOES_NOT_WAIT
#define WAITS(f, e) false
#else
#define WAITS(f, e) ((e) > 0 && !ISDONE(f, e) && (OPENDOUBTS(f) & NEWER(e)) != 0)
#endif

#define WRITES(e, f) ((e) > 0 && ((fields[e] >> (f)) & 1))
#define ISOPEN(e) ((e) > 0 && HAS(~ended | again, e))
#define CANRUN(e) (ISOPEN(e) && \
  !(WRITES(e, 0) && WAITS(0, e)) && !(WRITES(e, 1) && WAITS(1, e)))
/* A message that met a doubt would meet it again: such polling is folded away, nothing else is. */
#define ISREADY(m) (!HAS(gone | taken, m) && (!HAS(putOff, m) || \
  CANRUN(first[m]) || CANRUN(second[m]) || (!ISOPEN(first[m]) && !ISOPEN(second[m]))))

#ifdef NO_LEASE
#define CANLEASE true
#else
#define CANLEASE (holder == FREE)
#endif
#ifdef NO_TOKEN
#define CANCOMMIT true
#else
#define CANCOMMIT (holder == me)
#endif
#ifdef LEASE_ENDS_EARLY
#define CANEND true
#else
#define CANEND (!ISADRIFT(0))
#endif

/* G4, at every step: nothing applied is older, in any field, than what was applied before. */
inline applyField(f, e) {
  if
  :: (e) > 0 -> assert((e) >= value[f]); value[f] = e
  :: (e) == 0
  fi
}

/* The one write that takes the lease also notes the doubt; `isNew` if it did not stand before. */
inline noteDoubt(f, e, isNew) {
#ifdef NO_DOUBTS
  skip
#else
#ifdef SINGLE_DOUBT
  isNew = ((e) > 0 && BIT(e) > doubts[f]);
  doubts[f] = (isNew -> BIT(e) : doubts[f])
#else
  isNew = ((e) > 0 && !HAS(doubts[f], e));
  doubts[f] = doubts[f] | ((e) > 0 -> BIT(e) : 0)
#endif
#endif
}

inline forgetRun() { want0 = 0; want1 = 0; put0 = 0; put1 = 0; isNew0 = false; isNew1 = false }

inline freeLease() { holder = (holder == me -> FREE : holder); forgetRun() }

/* Certainly nothing was written: one write takes the run's own doubts back and frees the lease. */
inline release() {
  doubts[0] = doubts[0] & ~(isNew0 -> BIT(want0) : 0);
  doubts[1] = doubts[1] & ~(isNew1 -> BIT(want1) : 0);
  freeLease()
}

inline commitField(f, e) {
  clock[f] = ((e) > 0 -> e : clock[f]);
  doubts[f] = ((e) > 0 -> doubts[f] & NEWER(e) : doubts[f])
}

/* The message is let go of. */
inline letGo() {
  taken = taken & ~BIT(m);
  x = 0; y = 0; rest = 0; m = 0; isWaiting = false;
  isBusy = (me == 1 -> false : isBusy)
}

/* The run is over without a word: doubts stay, lease and message come back by themselves. */
inline vanish() {
  holder = (holder == me -> ENDING : holder);
  forgetRun();
  letGo()
}

/* Nobody waits for this worker's request any more. It may still be applied. */
inline letDrift() {
  if
  :: !ISADRIFT(0) -> late0[0] = put0; late1[0] = put1
  :: ISADRIFT(0) -> late0[1] = put0; late1[1] = put1
  fi
}

inline loseAnswer() {
#ifdef FREE_AFTER_AMBIGUOUS
  freeLease();
#endif
  vanish()
}

/* Together did not simply succeed: one event after the other, in either order. */
inline takeApart() {
  if
  :: rest = y
  :: rest = x; x = y
  fi;
  y = 0
}

proctype Worker(byte me) {
  byte m, x, y;                /* the message and the events of this run; y may be 0 */
  byte rest;                   /* the event of the pack that comes after this run */
  byte want0, want1;           /* per field, the newest event of the run that has it */
  byte put0, put1;             /* what is sent: `want` without what is stale */
  bool isNew0, isNew1;         /* whether the doubt about `want` was noted by this run */
  bool isWaiting;              /* an event of the message met a doubt */
idle:
  atomic {                     /* receive, and recall: what has ended is a duplicate */
    if                         /* two idle workers are the same: the first of them receives */
    :: ALLGONE -> goto over
    :: (me == 1 || isBusy) && ISREADY(0) -> m = 0
    :: (me == 1 || isBusy) && ISREADY(1) -> m = 1
    :: (me == 1 || isBusy) && ISREADY(2) -> m = 2
    :: (me == 1 || isBusy) && MESSAGES == 4 && ISREADY(MESSAGES - 1) -> m = MESSAGES - 1
    fi;
    taken = taken | BIT(m); putOff = putOff & ~BIT(m);
    isBusy = isBusy || me == 1;
    x = first[m]; y = second[m];
#ifndef NO_DEDUP
    x = (ISOPEN(x) -> x : 0);
    y = (ISOPEN(y) -> y : 0);
#endif
    if
    :: x == 0 -> x = y; y = 0
    :: x > 0 && y == 0
    :: x > 0 && y > 0                                    /* together */
    :: x > 0 && y > 0 -> takeApart()
    fi
  };

begin:
  if
  :: x == 0 -> goto delete
  :: atomic { x > 0 && parks > 0 -> parks--; parked = parked | BIT(x);
       rest = (y > 0 -> y : rest); y = 0; goto settle }
  :: atomic { x > 0 && deaths > 0 -> deaths--; gone = gone | BIT(m);
       dead = dead | BIT(x) | (y > 0 -> BIT(y) : 0) | (rest > 0 -> BIT(rest) : 0);
       letGo(); goto idle }
  :: atomic {                  /* sendToContact: one write takes the lease and notes the doubts */
       x > 0 && CANLEASE -> holder = me;
       want0 = NEWEST((WRITES(x, 0) -> x : 0), (WRITES(y, 0) -> y : 0));
       want1 = NEWEST((WRITES(x, 1) -> x : 0), (WRITES(y, 1) -> y : 0));
       noteDoubt(0, want0, isNew0);
       noteDoubt(1, want1, isNew1)
     }
  fi;

  if                           /* dropStale, knowing by now which events of doubts have ended */
  :: atomic { WAITS(0, want0) || WAITS(1, want1) ->      /* in doubt: nothing is sent */
       release();
       if
       :: y > 0 -> takeApart(); goto begin
       :: y == 0 -> isWaiting = true; x = rest; rest = 0; goto begin
       fi }
  :: atomic { !WAITS(0, want0) && !WAITS(1, want1) ->
       put0 = ((want0 > 0 && !ISDONE(0, want0)) -> want0 : 0);
       put1 = ((want1 > 0 && !ISDONE(1, want1)) -> want1 : 0);
       if
       :: put0 + put1 == 0 -> release();                 /* all stale, or done before a crash */
            parked = parked & ~(BIT(x) | BIT(y)); goto settle
       :: put0 + put1 > 0
       fi }
  :: atomic { faults > 0 -> faults--; vanish(); goto idle }
  fi;

  if                           /* the PATCH is on its way */
  :: atomic { applyField(0, put0); applyField(1, put1) }
  :: atomic { refusals > 0 -> refusals--;
#ifdef REFUSAL_CLEARS_ALL
       isNew0 = (want0 > 0); isNew1 = (want1 > 0);
#endif
       release();
       if
       :: y > 0 -> takeApart(); goto begin
       :: y == 0 -> parked = parked | BIT(x); goto settle
       fi }
  :: atomic { faults > 0 && !ISADRIFT(1) -> faults--; letDrift(); loseAnswer(); goto idle }
  :: atomic { faults > 0 && !ISADRIFT(1) -> faults--; letDrift(); vanish(); goto idle }
  fi;

  if                           /* it is applied, and the answer on its way */
  :: atomic { CANCOMMIT ->     /* one write commits the clocks and frees the contact */
       commitField(0, put0);
       commitField(1, put1);
#ifdef COMMIT_COVERS_OTHER_FIELDS
       doubts[0] = doubts[0] & NEWER(NEWEST(put0, put1));
       doubts[1] = doubts[1] & NEWER(NEWEST(put0, put1));
#endif
       freeLease();
       if                      /* delivered; or parked for a field that did not take */
       :: parked = parked & ~(BIT(x) | BIT(y))
       :: y == 0 && parks > 0 -> parks--; parked = parked | BIT(x)
       fi }
  :: atomic { !CANCOMMIT -> vanish(); goto idle }
  :: atomic { faults > 0 -> faults--; loseAnswer(); goto idle }
  :: atomic { faults > 0 -> faults--; vanish(); goto idle }
  fi;

settle:                        /* settleEvents: the end of each event is a write of its own */
  if
  :: atomic { ended = ended | BIT(x); again = again & ~BIT(x);
       if
       :: y > 0 -> x = y; y = 0; goto settle
       :: y == 0 -> x = rest; rest = 0; goto begin
       fi }
  :: atomic { faults > 0 -> faults--; vanish(); goto idle }
  fi;

delete:                        /* the message is deleted, or comes back for what is in doubt */
  if
  :: atomic { isWaiting -> putOff = putOff | BIT(m); letGo() }
  :: atomic { !isWaiting -> gone = gone | BIT(m); letGo() }
  :: atomic { faults > 0 -> faults--; vanish() }
  fi;
  goto idle;
over:
  skip
}

/* Requests that nobody waits for: Bridge applies them or does not. */
active proctype Bridge() {
end:
  do
  :: atomic { ISADRIFT(0) -> applyField(0, late0[0]); applyField(1, late1[0]);
       late0[0] = 0; late1[0] = 0 }
  :: atomic { ISADRIFT(0) -> late0[0] = 0; late1[0] = 0 }
  :: atomic { ISADRIFT(1) -> applyField(0, late0[1]); applyField(1, late1[1]);
       late0[1] = 0; late1[1] = 0 }
  :: atomic { ISADRIFT(1) -> late0[1] = 0; late1[1] = 0 }
  od
}

/* A person puts a parked event back: it is sent although its end is known. */
#if REPLAY > 0
#define CANREPLAY(e) (replays > 0 && HAS(parked & ended & ~again, e) && HAS(gone, (e) - 1))
active proctype Person() {
end:
  do
  :: atomic { CANREPLAY(1) -> replays--; again = again | BIT(1); gone = gone & ~BIT(0) }
  :: atomic { CANREPLAY(2) -> replays--; again = again | BIT(2); gone = gone & ~BIT(1) }
  :: atomic { CANREPLAY(3) -> replays--; again = again | BIT(3); gone = gone & ~BIT(2) }
  :: replays > 0 -> replays = 0
  od
}
#endif

/* A lease ends by itself, but not while a request of its run may still arrive (G4's bound). */
active proctype Time() {
  byte open;
end:
  do
  :: atomic { holder == ENDING && CANEND -> holder = FREE }
#if AGE > 0
  :: atomic { agings > 0 && ((OPENDOUBTS(0) | OPENDOUBTS(1)) != 0) -> agings--;
       open = OPENDOUBTS(0) | OPENDOUBTS(1);
       if
       :: HAS(open, 1) -> aged = aged | BIT(1)
       :: HAS(open, 2) -> aged = aged | BIT(2)
       :: HAS(open, 3) -> aged = aged | BIT(3)
       fi;
       open = 0 }
#endif
#ifndef NO_AGE
  :: atomic { (doubts[0] | doubts[1]) & dead & ~aged -> aged = aged | dead }
#endif
  od
}

/* What was not parked is in Bridge, or something newer is, or may be: a doubt counts as clock. */
inline judgeEnd(f, e) {
  assert(!WRITES(e, f) || !HAS(ended & ~parked, e) ||
    value[f] >= e || (CLOCKLIKE(f) & NEWER(e)) != 0)
}

/* Nothing was refused or parked: the newest value of the field stands, and no doubt is left. */
inline judgeNewest(f, newest) {
  newest = (WRITES(3, f) -> 3 : (WRITES(2, f) -> 2 : (WRITES(1, f) -> 1 : 0)));
  assert(value[f] == newest && clock[f] == newest && (doubts[f] & NEWER(newest)) == 0)
}

#define PROCESSES (REPLAY > 0 -> 4 : 3)

init {
  byte e;
  atomic {
    e = 1;
    do
    :: e > 3 -> break
    :: e <= 3 ->
         if
         :: fields[e] = 1
         :: fields[e] = 2
         :: fields[e] = 3
         fi;
         e++
    od;
#if FIELDS1 > 0
    fields[1] = FIELDS1; fields[2] = FIELDS2; fields[3] = FIELDS3;
#else
    if                         /* the fields may change names: half of the overlaps are enough */
    :: fields[1] == 2 || (fields[1] == 3 && fields[2] == 2) ||
         (fields[1] == 3 && fields[2] == 3 && fields[3] == 2) -> goto over
    :: else
    fi;
#endif
#ifdef PACK
    if
    :: first[0] = 1; second[0] = 2; first[1] = 3
    :: first[0] = 1; second[0] = 3; first[1] = 2
    :: first[0] = 2; second[0] = 3; first[1] = 1
    fi;
#else
    first[0] = 1; first[1] = 2; first[2] = 3;
#endif
    if
    :: first[MESSAGES - 1] = 1
    :: first[MESSAGES - 1] = 2
    :: first[MESSAGES - 1] = 3
    fi;
    e = 0;
    run Worker(1); run Worker(2)
  };
  atomic {
    ALLGONE && !ISADRIFT(0) && !ISADRIFT(1) && _nr_pr == PROCESSES;
    assert((ended | dead) == EVENTS);
    judgeEnd(0, 1); judgeEnd(0, 2); judgeEnd(0, 3);
    judgeEnd(1, 1); judgeEnd(1, 2); judgeEnd(1, 3);
#if REFUSE + PARK + AGE + DIE == 0
    judgeNewest(0, e); judgeNewest(1, e)
#endif
  };
over:
  skip
}
