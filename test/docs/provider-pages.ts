import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { carriedInWords, proofInWords } from '../../lib/providers/in-words.ts';
import { newSourceFile, presetYaml, requestsOf } from '../../lib/providers/new-source.ts';
import {
  allProviders,
  type Provider,
  providersDir,
} from '../../lib/providers/providers.ts';
import { columns } from './line-width.ts';

/** A page that is made from the providers' files: its path from the root, and its text. */
export interface MadePage {
  path: string;
  text: string;
}

/** The table of the README stands between these lines. */
export const readmeMarks = ['<!-- providers -->', '<!-- /providers -->'] as const;

/** docs/providers.md and a page for each provider. */
export function providerPages(): MadePage[] {
  const providers = allProviders();
  return [
    { path: 'docs/providers.md', text: index(providers) },
    ...providers.map((provider) => ({
      path: `docs/providers/${provider.name}.md`,
      text: page(provider),
    })),
  ];
}

/** The README with the table of all providers as it has to be. */
export function withProviderTable(readme: string): string {
  const [from, to] = readmeMarks;
  const [before, rest = ''] = readme.split(from);
  const [, after] = rest.split(to);
  if (after === undefined) throw new Error(`README.md has no ${from} … ${to}.`);
  return `${before}${from}\n${smallTable(allProviders())}\n${to}${after}`;
}

const plurals: Record<Provider['about']['kind'], string> = {
  CRM: 'CRMs',
  form: 'Forms',
  'lead ad': 'Lead ads',
  shop: 'Shops',
  messages: 'Messages and mail',
  automation: 'Automation and data',
  'own site': 'Anything else',
};

interface Group {
  title: string;
  providers: Provider[];
}

function byKind(providers: Provider[]): Group[] {
  return Object.entries(plurals)
    .map(([kind, title]) => ({
      title,
      providers: providers.filter(({ about }) => about.kind === kind),
    }))
    .filter((group) => group.providers.length > 0);
}

function smallTable(providers: Provider[]): string {
  const rows = byKind(providers).map(({ title, providers: own }) => {
    const links = own.map(({ name }) => `[${name}](docs/providers/${name}.md)`);
    return `| ${title} | ${links.join(' · ')} |`;
  });
  return ['| | |', '|---|---|', ...rows].join('\n');
}

function index(providers: Provider[]): string {
  const opening = `# Senders that are known

${wrap(
  `Each of these ${providers.length} senders is one command, \`npx bridgehook add <name>\`. It ` +
    'writes a source with a suggested map and with samples. The page of a sender says where its ' +
    'settings are, what to watch for, and how sure each fact is. For any other sender, record a ' +
    'request: [connect-any-sender.md](connect-any-sender.md).',
)}

These pages are made from \`functions/providers/*.yaml\` by \`npm run reference\`.
`;
  const groups = byKind(providers).map(({ title, providers: own }) =>
    [
      `## ${title}`,
      '',
      '| sender | its events carry | proved by |',
      '|---|---|---|',
      ...own.map(
        ({ name, about, verify }) =>
          `| [${about.title}](providers/${name}.md) | ${carriedInWords[about.carries]} ` +
          `| ${proofInWords(verify)} |`,
      ),
      '',
    ].join('\n'),
  );
  return `${opening}\n${groups.join('\n')}`;
}

function page(provider: Provider): string {
  const { name, about } = provider;
  return [
    head(provider),
    section(`In ${about.title}`, numbered(about.setup)),
    section('What to watch for', bulleted(about.watch ?? [])),
    section('What cannot be expressed', cannot(about.cannot ?? [])),
    section('What is known', facts(about)),
    section('The suggested source', source(provider)),
    section(`What \`provider: ${name}\` stands for`, preset(provider)),
    section('The script', script(name)),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

function head({ name, page: vendorPage, about, verify }: Provider): string {
  const pages = [vendorPage, ...(about.otherPages ?? [])];
  const instead = about.instead === undefined ? '' : `\n${wrap(about.instead)}\n`;
  return `# ${about.title}

${wrap(
  `Its events carry ${carriedInWords[about.carries]}. They are proved by: ` +
    `${proofInWords(verify)}. ${keys[about.key]}`,
)}
${instead}
\`\`\`sh
npx bridgehook add ${name}
\`\`\`

Pages about it:

${pages.map((url) => `- <${url}>`).join('\n')}
`;
}

const keys: Record<Provider['about']['key'], string> = {
  yours: 'You choose the key.',
  theirs: 'It shows you the key.',
  public: 'It publishes its key, which is in the preset.',
};

function section(title: string, text: string): string {
  return text === '' ? '' : `## ${title}\n\n${text}\n`;
}

function numbered(items: string[]): string {
  return items.map((item, index) => hanging(`${index + 1}. `, item)).join('\n');
}

function bulleted(items: string[]): string {
  return items.map((item) => hanging('- ', item)).join('\n');
}

function cannot(items: { what: string; instead: string }[]): string {
  return items.map(({ what, instead }) => hanging('- ', `${what} ${instead}`)).join('\n');
}

const factTitles: Record<keyof Provider['about']['facts'], string> = {
  proof: 'proof',
  body: 'body',
  id: "an event's id",
  time: 'when it happened',
  answer: 'a success',
  handshake: 'handshake',
  retries: 'when we are down',
  merges: 'merges',
  deletions: 'deletions',
};

function facts({ facts: all, samples }: Provider['about']): string {
  const known = Object.entries({ ...all, samples }).flatMap(([name, fact]) =>
    Object.entries(fact).map(([confidence, text]) => {
      const title = Object.entries(factTitles).find(([key]) => key === name)?.[1] ?? name;
      return `| ${title} | ${text.replaceAll('|', '\\|')} | ${confidence} |`;
    }),
  );
  const legend = wrap(
    '*Documented*: the pages or the code of the vendor say it. *Secondary*: others say it, and ' +
      'name the vendor. *Recalled*: nobody checked it, so try it. *Unknown*: do not count on it.',
  );
  return ['| | | how sure |', '|---|---|---|', ...known, '', legend].join('\n');
}

function source(provider: Provider): string {
  const samples = requestsOf(provider).map(({ name }) => `\`${name}\``);
  const folder = `functions/providers/${provider.name}.samples`;
  const yaml = newSourceFile(provider, { workspace: 'main' });
  return `\`\`\`yaml\n${yaml}\`\`\`\n\n${wrap(`[Samples](../../${folder}): ${samples.join(', ')}.`)}`;
}

function preset(provider: Provider): string {
  const about = wrap(
    'A block that a source writes itself takes the place of the whole block.',
  );
  return `\`\`\`yaml\n${presetYaml(provider)}\`\`\`\n\n${about}`;
}

function script(name: string): string {
  const path = join(providersDir, `${name}.gs`);
  return existsSync(path) ? `\`\`\`js\n${readFileSync(path, 'utf8')}\`\`\`` : '';
}

function hanging(mark: string, text: string): string {
  const indent = ' '.repeat(mark.length);
  return mark + wrap(text, columns - mark.length).replaceAll('\n', `\n${indent}`);
}

/** Breaks a text at blanks, so that no line is too wide. */
export function wrap(text: string, width = columns): string {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const longer = `${lines.at(-1) ?? ''} ${word}`;
    if (lines.length === 0 || longer.length > width) lines.push(word);
    else lines.splice(-1, 1, longer);
  }
  return lines.join('\n');
}
