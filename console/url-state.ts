import { signal } from '@preact/signals';
import type { State } from '../local/console/api/state.ts';
import type { TimelineFilter } from '../local/console/api/timeline.ts';

export type Tab = State['tabs'][number];

/**
 * What is shown, as the hash of the URL holds it, so that it can be opened in a new tab and sent to
 * a colleague. A person and a text are not in it: a URL ends up in histories and chats.
 */
export interface UrlState {
  tab: Tab;
  /** The filter of the timeline. */
  source?: string | undefined;
  outcome?: TimelineFilter['outcome'];
  id?: string | undefined;
  /** Ms since 1970. */
  since?: number | undefined;
  until?: number | undefined;
  /** Key of the row that is open, and the id of the event in it that is meant. */
  row?: string | undefined;
  event?: string | undefined;
  /** Ids of the events that a replay is planned for. */
  plan?: string[] | undefined;
  /** The source chosen in its tab, and the payload chosen there. */
  chosen?: string | undefined;
  payload?: string | undefined;
}

const tabs: readonly string[] = [
  'timeline',
  'parked',
  'sources',
  'bridge',
] satisfies Tab[];
const words = ['source', 'outcome', 'id', 'row', 'event', 'chosen', 'payload'] as const;
const times = ['since', 'until'] as const;

const isTab = (text: string): text is Tab => tabs.includes(text);

/** `#/parked?plan=e1`; what is not known in it does not matter. */
export function readHash(hash: string): UrlState {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const entries = new URLSearchParams(query);
  const plan = entries.getAll('plan');
  return {
    tab: isTab(path) ? path : 'timeline',
    ...Object.fromEntries(words.map((name) => [name, entries.get(name) || undefined])),
    ...Object.fromEntries(times.map((name) => [name, timeOf(entries.get(name))])),
    plan: plan.length > 0 ? plan : undefined,
  };
}

/** The opposite of readHash. Times are ISO, in UTC. */
export function writeHash(state: UrlState): string {
  const entries = new URLSearchParams();
  for (const name of words) {
    const value = state[name];
    if (value) entries.set(name, value);
  }
  for (const name of times) {
    const ms = state[name];
    if (ms !== undefined) entries.set(name, new Date(ms).toISOString());
  }
  for (const id of state.plan ?? []) entries.append('plan', id);
  const query = entries.toString();
  return `#/${state.tab}${query && `?${query}`}`;
}

function timeOf(text: string | null): number | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : ms;
}

/** What is shown now. Changed by `go`, and by Back and Forward. */
export const url = signal<UrlState>({ tab: 'timeline' });

/** Takes the state from the address bar, now and whenever it changes. */
export function followHash(): void {
  const read = () => {
    url.value = readHash(location.hash);
  };
  window.addEventListener('popstate', read);
  read();
}

/**
 * Shows something else.
 * @param how `replace` for what is no step back, such as each letter of a filter
 */
export function go(change: Partial<UrlState>, how: 'push' | 'replace' = 'push'): void {
  url.value = { ...url.value, ...change };
  const hash = writeHash(url.value);
  if (hash === location.hash) return;
  if (how === 'push') history.pushState(null, '', hash);
  else history.replaceState(null, '', hash);
}
