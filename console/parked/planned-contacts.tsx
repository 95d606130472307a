import type { Plan } from '../../local/console/api/parked.ts';
import { Some } from '../parts/controls/some.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Held } from '../parts/values/held.tsx';
import { Text } from '../parts/values/text.tsx';
import { contactKey, fieldKeys, type PlanChanges } from './compare-plans.ts';

interface Props {
  contacts: Plan['contacts'];
  /** The values are shown when they are asked for. */
  isMasked: boolean;
  /** Since the plan that was to be sent. */
  changes: PlanChanges | undefined;
}

/** Contact by contact: what Bridge holds now beside what would be sent. */
export function PlannedContacts({ contacts, isMasked, changes }: Props) {
  const hasSeveral = new Set(contacts.map(({ workspace }) => workspace)).size > 1;
  return (
    <>
      <Some of={contacts} step={50}>
        {(shown) =>
          shown.map((contact) => (
            <PlannedContact
              key={contactKey(contact)}
              contact={contact}
              namesWorkspace={hasSeveral}
              isMasked={isMasked}
              changes={changes}
            />
          ))
        }
      </Some>
      {changes && changes.gone.length > 0 && (
        <Table
          label="Not sent any more"
          isTitled
          rows={changes.gone}
          rowKey={({ key }) => key}
          columns={[
            { name: 'field', cell: ({ field }) => <Text text={field} /> },
            { name: 'contact', cell: ({ contactId }) => <Text text={contactId} /> },
            {
              name: 'was to be sent',
              cell: ({ next, isMasked: wasMasked }) => (
                <Held value={next} isMasked={wasMasked} />
              ),
            },
          ]}
        />
      )}
    </>
  );
}

interface ContactProps extends Pick<Props, 'changes' | 'isMasked'> {
  contact: Plan['contacts'][number];
  /** Whether there are contacts of others too. */
  namesWorkspace: boolean;
}

function PlannedContact({ contact, namesWorkspace, isMasked, changes }: ContactProps) {
  const { workspace, contactId } = contact;
  const keys = fieldKeys(contact);
  const fields = contact.fields.map((field, index) => ({
    ...field,
    key: keys[index] ?? '',
  }));
  const isNew = ({ key }: { key: string }) => changes?.fields.has(key) ?? false;
  return (
    <Table
      label={`Contact ${contactId}${namesWorkspace ? ` of ${workspace}` : ''}`}
      isTitled
      rows={fields}
      rowKey={({ key }) => key}
      rowKind={(row) => {
        if (isNew(row)) return 'new';
        return row.isSame ? 'same' : undefined;
      }}
      columns={columnsOf(isMasked, isNew)}
    />
  );
}

type PlannedRow = Plan['contacts'][number]['fields'][number] & { key: string };

function columnsOf(
  isMasked: boolean,
  isNew: (row: PlannedRow) => boolean,
): Column<PlannedRow>[] {
  return [
    { name: 'field', cell: ({ field }) => <Text text={field} /> },
    {
      name: 'Bridge holds now',
      cell: ({ now }) => <Held value={now} isMasked={isMasked} />,
    },
    {
      name: 'would be sent',
      cell: ({ next }) => <Held value={next} isMasked={isMasked} />,
    },
    {
      name: 'so it',
      cell: (row) => (
        <>
          {row.isSame ? 'stays as it is' : <strong>changes</strong>}
          {isNew(row) && <mark class="mark">new in this plan</mark>}
        </>
      ),
    },
  ];
}
