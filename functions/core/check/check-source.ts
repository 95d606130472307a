import { isSupportedCountry } from 'libphonenumber-js/min';
import type { Source } from '../config/source-schema.ts';
import { isCountryCode } from '../map/map-to-patch.ts';
import { parseSplitPath } from '../split-request.ts';
import { checkContact } from './check-contact.ts';
import { checkEntries } from './check-entries.ts';
import { checkResponse } from './check-response.ts';
import { checkExpression } from './expressions/check-expression.ts';
import { checkErasingJoins } from './expressions/erasing-joins.ts';
import { checkHandshakes } from './handshake/check-handshake.ts';
import { expressionsOf, mapEntries } from './source-expressions.ts';
import type { SourceProblem } from './source-problem.ts';
import { checkVerification } from './verification/check-verification.ts';

/** Everything about a source that can be judged without its samples. */
export async function checkSource(
  source: Source,
  workspaces: string[],
): Promise<SourceProblem[]> {
  const ofExpressions = await Promise.all(
    expressionsOf(source).map(async ({ path, text }) =>
      (await checkExpression(text)).map((problem) => ({ path, ...problem })),
    ),
  );
  return [
    ...checkWorkspace(source, workspaces),
    ...checkCountry(source),
    ...checkMap(source),
    ...checkVerification(source),
    ...checkHandshakes(source),
    ...checkResponse(source),
    ...checkSplit(source),
    ...checkTypes(source),
    ...checkTimeZone(source),
    ...checkContact(source),
    ...ofExpressions.flat(),
    ...checkEntries(source),
    ...checkErasingJoins(source),
  ];
}

function checkWorkspace({ workspace }: Source, workspaces: string[]): SourceProblem[] {
  if (workspaces.includes(workspace)) return [];
  return [
    {
      path: ['workspace'],
      what: `names the workspace ${workspace}, which bridge.yaml does not have`,
      cure: `write one of: ${workspaces.join(', ')}`,
    },
  ];
}

function checkCountry({ defaults: { country } }: Source): SourceProblem[] {
  if (country === undefined || !isCountryCode(country) || isSupportedCountry(country))
    return [];
  return [
    {
      path: ['defaults', 'country'],
      what: `${country} is no country`,
      cure: 'write an ISO 3166 code such as US or ES',
    },
  ];
}

/** A source that only reports merges writes nothing, and re-points links. */
function checkMap(source: Source): SourceProblem[] {
  if (source.contact.merge !== undefined || mapEntries(source).length > 0) return [];
  return [
    {
      path: ['map'],
      what: 'has no entry, so no event can ever change anything',
      cure: 'write at least one field, for example email: data.email',
    },
  ];
}

function checkSplit({ events }: Source): SourceProblem[] {
  if (events.split === undefined || parseSplitPath(events.split) !== undefined) return [];
  return [
    {
      path: ['events', 'split'],
      what: 'is not a plain path',
      cure: 'write names with dots between them, or $; choose among the events with filter',
    },
  ];
}

/** Types are judged where all three are there. */
function checkTypes({ events }: Source): SourceProblem[] {
  const { type, knownTypes } = events;
  if (type === undefined && knownTypes === undefined) return [];
  const keys = ['type', 'knownTypes', 'filter'] as const;
  const missing = keys.filter((key) => events[key] === undefined);
  if (missing.length === 0) return [];
  return [
    {
      path: ['events', knownTypes === undefined ? 'type' : 'knownTypes'],
      what: `does nothing without ${missing.join(' and ')}`,
      cure: 'write filter, type and knownTypes, or the filter alone',
    },
  ];
}

function checkTimeZone({ events: { timeZone } }: Source): SourceProblem[] {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone });
    return [];
  } catch {
    return [
      {
        path: ['events', 'timeZone'],
        what: `${timeZone} is not a time zone`,
        cure: 'write a name such as Europe/Madrid',
      },
    ];
  }
}
