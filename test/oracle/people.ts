import type { OracleEvent, SourceName } from './history.ts';

/** How many people there are. The first is in Bridge from the start. */
export const people = 3;

/** Bridge's id of the person who is there from the start. */
export const knownContactId = '4e362e2b-67b2-4a7e-a9df-e9ecf9141be8';

export function phoneOf(person: number): string {
  return `+3460000000${person}`;
}

/** What an event says about whose it is, as its source says it. */
export function addressOf(
  {
    person,
    isAlias,
    isMerge,
    isDispute,
    hasPhone,
  }: Pick<OracleEvent, 'person' | 'isAlias' | 'isMerge' | 'isDispute' | 'hasPhone'>,
  source: SourceName,
): Record<string, string | string[]> {
  const phone = hasPhone ? { phone: phoneOf(person) } : {};
  if (source === 'crm-b') return { bridgeId: knownContactId, ...phone };
  if (source === 'form') return { phone: phoneOf(person) };
  if (isDispute)
    return {
      person: Array.from({ length: people }, (_, other) => `a-${other}`),
      mergedInto: 'a-everybody',
    };
  if (isMerge) return { person: `a-${person}-old`, mergedInto: `a-${person}` };
  return { person: isAlias ? `a-${person}-old` : `a-${person}`, ...phone };
}
