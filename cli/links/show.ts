import {
  type Link,
  type LinkOrigin,
  systemOf,
  toLinkKey,
} from '../../functions/core/memory/links.ts';
import { hashIn } from '../../functions/edges/ledger/keys.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import { readContactId } from '../place/place-options.ts';
import { linksOfContact } from '../selection/links-of-contact.ts';
import { count } from '../terminal/count.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { inUtc } from '../terminal/utc.ts';
import { readExternalId } from './file/external-id.ts';
import { findContactScope, findLinkScope, type LinkOptions } from './link-scope.ts';

export interface ShowOptions extends LinkOptions {
  id?: string | undefined;
  contact?: string | undefined;
}

/**
 * Shows what an id leads to.
 * @throws UserError
 */
export async function showId(
  id: string,
  options: LinkOptions,
  terminal: Terminal,
): Promise<void> {
  const externalId = readExternalId(id);
  const scope = await findLinkScope(options, terminal);
  const { system, workspace } = scope;
  const { link, isMerged } = await withLedger(
    { terminal, scope, options },
    async ({ memory: { links }, readPepper }) => {
      const key = toLinkKey(await readPepper(), workspace, system, externalId);
      const found = await links.readLink(key);
      return { link: found, isMerged: found.key !== key };
    },
  );
  if (!options.json) {
    terminal.stdout.write(`${describeLink(link, isMerged, workspace).join('\n')}\n`);
    return;
  }
  const { contactId, origin, learnedAt, waiting } = link;
  printJson(terminal, {
    system,
    workspace,
    contactId,
    origin,
    learnedAt: inIso(learnedAt),
    isMerged,
    eventsWaiting: waiting.length,
  });
}

function describeLink(link: Link, isMerged: boolean, workspace: string): string[] {
  const { contactId, waiting } = link;
  const lines = [
    contactId === undefined
      ? 'The id leads to no contact.'
      : `The id leads to the contact ${contactId} of the workspace ${workspace}.`,
  ];
  if (isMerged)
    lines.push('The sender merged it into another id. This is the link of that id.');
  lines.push(...describeOrigin(link));
  if (waiting.length > 0)
    lines.push(`${count(waiting.length, 'event')} parked until it leads to a contact.`);
  return lines;
}

/**
 * Shows the links of a contact.
 * @throws UserError
 */
export async function showContact(
  contact: string,
  options: LinkOptions,
  terminal: Terminal,
): Promise<void> {
  const contactId = readContactId(contact);
  const scope = await findContactScope(options, terminal);
  const { workspace } = scope;
  const links = await withLedger({ terminal, scope, options }, (ledger) =>
    linksOfContact(ledger, { workspace, contactId }),
  );
  if (options.json) {
    const shown = links.map(({ key, origin, learnedAt }) => ({
      system: systemOf(key),
      key,
      origin,
      learnedAt: inIso(learnedAt),
    }));
    return printJson(terminal, { workspace, contactId, links: shown });
  }
  const verb = links.length === 1 ? 'leads' : 'lead';
  const sentence =
    `${count(links.length, 'id')} ${verb} to the contact ${contactId} ` +
    `of the workspace ${workspace}`;
  const lines =
    links.length === 0
      ? [`${sentence}.`]
      : [
          `${sentence}:`,
          ...links.map(describeKey),
          'Ids are kept as hashes: they cannot be shown.',
        ];
  terminal.stdout.write(`${lines.join('\n')}\n`);
}

function describeKey(link: Link): string {
  const { key } = link;
  return [`  ${systemOf(key)}`, hashIn(key), ...describeOrigin(link)].join('  ');
}

const origins = {
  id: "an event carried Bridge's id too",
  match: 'an event with it matched the contact',
  created: 'an event with it created the contact',
  merge: 'the sender merged ids',
  import: 'it was imported',
  set: 'it was set by hand',
} satisfies Record<LinkOrigin, string>;

function describeOrigin({ origin, learnedAt }: Link): string[] {
  if (origin === undefined || learnedAt === undefined) return [];
  return [`Learned ${inUtc(learnedAt)} UTC: ${origins[origin]}.`];
}

function inIso(time: number | undefined): string | undefined {
  return time === undefined ? undefined : new Date(time).toISOString();
}
