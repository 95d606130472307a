import { state } from '../page-state.ts';
import { Button } from '../parts/controls/button.tsx';
import { Field } from '../parts/controls/field.tsx';
import { localMinute, timeOfLocal } from '../parts/moment.ts';
import { eventLooks, requestLooks } from '../states.ts';
import { go, type UrlState, url } from '../url-state.ts';
import { clearFilter, isFiltered, ofPerson } from './filter.ts';

/** Which rows are shown. What is of a person stays out of the URL. */
export function FilterBar() {
  const isWide = window.matchMedia('(min-width: 48rem)').matches;
  return (
    <details class="filter" open={isWide}>
      <summary>Filter</summary>
      <search aria-label="Filter">
        <form autocomplete="off" onSubmit={(event) => event.preventDefault()}>
          <Chosen />
          <Written />
          {isFiltered.value && (
            <Button look="quiet" onPress={clearFilter}>
              Clear the filter
            </Button>
          )}
        </form>
      </search>
    </details>
  );
}

function Chosen() {
  return (
    <>
      <Field name="Source">
        {(id) => (
          <select id={id} value={url.value.source ?? ''} onChange={taken('source')}>
            <option value="">all</option>
            {sourceNames().map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <Field name="Outcome">
        {(id) => (
          <select id={id} value={url.value.outcome ?? ''} onChange={taken('outcome')}>
            <option value="">all</option>
            <Outcomes label="of an event" of={eventLooks} />
            <Outcomes label="of a request" of={requestLooks} />
          </select>
        )}
      </Field>
    </>
  );
}

/** Those that are configured, and the chosen one though it is not any more. */
function sourceNames(): string[] {
  const { source } = url.value;
  const names = state.value?.sources ?? [];
  return source === undefined || names.includes(source) ? names : [...names, source];
}

function Written() {
  return (
    <>
      <Field name="Person">
        {(id) => <input id={id} {...inMemory('person')} placeholder="id, email, phone" />}
      </Field>
      <Field name="Id">
        {(id) => (
          <input id={id} type="search" value={url.value.id ?? ''} onInput={taken('id')} />
        )}
      </Field>
      <Field name="Text">
        {(id) => <input id={id} {...inMemory('text')} aria-keyshortcuts="/" />}
      </Field>
      <Field name="From">{(id) => <input id={id} {...timeInput('since')} />}</Field>
      <Field name="To">{(id) => <input id={id} {...timeInput('until')} />}</Field>
    </>
  );
}

function Outcomes({ label, of }: { label: string; of: object }) {
  return (
    <optgroup label={label}>
      {Object.keys(of).map((name) => (
        <option key={name}>{name}</option>
      ))}
    </optgroup>
  );
}

type Changed = { currentTarget: HTMLInputElement | HTMLSelectElement };

function taken(name: 'source' | 'outcome' | 'id') {
  return ({ currentTarget: { value } }: Changed) =>
    change({ [name]: value === '' ? undefined : value });
}

function timeInput(name: 'since' | 'until') {
  return {
    type: 'datetime-local' as const,
    value: localMinute(url.value[name]),
    onChange: ({ currentTarget: { value } }: Changed) =>
      change({ [name]: timeOfLocal(value) }),
  };
}

/** A letter of a filter is no step back. */
function change(to: Partial<UrlState>): void {
  go(to, 'replace');
}

function inMemory(name: keyof typeof ofPerson) {
  const held = ofPerson[name];
  return {
    type: 'search' as const,
    value: held.value,
    spellcheck: false,
    onInput: ({ currentTarget: { value } }: Changed) => {
      held.value = value;
    },
  };
}
