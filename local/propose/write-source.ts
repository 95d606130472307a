import { stringify } from 'yaml';
import type { BodyKind } from '../../functions/core/config/body-schema.ts';
import { yamlScalar } from './leaves/yaml-scalar.ts';

/** A line of the map, or one that is only offered. */
export interface Line {
  key: string;
  expression: string;
}

/** What is written of a source; what is absent is left out. */
export interface Draft {
  workspace: string;
  /** The preset, which has the blocks verify, body and events. */
  provider: string | undefined;
  verify: { block: object; notes: string[] };
  body: { kind: BodyKind; json: string[] | undefined };
  events: {
    split: string | undefined;
    id: string[] | undefined;
    time: string | undefined;
    except: string[];
  };
  /** Offered as a comment. */
  externalId: string | undefined;
  /** Written all the same: there are events that nothing else finds a contact by. */
  isIdNeeded: boolean;
  system: string;
  match: string[];
  country: string | undefined;
  map: Line[];
  /** Lines that could be in the map, as comments. */
  others: { line: Line; note: string }[];
}

/** The text of the file of a source. Its comments hold names and types, never a value. */
export function writeSource(draft: Draft): string {
  return [
    `workspace: ${yamlScalar(draft.workspace)}`,
    ...(draft.isIdNeeded ? [`system: ${yamlScalar(draft.system)}`] : []),
    ...(draft.provider === undefined
      ? [...verifyLines(draft), ...bodyLines(draft), ...eventLines(draft)]
      : [`provider: ${yamlScalar(draft.provider)}`]),
    ...contactLines(draft),
    ...countryLines(draft),
    ...mapLines(draft),
    '',
  ].join('\n');
}

function comment(text: string): string {
  return `# ${text}`;
}

function block(value: object): string[] {
  return stringify(value, { lineWidth: 0 }).trimEnd().split('\n');
}

function verifyLines({ verify }: Draft): string[] {
  return [...verify.notes.map(comment), ...block({ verify: verify.block })];
}

function bodyLines({ body: { kind, json } }: Draft): string[] {
  if (json === undefined) return kind === 'json' ? [] : [`body: ${kind}`];
  return ['body:', `  kind: ${kind}`, ...list('json', json)];
}

function list(key: string, texts: readonly string[]): string[] {
  return [`  ${key}:`, ...texts.map((text) => `    - ${yamlScalar(text)}`)];
}

function eventLines({ events: { split, id, time, except } }: Draft): string[] {
  const lines = [
    ...(split === undefined ? [] : [`  split: ${yamlScalar(split)}`]),
    ...(id === undefined ? [] : list('id', id)),
    ...(time === undefined ? [] : [`  time: ${yamlScalar(time)}`]),
    ...(except.length === 0 ? [] : list('except', except)),
  ];
  const notes = [
    ...(id === undefined
      ? ['No id of the event was found for certain: what it holds tells it from others.']
      : []),
    ...(id !== undefined && id.length > 1
      ? ['The id alone could be that of the webhook: it is taken together with the time.']
      : []),
    ...(time === undefined
      ? ['No time of the event was found: that of receipt counts.']
      : []),
  ].map(comment);
  return lines.length === 0 ? notes : [...notes, 'events:', ...lines];
}

function contactLines({ externalId, isIdNeeded, match, system }: Draft): string[] {
  const offered = [
    "  # If this is the sender's own id of the person, write it here, and above",
    `  # system: ${system}`,
  ];
  const needed = [
    '  # There are events without an email and a phone number. They need an id of the person',
    '  # that is the same in all events of that person: see that this is one.',
  ];
  const idLines = (id: string) =>
    isIdNeeded
      ? [...needed, `  externalId: ${yamlScalar(id)}`]
      : [...offered, `  # externalId: ${yamlScalar(id)}`];
  return [
    'contact:',
    ...(externalId === undefined ? [] : idLines(externalId)),
    ...(match.length === 0 && !isIdNeeded
      ? ['  # match: [email]  # nothing was found that a contact is known by']
      : []),
    ...(match.length === 0 ? [] : [`  match: [${match.join(', ')}]`]),
    // Without a number nobody can be created.
    `  ifNotFound: ${match.includes('cellphone') ? '[create, park]' : 'park'}`,
  ];
}

function countryLines({ country }: Draft): string[] {
  if (country === undefined) return [];
  return ['defaults:', `  country: ${yamlScalar(country)}`];
}

function mapLines({ map, others }: Draft): string[] {
  const entries = map.map(({ key, expression }) => `  ${key}: ${yamlScalar(expression)}`);
  const offered = others.map(
    ({ line: { key, expression }, note }) =>
      `  # ${key === '' ? '' : `${key}: `}${yamlScalar(expression)}  # ${note}`,
  );
  return [
    ...(map.length === 0 ? ['map: {}'] : ['map:', ...entries]),
    ...(offered.length === 0
      ? []
      : [
          '  # What else the request holds. To use one, write a field before it, such as',
          '  # firstName:, or a name under customAttributes:',
          ...offered,
        ]),
  ];
}
