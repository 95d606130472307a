import type { Source } from '../config/source-schema.ts';
import type { SourceProblem } from './source-problem.ts';

/** What of a source can find, create or link no contact. */
export function checkContact(source: Source): SourceProblem[] {
  return [
    ...checkSystem(source),
    ...checkIfDeleted(source),
    ...checkMatch(source),
    ...checkIfNotFound(source),
  ];
}

function checkSystem({ contact, system }: Source): SourceProblem[] {
  const key = idKeyOf(contact);
  if (key !== undefined && system === undefined) {
    const why = 'sources of one system share what is known of its ids';
    return [
      {
        path: ['contact', key],
        what: 'is about ids of a system that has no name',
        cure: `add system: with a name such as hubspot-33 beside workspace; ${why}`,
      },
    ];
  }
  if (key !== undefined || system === undefined) return [];
  return [
    {
      path: ['system'],
      what: 'names a system, but no id of it is read',
      cure: "add contact.externalId with an expression for the sender's own id, or remove system",
    },
  ];
}

/** The key that reads ids of the sender's system. */
function idKeyOf(contact: Source['contact']): 'externalId' | 'merge' | undefined {
  if (contact.externalId !== undefined) return 'externalId';
  return contact.merge === undefined ? undefined : 'merge';
}

function checkIfDeleted({ contact }: Source): SourceProblem[] {
  if (contact.ifDeleted !== 'create' || contact.ifNotFound.includes('create')) return [];
  return [
    {
      path: ['contact', 'ifDeleted'],
      what: 'creates contacts again that were deleted, but ifNotFound creates none',
      cure: 'add create to ifNotFound, or write park',
    },
  ];
}

function checkMatch({ contact: { match = [] }, map }: Source): SourceProblem[] {
  return match.flatMap((key, index) => {
    if (typeof key !== 'string' || map[key] !== undefined) return [];
    const problem: SourceProblem = {
      path: ['contact', 'match', index],
      what: `matches by ${key}, which the map does not fill`,
      cure: `add ${key} to the map, or write - ${key}: with an expression of its own`,
    };
    return [problem];
  });
}

function checkIfNotFound({ contact, map }: Source): SourceProblem[] {
  if (!contact.ifNotFound.includes('create') || map.cellphone !== undefined) return [];
  return [
    {
      path: ['contact', 'ifNotFound'],
      what: 'creates contacts, but the map has no cellphone, which Bridge needs for that',
      cure: 'add cellphone to the map, or write park',
    },
  ];
}

/** Says when nothing but a link can find the contacts of a source. */
export function noteLinksOnly({ contact, system }: Source): SourceProblem[] {
  const { externalId, id, match } = contact;
  if (externalId === undefined || id !== undefined || match !== undefined) return [];
  return [
    {
      path: ['contact', 'externalId'],
      what: 'is all that finds a contact, so events are parked until their ids are linked',
      cure:
        `let another source of ${system} link them (by match), run the command links import, ` +
        'or add match:',
    },
  ];
}
