/* One id of a sender with its waiting list, two events that wait for it, two contacts it may get.
   README.md beside this file says what is proved, and within which bounds; `npm run model` runs it.

   A set of events or contacts is a byte, number n is bit n. Contact 0 is none.
   The bounds come as macros (-DFAULTS=1), and so do the mutants: each takes one rule away.
   No `else` where an option begins: Spin would take it for the `else` of the options around. */

#ifndef FAULTS
#define FAULTS 0   /* functions that are killed, or get no answer of the ledger or the queue */
#endif
#ifndef GONE
#define GONE 0     /* contacts that are deleted in Bridge */
#endif
#ifndef EVENTS
#define EVENTS 2   /* events that wait for the id */
#endif

#define BIT(n) (1 << (n))
#define ALL (EVENTS == 2 -> 6 : 2)
#define HAS(set, n) (((set) >> (n)) & 1)

/* The link's item in the ledger: the contact, and the list, a set of events. */
byte link, waiting;

/* The records of the events. */
byte parked, delivered;     /* sets of events */
byte stamp[3];              /* by event: the contact it was put back for, or parked in spite of */
byte read[3];               /* by worker: the event whose record it has read, until that changes */

byte gone;                  /* contacts */

/* The queue: first deliveries and replays of the events; messages that link the id to a contact. */
byte fresh = ALL, linking = 6;
byte replays[3];
byte sent[3];               /* by event: contacts it was put back for since the link was written */
byte current;               /* workers that have read the link as it is */
byte busy, busyLinking;     /* a group has one message in hand at a time */
bool isBusy;                /* worker 1 has a message */
bool isBegun, isLinked;     /* event 1, and the message for contact 1, were received */

byte faults = FAULTS, deletions = GONE;

#define ISQUEUED(e) (!HAS(busy, e) && (HAS(fresh, e) || replays[e] > 0))
#define ISQUIET (fresh + linking + replays[1] + replays[2] + busy + busyLinking == 0)
#define CANRECEIVE (me == 1 || isBusy)
#define LEADSNOWHERE(c) ((c) == 0 || HAS(gone, c))

/* It is parked, and was not put back for this contact yet. */
#ifdef NO_STAMP
#define SHOULDGOBACK(e, c) (HAS(parked, e) && (c) > 0)
#else
#define SHOULDGOBACK(e, c) (HAS(parked, e) && (c) > 0 && stamp[e] != (c))
#endif

/* The queue may swallow a message with the deduplication id of another: the same event, contact and
   time of the link. After five minutes it does not. */
#ifdef DEDUP_WITHOUT_TIME
#define ISSWALLOWED HAS(sent[q], contact)
#else
#define ISSWALLOWED (HAS(sent[q], contact) && HAS(current, me))
#endif

#ifdef STAMP_ANY_VERSION
#define MAYSTAMP HAS(parked, q)
#else
#define MAYSTAMP (read[me] == q)
#endif

inline spoilRead() { read[3 - me] = (read[3 - me] == e -> 0 : read[3 - me]) }

inline readLink() { contact = link; current = current | BIT(me) }

inline writeLink(to) {
  link = to; current = 0;
#ifndef DEDUP_WITHOUT_TIME
  sent[1] = 0; sent[2] = 0
#endif
}

inline letGo() {
  read[me] = 0; current = current & ~BIT(me);
  busy = busy & ~BIT(e); busyLinking = busyLinking & ~BIT(linked);
  isBusy = (me == 1 -> false : isBusy);
  e = 0; linked = 0; contact = 0; todo = 0; q = 0; isReplay = false; isEnded = false
}

#define KILLED faults > 0 -> faults--; letGo(); goto idle

proctype Worker(byte me) {
  byte e;                   /* the event in hand, which waits for the id; or: */
  byte linked;              /* the contact that the message in hand links the id to */
  byte contact;             /* what the link led to when it was read */
  byte todo, q;             /* events to look at, and the one looked at */
  bool isReplay;
  bool isEnded;             /* its record is written: what remains is to look at the list */
idle:
  atomic {
    if                      /* two workers, events, contacts are the same: 1 comes first */
    :: ISQUIET -> goto over
    :: CANRECEIVE && ISQUEUED(1) -> e = 1; isBegun = true
    :: CANRECEIVE && isBegun && ISQUEUED(2) -> e = 2
    :: CANRECEIVE && HAS(linking & ~busyLinking, 1) -> linked = 1; isLinked = true
    :: CANRECEIVE && isLinked && HAS(linking & ~busyLinking, 2) -> linked = 2
    fi;
    isBusy = isBusy || me == 1;
    busy = busy | (e > 0 -> BIT(e) : 0);
    busyLinking = busyLinking | (linked > 0 -> BIT(linked) : 0);
    isReplay = (e > 0 && !HAS(fresh, e));
    if
    :: linked > 0 -> goto learn
    :: e > 0 && !isReplay && HAS(delivered, e) -> goto finish                 /* a duplicate */
    :: e > 0 && !isReplay && HAS(parked, e) ->
#ifdef NO_LOOK_ON_REDELIVERY
         goto finish
#else
         goto list
#endif
    :: e > 0 && (isReplay || !HAS(parked | delivered, e)) -> readLink(); todo = waiting & ~BIT(e)
    fi
  };

  if                                             /* resolveContact */
  :: !LEADSNOWHERE(contact) -> goto requeue
  :: atomic { LEADSNOWHERE(contact) -> todo = 0 }
  fi;
  if                                             /* settleEvents: it is parked */
  :: atomic { parked = parked | BIT(e); delivered = delivered & ~BIT(e);
       stamp[e] = contact; spoilRead() }
  :: atomic { KILLED }
  fi;

list:                                            /* joinWaitingList; then the link is read again */
  if
  :: atomic { waiting = waiting | BIT(e); isEnded = true }
  :: atomic { KILLED }
  fi;
#ifdef NO_LOOK
  goto finish;
#endif
  if
  :: atomic { readLink(); todo = BIT(e); goto requeue }
  :: atomic { KILLED }
  fi;

learn:                                           /* learnLink: the list is read after the write */
  if
  :: atomic { writeLink(linked); readLink() }
  :: atomic { KILLED }
  fi;
  atomic { todo = waiting };

requeue:                                         /* requeueWaiting, one event after the other */
  if
  :: atomic { todo == 0 && (e == 0 || isEnded) -> goto finish }
  :: atomic { todo == 0 && e > 0 && !isEnded -> goto deliver }
  :: atomic { HAS(todo, 1) -> q = 1 }
  :: atomic { HAS(todo, 2) -> q = 2 }
  fi;
  atomic {
    todo = todo & ~BIT(q); read[me] = q;
    if
    :: SHOULDGOBACK(q, contact)
#ifdef DROP_ENDED
    :: !SHOULDGOBACK(q, contact) && HAS(delivered, q) -> goto ended
    :: !SHOULDGOBACK(q, contact) && !HAS(delivered, q) -> q = 0; read[me] = 0; goto requeue
#else
    :: !SHOULDGOBACK(q, contact) -> q = 0; read[me] = 0; goto requeue
#endif
    fi
  };
#ifdef STAMP_FIRST
  if
  :: atomic { stamp[q] = (MAYSTAMP -> contact : stamp[q]) }
  :: atomic { KILLED }
  fi;
#endif
  if                                             /* enqueue */
  :: atomic { replays[q]++; assert(replays[q] < 9);
       sent[q] = sent[q] | (HAS(current, me) -> BIT(contact) : 0) }
  :: atomic { ISSWALLOWED }
  :: atomic { KILLED }
  fi;
#ifdef LEAVES_WHEN_PUT_BACK
  if
  :: atomic { waiting = waiting & ~BIT(q) }
  :: atomic { KILLED }
  fi;
#endif
#ifndef STAMP_FIRST
  if                                             /* notePutBack */
#ifndef NO_STAMP_WRITE
  :: atomic { stamp[q] = (MAYSTAMP -> contact : stamp[q]) }
#else
  :: true
#endif
  :: atomic { KILLED }
  fi;
#endif
  atomic { q = 0; read[me] = 0; goto requeue };

#ifdef DROP_ENDED
ended:                                           /* a kill has left it on the list */
  if
  :: atomic { waiting = waiting & ~BIT(q) }
  :: atomic { KILLED }
  fi;
  if
  :: atomic { HAS(parked, q) -> waiting = waiting | BIT(q); q = 0; read[me] = 0; goto requeue }
  :: atomic { !HAS(parked, q) -> q = 0; read[me] = 0; goto requeue }
  :: atomic { KILLED }
  fi;
#endif

deliver:
  if                                             /* sent, and settled as not parked */
  :: atomic { parked = parked & ~BIT(e); delivered = delivered | BIT(e); spoilRead() }
  :: atomic { KILLED }
  fi;
  if                                             /* stopWaiting */
  :: atomic { waiting = waiting & ~BIT(e) }
  :: atomic { KILLED }
  fi;

finish:                                          /* the message is deleted */
  atomic {
    replays[e] = (isReplay -> replays[e] - 1 : replays[e]);
    fresh = (isReplay -> fresh : fresh & ~(e > 0 -> BIT(e) : 0));
    linking = linking & ~(linked > 0 -> BIT(linked) : 0);
    letGo()
  };
  goto idle;
over:
  skip
}

/* Contacts are deleted in Bridge. */
active proctype People() {
end:
  do
  :: atomic { deletions > 0 && !HAS(gone, 1) -> deletions--; gone = gone | BIT(1) }
  :: atomic { deletions > 0 && !HAS(gone, 2) -> deletions--; gone = gone | BIT(2) }
  od
}

/* In the end, nothing is parked if the id has a contact; what is parked is on the list. */
init {
  atomic { run Worker(1); run Worker(2) };
  atomic {
    ISQUIET && _nr_pr == 2;
    assert((parked | delivered) == ALL && (parked & delivered) == 0);
    assert(parked == 0 || LEADSNOWHERE(link));
    assert((parked & ~waiting) == 0)
  }
}
