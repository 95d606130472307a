import type { Behaviour } from './behaviour.ts';
import { emptyOptionsOf } from './behaviour.ts';
import type { Complaint } from './complaint.ts';
import { type ContactChange, scalars } from './contact.ts';
import { findOwner } from './find-owner.ts';

/** What Bridge refuses in a change that the description finds nothing wrong with. */
export function checkChange(change: ContactChange, behaviour: Behaviour): Complaint[] {
  const { customAttributes: { openAttributes = [], closedAttributes = [] } = {} } = change;
  const nulls = scalars
    .filter((field) => change[field] === null)
    .map((field) => complain(field));
  const emptyTexts = openAttributes.flatMap(({ content }, index) =>
    content === '' ? complain('customAttributes', 'openAttributes', index) : [],
  );
  const emptyLists = closedAttributes.flatMap(({ closedCustomAttributeIds }, index) =>
    closedCustomAttributeIds.length === 0
      ? complain('customAttributes', 'closedAttributes', index)
      : [],
  );
  const strangers = namesStranger(change, behaviour) ? [complain('ownerIdentifier')] : [];
  return [
    behaviour.nulls === 'refused' ? nulls : [],
    behaviour.emptyAttribute === 'refused' ? emptyTexts : [],
    emptyOptionsOf(behaviour) === 'refused' ? emptyLists : [],
    behaviour.unknownOwner === 'refused' ? strangers : [],
  ].flat();
}

/** Whether a change names an owner whom nobody knows. */
export function namesStranger(
  { ownerIdentifier }: ContactChange,
  { owners }: Behaviour,
): boolean {
  return (
    ownerIdentifier !== undefined &&
    findOwner(ownerIdentifier.identifier, owners) === undefined
  );
}

function complain(...loc: (string | number)[]): Complaint {
  return { loc: ['body', ...loc], msg: 'Not acceptable', type: 'value_error' };
}
