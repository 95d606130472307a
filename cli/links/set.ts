import { UserError } from '../../lib/report.ts';
import { withLedger } from '../place/ledger/with-ledger.ts';
import { readContactId } from '../place/place-options.ts';
import { count } from '../terminal/count.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { createContactCheck } from './check-contact.ts';
import { readNewExternalId } from './file/external-id.ts';
import { type LinkStep, learnLink } from './learn-link.ts';
import { findLinkScope, type LinkOptions } from './link-scope.ts';

export interface SetOptions extends LinkOptions {
  id: string;
  contact: string;
  check: boolean;
}

/**
 * Links one id, whatever it led to before.
 * @throws UserError
 */
export async function setLink(options: SetOptions, terminal: Terminal): Promise<void> {
  const externalId = readNewExternalId(options.id);
  const contactId = readContactId(options.contact);
  const scope = await findLinkScope(options, terminal);
  const { system, workspace } = scope;
  const learned = await withLedger({ terminal, scope, options }, async (ledger) => {
    const checkContact = createContactCheck(ledger.bridge, workspace);
    const wrong = options.check ? await checkContact(contactId) : undefined;
    if (wrong !== undefined) throw new UserError(`--contact ${wrong} Nothing was linked.`);
    const learning = { origin: 'set' as const, replace: true, now: terminal.now };
    return learnLink(ledger, scope, { externalId, contactId }, learning);
  });
  if ('refused' in learned)
    throw new Error('a link was refused although it can be re-pointed');
  const { step, eventsPutBack } = learned;
  const { kind: outcome, before, isMerged: wasMerged } = step;
  if (options.json) {
    const link = { system, workspace, contactId };
    return printJson(terminal, { ...link, outcome, before, wasMerged, eventsPutBack });
  }
  terminal.stdout.write(
    `${describe(step, contactId)} ${count(eventsPutBack, 'event')} put back into the queue.\n`,
  );
}

function describe({ kind, before, isMerged }: LinkStep, contactId: string): string {
  if (kind === 'unchanged') {
    const way = isMerged ? ', through the id that it was merged into' : '';
    return `The id leads to ${contactId} already${way}.`;
  }
  const sentences = [
    `The id leads to ${contactId} now.`,
    before === undefined ? 'It led to no contact before.' : `It led to ${before} before.`,
  ];
  if (isMerged)
    sentences.push(
      'The sender had merged it into another id; it is a link of its own again.',
    );
  return sentences.join(' ');
}
