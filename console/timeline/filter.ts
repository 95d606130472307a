import { computed, signal } from '@preact/signals';
import type { TimelineFilter } from '../../local/console/api/timeline.ts';
import { go, url } from '../url-state.ts';

type Filter = Partial<TimelineFilter>;

/** What is of a person: it lives here only, and leaves in the body of a POST. */
const person = signal('');
const text = signal('');
export const ofPerson = { person, text } as const;

/** Rows that are asked for at once, and kept at most. */
export const pageOf = 200;
export const atMost = 500;

/** Which rows are shown. */
export const filter = computed<Filter>(() => {
  const { source, outcome, id, since, until } = url.value;
  return withoutNothing({
    source,
    outcome,
    id,
    since,
    until,
    person: person.value.trim(),
    text: text.value.trim(),
  });
});

/** Whether the server has to say which rows are meant. */
export const isFiltered = computed(() => Object.keys(filter.value).length > 0);

/** Shows all rows again. */
export function clearFilter(): void {
  person.value = '';
  text.value = '';
  go({
    source: undefined,
    outcome: undefined,
    id: undefined,
    since: undefined,
    until: undefined,
  });
}

/** Without what does not matter: the server takes no empty text for a filter. */
function withoutNothing(filter: Record<string, string | number | undefined>): Filter {
  return Object.fromEntries(
    Object.entries(filter).filter(([, value]) => value !== undefined && value !== ''),
  );
}
