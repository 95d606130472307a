import type { Link, LinkOrigin } from '../../functions/core/memory/links.ts';
import { systemOf, toLinkKey } from '../../functions/core/memory/links.ts';
import { findLinkScope, findWorkspaceScope, type LinkOptions } from '../place/scope.ts';
import { withLedger } from '../place/with-ledger.ts';
import { count } from '../terminal/progress.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { linksOfContact } from './links-of-contact.ts';
import { readContactId, readExternalId } from './set.ts';

export interface ShowOptions extends LinkOptions {
  id?: string;
  contact?: string;
}

/** Shows what an id leads to, or the links of a contact. Throws a UserError. */
export async function showLinks(options: ShowOptions, terminal: Terminal): Promise<void> {
  if (options.id !== undefined) return showId(readExternalId(options.id), options, terminal);
  return showContact(readContactId(options.contact ?? ''), options, terminal);
}

async function showId(externalId: string, options: ShowOptions, terminal: Terminal): Promise<void> {
  const scope = await findLinkScope(options, terminal);
  const { link, isMerged } = await withLedger(
    { terminal, scope, stack: options.stack },
    async ({ memory: { links }, pepper }) => {
      const key = toLinkKey(pepper, scope.workspace, scope.system, externalId);
      const found = await links.readLink(key);
      return { link: found, isMerged: found.key !== key };
    },
  );
  const { system, workspace } = scope;
  const { contactId, origin, learnedAt, waiting } = link;
  if (options.json) {
    const learned = learnedAt === undefined ? undefined : new Date(learnedAt).toISOString();
    return printJson(terminal, {
      system,
      workspace,
      contactId,
      origin,
      learnedAt: learned,
      isMerged,
      eventsWaiting: waiting.length,
    });
  }
  const lines = [
    contactId === undefined
      ? 'The id leads to no contact.'
      : `The id leads to the contact ${contactId} of the workspace ${workspace}.`,
    ...(isMerged ? ['The sender merged it into another id, whose link this is.'] : []),
    ...describeOrigin(link),
    ...(waiting.length === 0
      ? []
      : [`${count(waiting.length, 'event')} parked until it leads to a contact.`]),
  ];
  terminal.stdout.write(`${lines.join('\n')}\n`);
}

async function showContact(
  contactId: string,
  options: ShowOptions,
  terminal: Terminal,
): Promise<void> {
  const scope = await findWorkspaceScope(options, terminal);
  const { workspace } = scope;
  const links = await withLedger({ terminal, scope, stack: options.stack }, (ledger) =>
    linksOfContact(ledger, { workspace, contactId }),
  );
  if (options.json) {
    const shown = links.map(({ key, origin, learnedAt = 0 }) => ({
      system: systemOf(key),
      key,
      origin,
      learnedAt: new Date(learnedAt).toISOString(),
    }));
    return printJson(terminal, { workspace, contactId, links: shown });
  }
  const lines = links.map((link) =>
    [`  ${systemOf(link.key)}  ${link.key.split('#').at(-1)}`, ...describeOrigin(link)].join('  '),
  );
  const sentence = `${count(links.length, 'id')} lead${links.length === 1 ? 's' : ''} to the contact ${contactId} of the workspace ${workspace}`;
  const note = links.length === 0 ? '' : ':\n';
  terminal.stdout.write(
    `${sentence}${note}${lines.join('\n')}${links.length === 0 ? '.' : '\nIds are kept as hashes, and cannot be shown.'}\n`,
  );
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
  return [
    `Learned ${new Date(learnedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC: ${origins[origin]}.`,
  ];
}
