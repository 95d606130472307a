import { UserError } from '../../lib/report.ts';
import { findLinkScope, type LinkOptions } from '../place/scope.ts';
import { withLedger } from '../place/with-ledger.ts';
import { count } from '../terminal/progress.ts';
import { printJson, type Terminal } from '../terminal/terminal.ts';
import { createContactCheck } from './check-contact.ts';
import { type LinkStep, learnLink } from './learn-link.ts';
import { parseContactId } from './link-lines.ts';

export interface SetOptions extends LinkOptions {
  id: string;
  contact: string;
  check: boolean;
}

/** Links one id, whatever it led to before. Throws a UserError. */
export async function setLink(options: SetOptions, terminal: Terminal): Promise<void> {
  const externalId = readExternalId(options.id);
  const contactId = readContactId(options.contact);
  const scope = await findLinkScope(options, terminal);
  const learned = await withLedger({ terminal, scope, stack: options.stack }, async (ledger) => {
    const wrong = options.check ? await createContactCheck(ledger, scope)(contactId) : undefined;
    if (wrong !== undefined) throw new UserError(`--contact ${wrong} Nothing was linked.`);
    return learnLink(
      ledger,
      scope,
      { externalId, contactId },
      { origin: 'set', replace: true, now: terminal.now },
    );
  });
  if ('refused' in learned) throw new Error('a link was refused although it may be re-pointed');
  const { step, eventsPutBack } = learned;
  const { system, workspace } = scope;
  if (options.json)
    printJson(terminal, {
      system,
      workspace,
      contactId,
      outcome: step.kind,
      before: step.before,
      wasMerged: step.isMerged,
      eventsPutBack,
    });
  else
    terminal.stdout.write(
      `${describe(step, contactId)} ${count(eventsPutBack, 'event')} put back into the queue.\n`,
    );
}

function describe({ kind, before, isMerged }: LinkStep, contactId: string): string {
  if (kind === 'unchanged')
    return `The id leads to ${contactId} already${isMerged ? ', through the id that it was merged into' : ''}.`;
  const from = before === undefined ? 'It led to nobody before.' : `It led to ${before} before.`;
  const merged = isMerged
    ? ' It was merged by the sender into another id, and is a link of its own again.'
    : '';
  return `The id leads to ${contactId} now. ${from}${merged}`;
}

/** `--id`. Throws a UserError if it is empty. */
export function readExternalId(text: string): string {
  if (text.trim() !== '') return text.trim();
  throw new UserError("--id is empty. Write the sender's id.");
}

/** `--contact`. Throws a UserError if it is not a UUID. */
export function readContactId(text: string): string {
  const id = parseContactId(text);
  if (id !== undefined) return id;
  throw new UserError(
    "--contact is not a UUID. Write Bridge's id of the contact, such as 4e362e2b-67b2-4a7e-a9df-e9ecf9141be8.",
  );
}
