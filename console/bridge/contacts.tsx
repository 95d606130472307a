import { Held } from '../parts/held.tsx';
import { Section } from '../parts/section.tsx';
import { Table } from '../parts/table.tsx';
import { Text } from '../parts/text.tsx';
import { type Contact, findContacts } from './find-contacts.ts';

interface Props {
  workspace: string;
  contacts: Contact[];
  search: string;
}

/** The contacts of a workspace, each with its fields. */
export function Contacts({ workspace, contacts, search }: Props) {
  const { shown, found } = findContacts(contacts, search);
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
          {found === shown.length ? '' : `first ${shown.length} of `}
          {found} of {contacts.length}
        </p>
      }
    >
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
    </Section>
  );
}
