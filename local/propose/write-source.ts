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
  /** Offered as a comment, and only written where nothing else finds a contact. */
  externalId: string | undefined;
  system: string;
  match: string[];
  country: string | undefined;
  map: Line[];
  /** Lines that could be in the map, as comments. */
  others: { line: Line; note: string }[];
}

/** The text of the file of a source. Its comments hold names and types, never a value. */
export function writeSource(draft: Draft): string {
  const isByIdOnly = draft.match.length === 0 && draft.externalId !== undefined;
  return [
    `workspace: ${yamlScalar(draft.workspace)}`,
    ...(isByIdOnly ? [`system: ${yamlScalar(draft.system)}`] : []),
    ...(draft.provider === undefined
      ? [...verifyLines(draft), ...bodyLines(draft), ...eventLines(draft)]
      : [`provider: ${yamlScalar(draft.provider)}`]),
    ...contactLines(draft, isByIdOnly),
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

function contactLines(draft: Draft, isByIdOnly: boolean): string[] {
  const { externalId, match, system } = draft;
  if (isByIdOnly && externalId !== undefined)
    return [
      comment('No email and no phone number was found: contacts are known by their links.'),
      'contact:',
      `  externalId: ${yamlScalar(externalId)}`,
      '  ifNotFound: park',
    ];
  return [
    'contact:',
    ...(externalId === undefined
      ? []
      : [
          "  # If this is the sender's own id of the person, write it here, and above",
          `  # system: ${system}`,
          `  # externalId: ${yamlScalar(externalId)}`,
        ]),
    ...(match.length === 0
      ? [comment(' match: [email]  # nothing was found that a contact is known by')]
      : [`  match: [${match.join(', ')}]`]),
    '  ifNotFound: park',
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
