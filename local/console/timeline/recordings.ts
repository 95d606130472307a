import { type Exchange, type KeptHttp, searchableText } from './kept-http.ts';

/** What this machine keeps of a request beside its row. */
interface Recording {
  http: KeptHttp | undefined;
  /** Of its body; see `searchableText`. */
  text: string;
  exchanges: OfEvents[];
  bytes: number;
}

interface OfEvents {
  exchange: Exchange;
  eventIds: readonly string[];
}

/** Bodies of requests and of calls to Bridge, by the key of a row: as many as there is room for. */
export interface Recordings {
  addHttp(key: string, http: KeptHttp): void;
  /** @param eventIds the events of the request that it can have been made for */
  addExchange(key: string, exchange: Exchange, eventIds: readonly string[]): void;
  httpOf(key: string): KeptHttp | undefined;
  /** What is searched of its body, in small letters. */
  textOf(key: string): string;
  /** Oldest first; without an event, those of all events of the request. */
  exchangesOf(
    key: string,
    event?: { id: string; contactId: string | undefined },
  ): Exchange[];
  forget(key: string): void;
  /** Whether something had to be let go of to make room. */
  isFull(): boolean;
}

/** @param maxBytes of all that is kept, about; what is oldest goes first */
export function createRecordings(maxBytes: number): Recordings {
  const { add, get, forget, isFull } = createRoom(maxBytes);
  return {
    addHttp(key, http) {
      const text = searchableText(http);
      add(key, http.body.length + 2 * text.length, (recording) => {
        recording.http = http;
        recording.text = text;
      });
    },
    addExchange(key, exchange, eventIds) {
      const { sent, answered } = exchange;
      const bytes = 2 * (JSON.stringify([sent, answered]).length + 200);
      add(key, bytes, ({ exchanges }) => exchanges.push({ exchange, eventIds }));
    },
    httpOf: (key) => get(key)?.http,
    textOf: (key) => get(key)?.text ?? '',
    exchangesOf: (key, event) =>
      (get(key)?.exchanges ?? [])
        .filter((made) => event === undefined || canBeFor(made, event))
        .map(({ exchange }) => exchange)
        .sort((a, b) => a.at - b.at),
    forget,
    isFull,
  };
}

/** Recordings by key, as many as there is room for. */
function createRoom(maxBytes: number) {
  const recordings = new Map<string, Recording>();
  let total = 0;
  let isFull = false;

  function forget(key: string): void {
    total -= recordings.get(key)?.bytes ?? 0;
    recordings.delete(key);
  }

  return {
    add(key: string, bytes: number, change: (recording: Recording) => void): void {
      const known = recordings.get(key);
      const recording = known ?? { http: undefined, text: '', exchanges: [], bytes: 0 };
      recordings.set(key, recording);
      recording.bytes += bytes;
      total += bytes;
      change(recording);
      for (const oldest of recordings.keys()) {
        if (total <= maxBytes) return;
        isFull = true;
        forget(oldest);
      }
    },
    get: (key: string) => recordings.get(key),
    forget,
    isFull: () => isFull,
  };
}

/** A message can hold events of several people: a call for a contact is for those of that one. */
function canBeFor(
  { exchange, eventIds }: OfEvents,
  { id, contactId }: { id: string; contactId: string | undefined },
): boolean {
  if (!eventIds.includes(id)) return false;
  const [, called] = /\/contacts\/([0-9a-f-]{36})(?:[/?]|$)/i.exec(exchange.path) ?? [];
  if (eventIds.length === 1 || called === undefined || contactId === undefined)
    return true;
  return called.toLowerCase() === contactId;
}
