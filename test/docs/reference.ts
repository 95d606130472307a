import { stringify } from 'yaml';
import { isRecord } from '../../functions/core/json.ts';
import { bridgeJsonSchema, sourceJsonSchema } from '../../lib/config/config-schemas.ts';
import { anchorOf } from './markdown.ts';
import {
  type Block,
  blocksOf,
  identityOf,
  type SchemaNode,
  variantsOf,
  walkKeys,
} from './schema-keys.ts';
import { type YamlExample, yamlExamples } from './yaml-examples.ts';

/** The first example of a key, and where it stands. */
interface Example {
  value: unknown;
  place: string;
}

/** One row of the reference. */
export interface Row {
  /** The path of the block, and its kind. */
  block: string;
  key: string;
  says: string;
  takes: string;
  fallback: string;
  example: string;
}

interface Section {
  title: string;
  also: string[];
  rows: Row[];
}

interface File {
  title: string;
  sections: Section[];
}

const opening = `# Reference: every key

Each table is a block of keys. It is made from the schema that reads the files, by
\`npm run reference\`, and its examples are those of the other pages, which are run as tests. What
the keys are for, and how they work together, is in [configuration.md](configuration.md).

The column *takes* leads from a block to those inside of it, from [bridge.yaml](#bridgeyaml) or
[a source](#a-source) on.

*Expressions* are [JSONata](configuration.md#expressions). A *path* is names with dots between them.
A *length of time* is a number and \`s\`, \`min\`, \`h\` or \`days\`. A *size* is a number and \`B\`,
\`KiB\` or \`MiB\`. A *name* is lower-case letters, digits and hyphens.
`;

/** The page docs/reference.md. */
export function writeReference(): string {
  const files = readReference();
  const pages = files.map(
    ({ title, sections }) => `## ${title}\n\n${sections.map(writeSection).join('\n')}`,
  );
  return `${opening}\n${pages.join('\n')}`;
}

/** All keys, in the order of the schema. */
export function readReference(examples = yamlExamples()): File[] {
  return [
    fileOf('bridge.yaml', bridgeJsonSchema(), ofFile(examples, 'bridge')),
    fileOf('A source', sourceJsonSchema(), ofFile(examples, 'source')),
  ];
}

function ofFile(examples: YamlExample[], file: YamlExample['file']): YamlExample[] {
  return examples.filter((example) => example.file === file);
}

function fileOf(title: string, schema: SchemaNode, examples: YamlExample[]): File {
  const first = new Map<string, Example>();
  for (const { value, place } of examples)
    walkKeys(schema, value, (identity, found) => {
      if (!first.has(identity)) first.set(identity, { value: found, place });
    });
  const blocks = blocksOf(schema);
  const titles = new Map(blocks.map((block) => [block, titleOf(block, title)]));
  return {
    title,
    sections: blocks.map((block) => ({
      title: titles.get(block) ?? '',
      also: block.paths.slice(1),
      rows: rowsOf(block, first, (path) =>
        blocks
          .filter(({ paths }) => paths.includes(path))
          .map((one) => titles.get(one) ?? ''),
      ),
    })),
  };
}

function titleOf({ paths: [path = ''], kind, node }: Block, file: string): string {
  if (path === '') return `The keys of ${file === 'A source' ? 'a source' : file}`;
  const keys = Object.keys(node.properties ?? {});
  const which = kind ?? (keys.length === 1 ? keys[0] : undefined);
  return which === undefined ? path : `${path}: ${which}`;
}

function rowsOf(
  { paths: [path = ''], kind, node }: Block,
  examples: ReadonlyMap<string, Example>,
  titlesAt: (path: string) => string[],
): Row[] {
  return Object.entries(node.properties ?? {}).map(([key, property]) => {
    const own = path === '' ? key : `${path}.${key}`;
    const inner = [...titlesAt(own), ...titlesAt(`${own}.<name>`)].filter(
      (title) => title !== '',
    );
    const example = examples.get(identityOf(node, key));
    return {
      block: kind === undefined ? path : `${path}: ${kind}`,
      key,
      ...describe(property, node.required?.includes(key) === true),
      takes: takes(property, inner),
      example: example === undefined ? '' : writeExample(key, example),
    };
  });
}

const inWords = / ?\bDefault:? (.+?)\.?$/s;

/** What a key says and what counts without it: the schema's default, or what is said of one. */
function describe(
  { description = '', default: value }: SchemaNode,
  isRequired: boolean,
): Pick<Row, 'says' | 'fallback'> {
  const said = inWords.exec(description)?.[1];
  const says = description.replace(inWords, '');
  if (isRequired) return { says, fallback: 'required' };
  if (isEmptyBlock(value)) return { says: description, fallback: 'those of its keys' };
  if (value !== undefined) return { says: description, fallback: code(inline(value)) };
  return { says: says === '' ? description : says, fallback: said ?? 'none' };
}

function isEmptyBlock(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}

const formats: Record<string, string> = {
  uri: 'a URL',
  email: 'an address',
  uuid: 'a UUID',
};

/** What can stand behind a key. */
function takes(node: SchemaNode, blocks: string[]): string {
  const links = blocks.map((title) => `[${title}](#${anchorOf(title)})`);
  const kinds = [...new Set(kindsOf(node))];
  return [...kinds, ...links].join(', ');
}

function kindsOf(node: SchemaNode): string[] {
  if (node.title !== undefined) return [node.title];
  if (node.const !== undefined) return [code(String(node.const))];
  if (node.enum !== undefined) return node.enum.map((one) => code(String(one)));
  if (node.properties !== undefined) return [];
  const variants = variantsOf(node);
  if (variants.length > 0) return variants.flatMap(kindsOf);
  if (node.items !== undefined) return [`a list of ${listed(kindsOf(node.items))}`];
  if (node.format !== undefined) return [formats[node.format] ?? node.format];
  if (isRecord(node.additionalProperties)) {
    const values = kindsOf(node.additionalProperties);
    return values.length === 0 ? [] : [`names with ${listed(values)}`];
  }
  return [plainKind(node)];
}

function listed(kinds: string[]): string {
  return kinds.length === 0
    ? 'blocks'
    : [...new Set(kinds)].join(', ').replace(/\ban? /g, '');
}

function plainKind({ type, minimum, maximum }: SchemaNode): string {
  if (type === 'boolean') return '`true`, `false`';
  if (type === 'integer' || type === 'number') {
    const most = maximum === undefined || maximum > 1e9 ? 'or more' : `to ${maximum}`;
    return `${minimum} ${most}`;
  }
  return type === 'string' ? 'text' : 'any value';
}

const widest = 60;

/** `key: value` where that is short, else a link to the page that shows it. */
function writeExample(key: string, { value, place }: Example): string {
  const written = inline({ [key]: value }).replace(/^\{ | \}$/g, '');
  const isLong = written.length > widest || written.includes('\\n');
  if (isLong) return `[shown](${place})`;
  return code(written);
}

function inline(value: unknown): string {
  return stringify(value, {
    collectionStyle: 'flow',
    lineWidth: 0,
    singleQuote: true,
  }).trim();
}

function code(text: string): string {
  return `\`${text.replaceAll('|', '\\|')}\``;
}

function writeSection({ title, also, rows }: Section): string {
  const others =
    also.length === 0
      ? ''
      : `The same in\n${also.map((path) => `- ${code(path)}`).join('\n')}\n\n`;
  const lines = rows.map(
    ({ key, says, takes: kinds, fallback, example }) =>
      `| \`${key}\` | ${cell(says)} | ${kinds} | ${cell(fallback)} | ${example} |`,
  );
  return `### ${title}\n\n${others}| key | says | takes | default | example |\n| --- | --- | --- | --- | --- |\n${lines.join('\n')}\n`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/<(\w+)>/g, '\\<$1>');
}
