import type { Plan } from '../../local/console/api/parked.ts';
import { Some } from '../parts/controls/some.tsx';
import { Table } from '../parts/table.tsx';
import { Held } from '../parts/values/held.tsx';
import { Text } from '../parts/values/text.tsx';
import { fieldKey, type PlanChanges } from './compare-plans.ts';

interface Props {
  contacts: Plan['contacts'];
  /** The values are shown when they are asked for. */
  isMasked: boolean;
  /** Since the plan that was to be sent. */
  changes: PlanChanges | undefined;
}

/** Contact by contact: what Bridge holds now beside what would be sent. */
export function PlannedContacts({ contacts, isMasked, changes }: Props) {
  return (
    <>
      <Some of={contacts} step={50}>
        {(shown) =>
          shown.map((contact) => (
            <PlannedContact
              key={contact.contactId}
              contact={contact}
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
          rowKey={({ contactId, field }) => fieldKey(contactId, field)}
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
}

function PlannedContact({
  contact: { contactId, fields },
  isMasked,
  changes,
}: ContactProps) {
  const isNew = ({ field }: { field: string }) =>
    changes?.fields.has(fieldKey(contactId, field)) ?? false;
  return (
    <Table
      label={`Contact ${contactId}`}
      isTitled
      rows={fields}
      rowKey={({ field }) => field}
      rowKind={(row) => {
        if (isNew(row)) return 'new';
        return row.isSame ? 'same' : undefined;
      }}
      columns={[
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
      ]}
    />
  );
}
