import { Some } from '../parts/controls/some.tsx';
import { count } from '../parts/moment.ts';
import { Section } from '../parts/section.tsx';
import { Table } from '../parts/table.tsx';
import { Held } from '../parts/values/held.tsx';
import { Text } from '../parts/values/text.tsx';
import { type Contact, findContacts } from './find-contacts.ts';

interface Props {
  workspace: string;
  contacts: Contact[];
  search: string;
}

/** The contacts of a workspace, each with its fields. */
export function Contacts({ workspace, contacts, search }: Props) {
  const found = findContacts(contacts, search);
  return (
    <Section
      level={2}
      title={
        <>
          Contacts of <Text text={workspace} />
        </>
      }
      actions={
        <p class="soft" aria-live="polite">
          {`${count(found.length)} of ${count(contacts.length)}`}
        </p>
      }
    >
      <Some key={search} of={found} step={60}>
        {(shown) => (
          <div class="contacts">
            {shown.map(({ id, fields }) => (
              <Table
                key={id}
                label={`Contact ${id}`}
                isTitled
                rows={fields}
                rowKey={({ field }) => field}
                columns={[
                  { name: 'field', cell: ({ field }) => <Text text={field} /> },
                  { name: 'value', cell: ({ value }) => <Held value={value} /> },
                ]}
              />
            ))}
          </div>
        )}
      </Some>
    </Section>
  );
}
