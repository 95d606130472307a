import { type Signal, useSignal } from '@preact/signals';
import { client } from '../client.ts';
import { Field } from '../parts/controls/field.tsx';
import { Show, useLoaded } from '../parts/loaded.tsx';
import { Lines } from '../parts/notice.tsx';
import { useRefresh } from '../parts/refresh.ts';
import { Contacts } from './contacts.tsx';
import { Faults } from './faults.tsx';

/** The tab "Bridge": what the simulator holds, and how it misbehaves next. */
export function BridgeTab() {
  const bridge = useLoaded('bridge', client.bridge);
  const search = useSignal('');
  useRefresh(bridge.reload);
  return (
    <div class="bridge">
      <Show of={bridge}>
        {({ workspaces, faults, notes }) => (
          <>
            <Lines lines={notes} />
            <Faults faults={faults} onChange={bridge.reload} />
            <Search text={search} />
            {workspaces.map(({ name, contacts }) => (
              <Contacts
                key={name}
                workspace={name}
                contacts={contacts}
                search={search.value}
              />
            ))}
          </>
        )}
      </Show>
    </div>
  );
}

function Search({ text }: { text: Signal<string> }) {
  return (
    <search>
      <Field name="Search contacts">
        {(id) => (
          <input
            id={id}
            type="search"
            autocomplete="off"
            spellcheck={false}
            aria-keyshortcuts="/"
            value={text.value}
            onInput={({ currentTarget }) => {
              text.value = currentTarget.value;
            }}
          />
        )}
      </Field>
    </search>
  );
}
